/**
 * One live view does one thing at a time. Whatever can touch its state (an event, a message, a timer,
 * the socket closing) is posted here and runs in order of arrival. When nothing is left, and after a task
 * that took time, `onDrained` renders once for all of it.
 */
import { consoleLogger } from '../base/logger.ts'
import type { Logger } from '../base/logger.ts'

/** One piece of work. It handles its own errors. */
export type Task = () => void | Promise<void>

/** Shared by all idle mailboxes; never changed. */
const NOTHING: Task[] = []

export class Mailbox {
  readonly #limit: number
  readonly #onDrained: () => void
  readonly #logger: Logger
  #queue: Task[] = NOTHING
  #running = false
  #closed = false

  /** @param onDrained is called as a plain function each time nothing is left. */
  constructor(limit: number, onDrained: () => void, logger: Logger = consoleLogger) {
    this.#limit = limit
    this.#onDrained = onDrained
    this.#logger = logger
  }

  /** True when nothing runs or waits. */
  get idle(): boolean {
    return !this.#running
  }

  /** Queues a task, which must handle its own errors. False means refused: closed or full. */
  post(task: Task): boolean {
    if (this.#closed || this.#queue.length >= this.#limit) return false
    this.#add(task)
    return true
  }

  /**
   * Queues a task that follows from what was accepted before, such as an answer or a task's result: it
   * does not count against the limit. False: closed.
   */
  postAlways(task: Task): boolean {
    if (this.#closed) return false
    this.#add(task)
    return true
  }

  /** Runs what waits already and `last` after it; refuses everything later. */
  close(last: Task): void {
    if (this.#closed) return
    this.#closed = true
    this.#add(last)
  }

  #add(task: Task): void {
    if (this.#queue === NOTHING) this.#queue = [task]
    else this.#queue.push(task)
    if (this.#running) return
    this.#running = true
    // A microtask, so that all frames that arrived together are rendered together.
    queueMicrotask(() => this.#drain())
  }

  /** What took time is shown and answered before others that may take time begin. */
  #goOn(): void {
    if (this.#queue.length > 0) this.#run(this.#onDrained)
    this.#drain()
  }

  #drain(): void {
    let next = 0
    while (next < this.#queue.length) {
      const result = this.#run(this.#queue[next++]!)
      if (result instanceof Promise) {
        this.#queue.splice(0, next)
        const goOn = (): void => this.#goOn()
        result.then(goOn, (error: unknown) => {
          this.#failed(error)
          goOn()
        })
        return
      }
    }
    this.#queue = NOTHING
    this.#running = false
    this.#run(this.#onDrained)
  }

  /** Tasks handle their errors; one that does not must not stop those behind it. */
  #run(task: () => unknown): unknown {
    try {
      return task()
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    this.#logger.error({ error }, 'work of a view failed')
  }
}
