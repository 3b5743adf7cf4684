/**
 * When to try again: exponential backoff with full jitter, without end (Brooker 2015, "Exponential
 * backoff and jitter"). Waits while offline; tries at once when the network is back, or the tab becomes visible.
 * Hidden tabs go on trying, as often as browsers run their timers.
 */
const FIRST_MS = 500
const LONGEST_MS = 30_000

export class Backoff {
  readonly #run: () => void
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #waiting = false

  constructor(run: () => void) {
    this.#run = run
    addEventListener('online', this.#now)
    // Documents tell their window; a document may be shadowed.
    addEventListener('visibilitychange', this.#now)
    addEventListener('pageshow', this.#now)
  }

  /** Tries again later; `ms` overrides the delay. */
  again(ms?: number): void {
    this.#waiting = true
    const limit = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#attempt++)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#due, ms ?? Math.random() * limit)
  }

  /** It worked. */
  reset(): void {
    this.#attempt = 0
    this.#waiting = false
    clearTimeout(this.#timer)
  }

  readonly #due = (): void => {
    if (!this.#waiting || !navigator.onLine) return
    this.#waiting = false
    this.#run()
  }

  readonly #now = (): void => {
    clearTimeout(this.#timer)
    this.#due()
  }
}
