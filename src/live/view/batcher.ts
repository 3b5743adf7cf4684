/**
 * Brings what comes between a view's events (rows of an async iterable, chunks of text) to the view, in
 * its turn and in order. What comes within one turn of the event loop is brought together.
 */

/** Runs work on a view, in turn with its events; false: not now. instance.ts is one. */
export interface Poster {
  post(what: string, run: () => unknown): boolean
}

/** One that also takes failures of work that is not awaited. */
export interface ReportingPoster extends Poster {
  report(what: string, error: unknown): void
}

/** Milliseconds until a full mailbox is tried again. */
const AGAIN_MS = 50

export class Batcher<T> {
  readonly #poster: Poster
  readonly #what: string
  readonly #deliver: (items: T[]) => void
  #items: T[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * @param what names the work in the log.
   * @param deliver runs in the view's turn.
   */
  constructor(poster: Poster, what: string, deliver: (items: T[]) => void) {
    this.#poster = poster
    this.#what = what
    this.#deliver = deliver
  }

  send(item: T): void {
    this.#items.push(item)
    this.#timer ??= setTimeout(() => this.flush(), 0)
  }

  /** Hands over what has come so far. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const items = this.#items
    if (items.length === 0) return
    if (this.#poster.post(this.#what, () => this.#deliver(items))) this.#items = []
    else this.#timer = setTimeout(() => this.flush(), AGAIN_MS)
  }

  /** Forgets what has not been handed over. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#items = []
  }
}
