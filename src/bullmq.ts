/** BullMQ's door: task queues on Redis, for many processes. */
export { bullmqQueue } from './queues/bullmq-queue.ts'
export type { BullmqOptions } from './queues/bullmq-queue.ts'
