/** The testers' door: contracts that own implementations can be held against. */
export { queueSuite } from './testing/queue-suite.ts'
export type { QueueCase, QueueSuiteOptions } from './testing/queue-suite.ts'
export { SignalQueue } from './testing/signal-queue.ts'
export type { ServerSignal, SignalQueueOptions, WindowSignal } from './testing/signal-queue.ts'
