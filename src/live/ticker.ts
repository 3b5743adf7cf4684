/**
 * Calls at a steady pace: the time between two calls does not grow with the time that they take, and
 * calls that could not be made in time are left out.
 */
import type { Clock } from '../base/clock.ts'

export class Ticker {
  readonly #clock: Clock
  readonly #interval: number
  readonly #tick: () => void
  #next = 0
  #cancel: (() => void) | null = null

  /** @param interval milliseconds. */
  constructor(clock: Clock, interval: number, tick: () => void) {
    this.#clock = clock
    this.#interval = interval
    this.#tick = tick
  }

  start(): void {
    if (this.#cancel !== null) return
    this.#next = this.#clock.now() + this.#interval
    this.#wait()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #wait(): void {
    this.#cancel = this.#clock.after(Math.max(0, this.#next - this.#clock.now()), () => {
      this.#tick()
      const late = this.#clock.now() - this.#next
      this.#next += this.#interval * (1 + Math.floor(Math.max(0, late) / this.#interval))
      // Whoever was called may have stopped this.
      if (this.#cancel !== null) this.#wait()
    })
  }
}
