/** Runs the tasks of one BullMQ queue. A job that its worker lost is found by the others' stalled check. */
import { WaitingError, Worker } from 'bullmq'
import type { Job, WorkerOptions } from 'bullmq'
import { systemClock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { TaskRunner, messageOf } from '../tasks/task-runner.ts'
import type { RunTask } from '../tasks/queue.ts'
import type { Task } from '../tasks/task.ts'
import { closing } from './connection.ts'
import type { BullmqConnection } from './connection.ts'
import { taskIdOf } from './names.ts'

/** What a job holds; the id is the job's. */
export type JobData = Omit<Task, 'id'>

/** What BullMQ's worker takes, and who hears of failures. */
export interface BullmqWorkerOptions extends Omit<WorkerOptions, 'connection'> {
  connection: BullmqConnection
  logger: Logger
}

export class BullmqWorker {
  readonly #runner: TaskRunner
  readonly #connection: BullmqConnection
  readonly #worker: Worker<JobData>

  /** @param name of the queue, encoded. */
  constructor(name: string, run: RunTask, { logger, connection, ...more }: BullmqWorkerOptions) {
    this.#runner = new TaskRunner(run, systemClock, logger)
    this.#connection = connection
    const options = { ...more, connection: connection.client }
    this.#worker = new Worker<JobData>(name, (task, token) => this.#perform(task, token), options)
    this.#worker.on('error', connection.onError)
    this.#worker.on('lockRenewalFailed', (ids) => this.#runner.lose(ids.map(taskIdOf)))
  }

  /** See TaskWorker.stop. */
  async stop(graceMs?: number): Promise<void> {
    // Takes no more, and holds on to what it has.
    await this.#worker.pause(true)
    await this.#runner.stop(graceMs)
    // Without Redis it can't be stored how the tasks ended; another worker will run them again.
    await closing(this.#worker.close(!this.#connection.isUp))
  }

  async #perform(task: Job<JobData>, token: string | undefined): Promise<void> {
    const ending = await this.#attempt(task)
    if (ending === 'done' || ending === 'expired') return
    if (ending === 'returned') {
      // Fails for a task that was lost: it is not this worker's to give back.
      await closing(task.moveToWait(token))
    }
    // BullMQ lets go of the job with this error and counts no attempt.
    throw new WaitingError()
  }

  async #attempt(task: Job<JobData>): ReturnType<TaskRunner['perform']> {
    try {
      return await this.#runner.perform(taskOf(task), task.attemptsMade + 1)
    } catch (error) {
      // BullMQ acts upon the names of its own errors, and reads a message of whatever was thrown.
      const plain = new Error(messageOf(error))
      if (error instanceof Error && error.stack !== undefined) plain.stack = error.stack
      throw plain
    }
  }
}

/** The task of a job. */
export function taskOf(task: Job<JobData>): Task {
  return { ...task.data, id: taskIdOf(task.id!) }
}
