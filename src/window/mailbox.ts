/**
 * One live view does one thing at a time. Whatever can touch its state (an event, a message, a timer,
 * the socket closing) is posted here and runs in order of arrival. When nothing is left, and after a task
 * that took time, `onDrained` renders once for all of it.
 */
export type Task = () => void | Promise<void>

/** Shared by all idle mailboxes; never changed. */
const NOTHING: Task[] = []

export class Mailbox {
  readonly #limit: number
  readonly #onDrained: () => void
  #queue: Task[] = NOTHING
  #running = false
  #closed = false

  /** @param onDrained is called as a plain function each time nothing is left. */
  constructor(limit: number, onDrained: () => void) {
    this.#limit = limit
    this.#onDrained = onDrained
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
    if (this.#queue.length > 0) this.#onDrained()
    this.#drain()
  }

  #drain(): void {
    let next = 0
    while (next < this.#queue.length) {
      const result = this.#queue[next++]!()
      if (result instanceof Promise) {
        this.#queue.splice(0, next)
        void result.then(() => this.#goOn())
        return
      }
    }
    this.#queue = NOTHING
    this.#running = false
    this.#onDrained()
  }
}
