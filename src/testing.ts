/** The door for tests: apps without a browser, and the contracts of what can be replaced. */
export { adapterSuite } from './testing/adapter-suite.ts'
export type { AdapterSuiteOptions, ServedHost } from './testing/adapter-suite.ts'
export { layerSuite } from './testing/layer-suite.ts'
export type { LayerSuiteOptions } from './testing/layer-suite.ts'
export { queueSuite } from './testing/queue-suite.ts'
export type { QueueCase, QueueSuiteOptions } from './testing/queue-suite.ts'
export { SignalQueue } from './testing/signal-queue.ts'
export type { ServerSignal, SignalQueueOptions, WindowSignal } from './testing/signal-queue.ts'
export { smoke } from './testing/smoke.ts'
export type { SmokeOptions, SmokeReport, SmokeSkip } from './testing/smoke.ts'
export type { SmokeFault } from './testing/smoke-faults.ts'
export { storeSuite } from './testing/store-suite.ts'
export { uploadStoreSuite } from './testing/upload-suite.ts'
export type { StoreSuiteOptions } from './testing/store-suite.ts'
export { testConsumer } from './testing/test-consumer.ts'
export type { Sent, TestConsumer, TestConsumerOptions } from './testing/test-consumer.ts'
export { openWindow } from './testing/test-window.ts'
export type {
  CallContent,
  OpenWindowOptions,
  TestWindow,
  Transport,
} from './testing/test-window.ts'
export { WindowRefusal } from './testing/window-refusal.ts'
export { TestClock } from './testing/page/clock.ts'
export { Locator } from './testing/page/locator.ts'
export { renderView } from './testing/page/render-view.ts'
export type { RenderViewOptions } from './testing/page/render-view.ts'
export { openPage, TestPage } from './testing/page/test-page.ts'
export type { RoleOptions, TextMatcher } from './testing/page/libraries.ts'
export { assertThat, matchers } from './testing/page/matchers.ts'
export type { Assertions, MatchResult } from './testing/page/matchers.ts'
export type { OpenPageOptions } from './testing/page/test-page.ts'
