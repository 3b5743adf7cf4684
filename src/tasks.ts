/** The door of tasks: queues, schedules, and what failed. */
export { memoryQueue } from './tasks/memory-queue.ts'
export type { MemoryQueueOptions } from './tasks/memory-queue.ts'
export type { RunTask, TaskQueue, TaskWorker, WorkOptions } from './tasks/queue.ts'
export type { Schedule, ScheduledTask } from './tasks/schedule.ts'
export type { FailedTask, RunningTask, Task } from './tasks/task.ts'
export { failedTasks, retryTask } from './signals/dead-letters.ts'
export { schedule } from './signals/schedule.ts'
export type { ScheduleOptions } from './signals/schedule.ts'
