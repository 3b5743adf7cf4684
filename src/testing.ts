/** The testers' door: contracts that own implementations can be held against. */
export { queueSuite } from './testing/queue-suite.ts'
export type { QueueCase, QueueSuiteOptions } from './testing/queue-suite.ts'
