/** Runs the tasks of one BullMQ queue. A job that its worker lost is found by the others' stalled check. */
import { WaitingError, Worker } from 'bullmq'
import type { Job, WorkerOptions } from 'bullmq'
import { systemClock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { Crew, messageOf } from '../tasks/crew.ts'
import type { RunTask } from '../tasks/queue.ts'
import type { Task } from '../tasks/task.ts'
import { taskIdOf } from './bullmq-names.ts'
import { troubleLog } from './bullmq-troubles.ts'

/** What a job holds; the id is the job's. */
export type JobData = Omit<Task, 'id'>

/** How long the end of a worker may take without tasks, in ms. It is longer only when Redis is away. */
const CLOSE_MS = 3000

export class BullmqWorker {
  readonly #crew: Crew
  readonly #worker: Worker<JobData>

  /** @param name of the queue, encoded. */
  constructor(name: string, run: RunTask, options: WorkerOptions, logger: Logger) {
    this.#crew = new Crew(run, systemClock, logger)
    this.#worker = new Worker<JobData>(name, (job, token) => this.#perform(job, token), options)
    this.#worker.on('error', troubleLog(logger, name))
    this.#worker.on('lockRenewalFailed', (ids) => this.#crew.lose(ids.map(taskIdOf)))
  }

  /** See TaskWorker.stop. */
  async stop(graceMs?: number): Promise<void> {
    const closed = this.#worker.close()
    await this.#crew.stop(graceMs)
    await closeWithin(CLOSE_MS, closed, () => this.#worker.disconnect())
  }

  async #perform(job: Job<JobData>, token: string | undefined): Promise<void> {
    const ending = await this.#attempt(job)
    if (ending === 'done' || ending === 'expired') return
    if (ending === 'returned') {
      // A task that was lost is not this worker's to give back.
      await job.moveToWait(token).catch(() => undefined)
    }
    // BullMQ lets go of the job with this error and counts no attempt.
    throw new WaitingError()
  }

  async #attempt(job: Job<JobData>): ReturnType<Crew['perform']> {
    try {
      return await this.#crew.perform(taskOf(job), job.attemptsMade + 1)
    } catch (error) {
      // BullMQ acts upon the names of its own errors, and reads a message of whatever was thrown.
      const plain = new Error(messageOf(error))
      if (error instanceof Error && error.stack !== undefined) plain.stack = error.stack
      throw plain
    }
  }
}

/** The task of a job. */
export function taskOf(job: Job<JobData>): Task {
  return { ...job.data, id: taskIdOf(job.id!) }
}

/** Waits for an orderly end; cuts the connections when that takes longer than `ms`. */
export async function closeWithin(
  ms: number,
  closed: Promise<unknown>,
  cut: () => Promise<unknown>,
): Promise<void> {
  let cancel = (): void => {}
  const late = new Promise<'late'>((resolve) => {
    cancel = systemClock.after(ms, () => resolve('late'))
  })
  // What fails here is a connection that is given up.
  const ended = closed.catch(() => undefined)
  if ((await Promise.race([ended, late])) === 'late') await cut().catch(() => undefined)
  cancel()
}
