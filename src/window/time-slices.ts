/**
 * Messages, ticks and timers of many views at once take their turns a few milliseconds at a time: events and requests
 * that arrive meanwhile are read in between. What comes for a view until its turn is rendered together.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'

/** Milliseconds that they run one after another, before others are heard again. */
const SLICE_MS = 5

export class TimeSlices {
  readonly #clock: Clock
  #waiting: (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs it in its turn: in a microtask, where there is little to do. @param run handles its own errors. */
  add(run: () => void): void {
    if (this.#waiting.push(run) === 1) queueMicrotask(() => this.#run())
  }

  #run(): void {
    const began = elapsed(this.#clock)
    const waiting = this.#waiting
    let done = 0
    try {
      // What it adds meanwhile has its turn as well.
      do waiting[done++]!()
      while (done < waiting.length && elapsed(this.#clock) - began < SLICE_MS)
    } finally {
      // Also when one has thrown.
      this.#waiting = waiting.slice(done)
      if (this.#waiting.length > 0) setImmediate(() => this.#run())
    }
  }
}
