/** Time that stands still until a test moves it: for `createApp({ clock })` and for pages. */
import type { Clock } from '../../base/clock.ts'
import { turn } from './turn.ts'

interface Timer {
  at: number
  run: () => void
}

/** A clock of a test's own. Timers run when {@link TestClock.advance} reaches them, in their order. */
export class TestClock implements Clock {
  readonly #began: number
  readonly #timers = new Set<Timer>()
  #elapsed = 0

  /** @param began the time at first, in milliseconds since 1970. Default: now. */
  constructor(began: number = Date.now()) {
    this.#began = began
  }

  now(): number {
    return this.#began + this.#elapsed
  }

  elapsed(): number {
    return this.#elapsed
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#elapsed + Math.max(0, ms), run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /**
   * Lets time pass: timers that are due run one after the other, each with what follows from it at once.
   * @param ms milliseconds.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms
    await turn()
    for (let next = this.#first(); next !== undefined && next.at <= end; next = this.#first()) {
      this.#timers.delete(next)
      this.#elapsed = Math.max(this.#elapsed, next.at)
      next.run()
      await turn()
    }
    this.#elapsed = end
  }

  #first(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer
    return first
  }
}
