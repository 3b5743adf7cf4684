/** BullMQ's door: task queues on Redis, for many processes. */
export { bullmqQueue } from './drivers/bullmq.ts'
export type { BullmqOptions } from './drivers/bullmq.ts'
