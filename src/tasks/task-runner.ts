/**
 * The tasks that a worker runs now. Every queue's worker runs its tasks through a runner, so that expiry,
 * logging and stopping are the same for all.
 */
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import type { Logger } from '../base/logger.ts'
import type { RunTask } from './queue.ts'
import type { Task } from './task.ts'

/** Default of how long stop() lets tasks run, in ms. */
const GRACE_MS = 10_000
/** How long aborted tasks may take to end, in ms. */
const FAREWELL_MS = 1000

/**
 * How a task ended. `returned`: it was aborted and belongs back into its queue. `left`: it was aborted
 * and still runs.
 */
export type TaskEnding = 'done' | 'expired' | 'returned' | 'left'

interface Run {
  readonly task: Task
  readonly abort: AbortController
  readonly ended: Promise<TaskEnding>
  /** Gives the run up: no caller waits for it any more. */
  leave(): void
  /** What the attempt fails with when it takes too long. */
  readonly late: LiveError
}

export class TaskRunner {
  readonly #run: RunTask
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #taskMs: number
  readonly #runs = new Set<Run>()
  #stopping = false

  /** @param taskMs milliseconds that an attempt may take. */
  constructor(run: RunTask, clock: Clock, logger: Logger, taskMs: number = Infinity) {
    this.#run = run
    this.#clock = clock
    this.#logger = logger
    this.#taskMs = taskMs
  }

  /** Runs a task. Rejects with the task's own error when the attempt failed. */
  async perform(task: Task, attempt: number): Promise<TaskEnding> {
    if (this.#stopping) return 'returned'
    if (task.expiresAt !== undefined && task.expiresAt <= this.#clock.now()) {
      this.#logger.warn(fieldsOf(task), 'A task expired before it began.')
      return 'expired'
    }
    // Its queue delivers it once more: an earlier run in this process has lost it.
    this.lose([task.id])
    const run = this.#begin(task, attempt)
    try {
      return await run.ended
    } catch (error) {
      if (run.abort.signal.aborted && error !== run.late) return 'returned'
      this.#logFailure(task, attempt, error)
      throw error
    }
  }

  /** Aborts tasks that other workers may take by now. */
  lose(ids: readonly string[]): void {
    for (const { task, abort } of this.#runs) {
      if (!ids.includes(task.id)) continue
      abort.abort(fail('E_TASK_STOPPED', task.id, 'its worker lost it, and another may run it'))
    }
  }

  /** See TaskWorker.stop. */
  async stop(graceMs: number = GRACE_MS): Promise<void> {
    this.#stopping = true
    await this.#settle(graceMs)
    for (const { task, abort } of this.#runs) {
      abort.abort(fail('E_TASK_STOPPED', task.id, 'its worker stops'))
    }
    await this.#settle(FAREWELL_MS)
    for (const run of this.#runs) {
      this.#logger.warn(fieldsOf(run.task), 'A task goes on although its signal is aborted.')
      run.leave()
    }
  }

  #begin(task: Task, attempt: number): Run {
    const abort = new AbortController()
    let leave = (): void => {}
    const late = fail('E_TASK_TIME', task.id, this.#taskMs)
    let cancel = (): void => {}
    const left = new Promise<TaskEnding>((resolve, reject) => {
      leave = () => resolve('left')
      if (this.#taskMs === Infinity) return
      cancel = this.#clock.after(this.#taskMs, () => {
        abort.abort(late)
        reject(late)
      })
    })
    const running = { ...task, attempt, signal: abort.signal }
    const done = Promise.resolve()
      .then(() => this.#run(running))
      .then((): TaskEnding => 'done')
    const ended = Promise.race([done, left]).finally(() => {
      cancel()
      this.#runs.delete(run)
    })
    const run: Run = { task, abort, ended, leave, late }
    this.#runs.add(run)
    return run
  }

  /** Resolves when nothing runs any more, or after `ms`. */
  async #settle(ms: number): Promise<void> {
    if (this.#runs.size === 0) return
    let cancel = (): void => {}
    const late = new Promise<void>((resolve) => {
      cancel = this.#clock.after(ms, resolve)
    })
    await Promise.race([Promise.allSettled([...this.#runs].map(({ ended }) => ended)), late])
    cancel()
  }

  #logFailure(task: Task, attempt: number, error: unknown): void {
    const fields = { ...fieldsOf(task), attempt, error }
    if (attempt < (task.attempts ?? 1)) {
      this.#logger.warn(fields, 'A task failed and is tried again.')
    } else {
      this.#logger.error(fields, 'A task failed in its last attempt.')
    }
  }
}

/** @throws E_OPTION if nothing could ever run. */
export function checkConcurrency(concurrency: number): void {
  if (Number.isInteger(concurrency) && concurrency >= 1) return
  throw fail('E_OPTION', 'concurrency', 'a whole number of at least 1', String(concurrency))
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function fieldsOf({ queue, name, id }: Task): object {
  return { queue, task: name, id }
}
