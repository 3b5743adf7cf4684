/**
 * Calls at a steady pace: the time between two calls does not grow with the time that they take, and
 * calls that could not be made in time are left out.
 */
import type { Clock } from '../../base/clock.ts'
import { describe, fail } from '../../base/errors.ts'
import type { LiveView, LiveViewClass } from '../view/live-view.ts'

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
      // The function that was called may have stopped this.
      if (this.#cancel !== null) this.#wait()
    })
  }
}

/** What has a ticker. */
export interface Ticking {
  post(what: string, run: () => unknown): boolean
}

/** The ticker that a view's class asks for; null for most. @throws LiveError E_OPTION. */
export function tickerOf(view: LiveView, clock: Clock, owner: Ticking): Ticker | null {
  const interval = (view.constructor as LiveViewClass).tickInterval
  if (interval === undefined || view.handleTick === undefined) return null
  if (!(interval > 0)) {
    throw fail('E_OPTION', 'tickInterval', 'milliseconds, more than 0', describe(interval))
  }
  let waiting = false
  const handle = (): unknown => {
    waiting = false
    return view.handleTick!()
  }
  return new Ticker(clock, interval, () => {
    if (!waiting) waiting = owner.post('tick', handle)
  })
}
