/**
 * Where a view inside a durable page takes its turns: with the page's own view, so that what is stored of both is
 * of one moment. Other views inside have a mailbox of their own.
 */
import type { Mailbox, Turn } from './mailbox.ts'

export class InnerMailbox {
  readonly outer: Mailbox
  readonly #end: () => void
  #closed = false

  /**
   * @param outer that of the page, or of another view inside.
   * @param onDrained see {@link Mailbox}; called before the page's own.
   */
  constructor(outer: Mailbox | InnerMailbox, onDrained: () => void) {
    this.outer = outer instanceof InnerMailbox ? outer.outer : outer
    this.#end = this.outer.alsoDrained(onDrained)
  }

  get idle(): boolean {
    return this.outer.idle
  }

  get posted(): number {
    return this.outer.posted
  }

  drained(): Promise<void> {
    return this.outer.drained()
  }

  post(task: Turn): boolean {
    return !this.#closed && this.outer.post(task)
  }

  tell(task: Turn): boolean {
    return !this.#closed && this.outer.tell(task)
  }

  postAlways(task: Turn): boolean {
    return !this.#closed && this.outer.postAlways(task)
  }

  /** @throws see {@link Mailbox.within}. */
  within<T>(work: Promise<T>): Promise<T> {
    return this.outer.within(work)
  }

  /** Runs what waits and `last` after it; refuses everything later. The page's view goes on. */
  close(last: Turn): void {
    if (this.#closed) return
    this.#closed = true
    this.outer.postEnd(() => {
      this.#end()
      return last()
    })
  }
}
