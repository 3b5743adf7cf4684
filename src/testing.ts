/** The door for tests: the contracts of what can be replaced, and help for tests of apps. */
export { layerSuite } from './testing/layer-suite.ts'
export type { LayerSuiteOptions } from './testing/layer-suite.ts'
export { queueSuite } from './testing/queue-suite.ts'
export type { QueueCase, QueueSuiteOptions } from './testing/queue-suite.ts'
export { SignalQueue } from './testing/signal-queue.ts'
export type { ServerSignal, SignalQueueOptions, WindowSignal } from './testing/signal-queue.ts'
