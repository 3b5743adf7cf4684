/**
 * Work that a view began and does not wait for: at most one task of each name. The tasks of an event
 * keep it unanswered until the last of them has ended.
 */

/** What a task gets. */
export interface TaskContext {
  /**
   * Aborted when the result is not needed any more: the task was cancelled or replaced, or the page is gone.
   */
  readonly signal: AbortSignal
  /**
   * Tells how far the task is, from 0 to 1; the view shows it with `this.progress(name)`.
   */
  reportProgress(fraction: number): void
}

/** How a task ended. */
export type Outcome = { result: unknown } | { error: unknown }

/** Counts what tasks may keep. */
export interface TaskCount {
  /** A task of an event begins. @returns what to call when nothing of it runs any more; undefined: nothing. */
  works?(event: number): (() => void) | undefined
}

/** Who is told. */
export interface TaskOwner {
  /**
   * A task that was not cancelled has ended. Call `done` when the result is handled, with an unhandled error
   * if there is one.
   */
  ended(name: string, outcome: Outcome, event: number, done: (error?: unknown) => void): void
  progressed(): void
  /** The end of a task could not be handled. */
  failed(name: string, error: unknown): void
  /** The last task of an event is over. */
  released(event: number, error: unknown): void
}

interface Task {
  readonly abort: AbortController
  /** Number of the event that began it; 0: none. */
  readonly event: number
}

export class AsyncTasks {
  readonly #owner: TaskOwner
  readonly #count: TaskCount
  readonly #running = new Map<string, Task>()
  readonly #progress = new Map<string, number>()
  /** How many tasks each unanswered event waits for. */
  readonly #counts = new Map<number, number>()

  constructor(owner: TaskOwner, count: TaskCount) {
    this.#owner = owner
    this.#count = count
  }

  /** Changes whenever a task begins or ends. */
  changes = 0

  /** True while no task runs. */
  get idle(): boolean {
    return this.#running.size === 0
  }

  /** Names of the tasks that run, each with the number of the event that began it; 0: none. */
  get underWay(): [name: string, event: number][] {
    return [...this.#running].map(([name, { event }]) => [name, event])
  }

  /** True while a task of this event runs. */
  holds(event: number): boolean {
    return this.#counts.has(event)
  }

  /** From 0 to 1; undefined when no task of that name runs or none was reported. */
  progress(name: string): number | undefined {
    return this.#progress.get(name)
  }

  /** Starts a task; what runs under the same name is cancelled. */
  start(name: string, event: number, work: (context: TaskContext) => unknown): void {
    const task: Task = { abort: new AbortController(), event }
    if (event > 0) this.#counts.set(event, (this.#counts.get(event) ?? 0) + 1)
    this.cancel(name)
    this.#running.set(name, task)
    this.changes++
    const { signal } = task.abort
    const reportProgress = (fraction: number): void => {
      if (signal.aborted || this.#running.get(name) !== task) return
      this.#progress.set(name, Math.min(1, Math.max(0, fraction)))
      this.#owner.progressed()
    }
    const end = (outcome: Outcome): void => {
      if (this.#running.get(name) !== task) return
      this.#running.delete(name)
      this.#progress.delete(name)
      this.changes++
      this.#owner.ended(name, outcome, event, (error) => this.#over(task, error))
    }
    // A task that was cancelled may go on, with all that its event brought.
    const over = this.#count.works?.(event)
    // Later, so that the page shows first what the event changed.
    Promise.resolve()
      .then(() => work({ signal, reportProgress }))
      .finally(over)
      .then(
        (result) => end({ result }),
        (error: unknown) => end({ error }),
      )
      .catch((error: unknown) => this.#owner.failed(name, error))
  }

  /** False when no task of that name runs. */
  cancel(name: string): boolean {
    const task = this.#running.get(name)
    if (task === undefined) return false
    this.#running.delete(name)
    this.#progress.delete(name)
    task.abort.abort()
    this.#over(task)
    return true
  }

  cancelAll(): void {
    for (const name of [...this.#running.keys()]) this.cancel(name)
  }

  #over({ event }: Task, error?: unknown): void {
    if (event === 0) return
    const count = this.#counts.get(event)! - 1
    if (count > 0) return void this.#counts.set(event, count)
    this.#counts.delete(event)
    this.#owner.released(event, error)
  }
}
