/**
 * One live view does one thing at a time. Whatever can touch its state (an event, a message, a timer,
 * the socket closing) is posted here and runs in order of arrival. When nothing is left, `onDrained`
 * renders once for all of it.
 */
export type Task = () => void | Promise<void>

export class Mailbox {
  readonly #limit: number
  readonly #onDrained: () => void
  #queue: Task[] = []
  #running = false
  #closed = false

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
    this.#queue.push(task)
    if (!this.#running) {
      this.#running = true
      // A microtask, so that all frames that arrived together are rendered together.
      queueMicrotask(this.#drain)
    }
    return true
  }

  /** Runs what waits already and `last` after it; refuses everything later. */
  close(last: Task): void {
    if (this.#closed) return
    this.#queue.push(last)
    this.#closed = true
    if (!this.#running) {
      this.#running = true
      queueMicrotask(this.#drain)
    }
  }

  readonly #drain = (): void => {
    let next = 0
    while (next < this.#queue.length) {
      const result = this.#queue[next++]!()
      if (result instanceof Promise) {
        this.#queue.splice(0, next)
        void result.then(this.#drain)
        return
      }
    }
    this.#queue.length = 0
    this.#running = false
    this.#onDrained()
  }
}
