/**
 * What holds tasks and hands them to workers. memory.ts is the one for a single process,
 * queues/bullmq-queue.ts the one for many; testing/queue-suite.ts is the contract in executable form.
 */
import type { Logger } from '../base/logger.ts'
import type { Schedule } from './schedule.ts'
import type { FailedTask, RunningTask, Task } from './task.ts'

/**
 * Named queues of tasks. Tasks of one queue and owner begin in the order in which they were added; delayed
 * and repeated ones stand at the end when their time comes.
 */
export interface TaskQueue {
  /** Shown in errors and logs. */
  readonly name: string
  /** True if workers of other processes get the tasks too. */
  readonly shared: boolean
  /**
   * Resolves once the task is kept. An id that the queue holds already is not added again.
   * @throws E_TASK if the task is not JSON or is invalid; E_TASK_QUEUE if the queue is closed or can't
   * be reached: the task may still arrive, so add it again under the same id.
   */
  add(task: Task): Promise<void>
  /** Runs the tasks of these queues until stopped. What `run` throws fails the attempt. */
  work(queues: readonly string[], run: RunTask, options?: WorkOptions): Promise<TaskWorker>
  /**
   * Adds a task at each time of a cron expression: one for all processes, and one at most that waits.
   * A schedule with the same id in the same queue is replaced.
   * @throws E_SCHEDULE, E_TASK, E_TASK_QUEUE.
   */
  schedule(schedule: Schedule): Promise<void>
  /** Ends a schedule. False if the queue has none of that id. */
  unschedule(queue: string, id: string): Promise<boolean>
  /** The ids of a queue's schedules, in any order. */
  scheduled(queue: string): Promise<string[]>
  /** The dead letters of a queue, at most 1,000, newest first. */
  failed(queue: string): Promise<FailedTask[]>
  /**
   * Adds a dead letter again, with all its attempts.
   * @throws E_DEAD_LETTER if the queue has none of that id.
   */
  retry(queue: string, id: string): Promise<void>
  /** The waiting and running tasks of an owner, in all queues; left out if the queue does not know. */
  heldBy?(owner: string): TaskShare
  /** Stops the workers, as their stop() does, and lets go of all connections. */
  close(): Promise<void>
}

/** How much is held of one owner. */
export interface TaskShare {
  tasks: number
  /** Estimated. */
  bytes: number
}

/** Runs one task. */
export type RunTask = (task: RunningTask) => Promise<void>

/** How a worker works. */
export interface WorkOptions {
  /** How many tasks of each queue run at once in this process. Default 4; 1 keeps them in order. */
  concurrency?: number
  /** Hears of failed and expired tasks. Default: the console. */
  logger?: Logger
}

/** Runs tasks. */
export interface TaskWorker {
  /**
   * Takes no more tasks and resolves when the running ones have ended. After `graceMs` (default 10,000)
   * their signals are aborted: a task that then fails goes back to its queue, and one that does not end
   * within another second is left alone.
   */
  stop(options?: { graceMs?: number }): Promise<void>
}
