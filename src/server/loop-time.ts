/**
 * Shares the time of an event loop turn among the senders of its frames, by their number. One frame takes too little to
 * be measured, yet thousands delay others for seconds: a turn reads all that has arrived before others get theirs.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { NOTED_MS } from '../window/busy-time.ts'

/** Fewer frames than this in one turn are charged to no account. */
const SEVERAL = 10
/** Frames after which the clock is looked at in the midst of a turn, and milliseconds after which it is shared then. */
const LOOK_FRAMES = 16
const LONG_MS = 10

/** When a turn of the event loop is over; where that can't be said, a little later. */
export const afterTurn: (run: () => void) => unknown = globalThis.setImmediate ?? setTimeout

/** An address, a window or a user whose frames are read. */
export interface Reader {
  /** Frames that this turn of the event loop read. */
  inTurn: number
}

export class LoopTime {
  readonly #clock: Clock
  readonly #spent: (reader: Reader, ms: number) => void
  #began = 0
  #frames = 0
  /** Milliseconds of this turn that are on somebody's account already. */
  #noted = 0
  /** Those whose frames it read. */
  readonly #read: Reader[] = []
  #isWaiting = false

  /** @param spent puts milliseconds on an account. */
  constructor(clock: Clock, spent: (reader: Reader, ms: number) => void) {
    this.#clock = clock
    this.#spent = spent
  }

  /** A frame of an address is read, of one of its windows, of a user. */
  reads(owner: Reader, window: Reader | null, user: Reader | null): void {
    if (this.#frames++ === 0) this.#begin()
    else if (this.#frames % LOOK_FRAMES === 0) this.#look()
    if (owner.inTurn++ === 0) this.#read.push(owner)
    if (window !== null && window.inTurn++ === 0) this.#read.push(window)
    if (user !== null && user.inTurn++ === 0) this.#read.push(user)
  }

  /** So much of it was measured, and is on somebody's account. */
  notes(ms: number): void {
    this.#noted += ms
  }

  #begin(): void {
    this.#began = elapsed(this.#clock)
    this.#noted = 0
    if (this.#isWaiting) return
    this.#isWaiting = true
    afterTurn(this.#over)
  }

  readonly #over = (): void => {
    this.#isWaiting = false
    this.#share()
  }

  #look(): void {
    if (elapsed(this.#clock) - this.#began > LONG_MS) this.#share()
  }

  #share(): void {
    const frames = this.#frames
    this.#frames = 0
    const ms = frames < SEVERAL ? 0 : elapsed(this.#clock) - this.#began - this.#noted
    for (const reader of this.#read) {
      const own = reader.inTurn
      reader.inTurn = 0
      if (own < SEVERAL) continue
      const part = Math.min((ms * own) / frames, own * NOTED_MS)
      if (part >= NOTED_MS) this.#spent(reader, part)
    }
    this.#read.length = 0
  }
}
