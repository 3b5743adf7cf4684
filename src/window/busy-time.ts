/**
 * How long the process was busy for one network address or one user lately. Who had more than a part of it is to wait
 * about as long as their work took: `server/turns.ts` says what waits, and whether anybody else has something to do.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'

/** One piece of work that takes fewer milliseconds is not charged to an account by itself. */
export const NOTED_MS = 1
/** Milliseconds of work, over their part, after which they wait. */
const MUCH_MS = 20
/** The part of the process that anybody may have without waiting. */
const PART = 0.25
/** Milliseconds that they wait at most. */
const MOST_MS = 1000
/** Milliseconds for which others count as busy after a frame of theirs. */
const RECENT_MS = 1000
/** The time between two pieces of work in which frames of others mean that there are more to come. */
const SHORTLY_MS = 100

/** A connection that may be read later. */
export interface Readable {
  pause?(): void
  resume?(): void
}

/** A window, whose frames may wait. */
interface Waiting {
  readonly waits: boolean
}

/** Frames that wait for their turn, of one window. */
export interface FrameQueue {
  /** Its address, or its user, is to wait. */
  readonly isPaused: boolean
  /** Who has least goes first. */
  rank(now: number): number
  next(): { run(): void } | undefined
  /** It was its turn for so many milliseconds. */
  used(ms: number, now: number): void
}

export class BusyTime {
  /** Frames that it has sent. */
  frames = 0
  /** Those of them that this turn of the event loop read: see server/loop-time.ts. */
  inTurn = 0
  /** What it sends now waits, until {@link until}. */
  isPaused = false
  until = 0
  /** Frames of all others when it was looked at last, and when there was a new one. */
  others = 0
  #othersAt = -Infinity
  /** Others sent something shortly before, and may do so again. */
  areOthersBusy = false
  /** Windows of which frames wait. */
  readonly waiting: Set<FrameQueue> = new Set()
  /** Connections that are not read for now, and what of theirs waits. */
  #resting: Map<Readable, Waiting | null> | null = null
  #debt = 0
  #at = 0

  /**
   * Work for it took `ms` milliseconds, and ended now.
   * @param others frames that all others have sent by now.
   * @returns true when it is to wait.
   */
  add(ms: number, now: number, others: number): boolean {
    const isNews = others !== this.others
    if (isNews) this.#othersAt = now
    this.areOthersBusy = isNews && now - ms - this.#at < SHORTLY_MS
    this.others = others
    this.#debt = this.#left(now) + ms
    this.#at = now
    if (this.#debt < MUCH_MS) return false
    const wait = Math.min(this.#debt, MOST_MS)
    this.#debt = 0
    // Many short ones alternate with what others send by themselves.
    if (ms < MUCH_MS && now - this.#othersAt > RECENT_MS) return false
    this.until = Math.max(this.until, now + wait)
    return true
  }

  /**
   * Reads nothing more of a connection while its address is to wait, or frames of it wait: to read costs something too,
   * and what is read takes memory.
   * @param queue null: nothing of it ever waits.
   */
  rest(connection: Readable, queue: Waiting | null): void {
    if (!this.isPaused && !queue?.waits) return
    if (!connection.pause || this.#resting?.has(connection)) return
    this.#resting ??= new Map()
    this.#resting.set(connection, queue)
    connection.pause()
  }

  /** Nothing of a window waits any more. */
  leaves(queue: FrameQueue): void {
    this.waiting.delete(queue)
    if (this.waiting.size === 0 && !this.isPaused) this.goOn()
  }

  /** It is its turn: connections are read of which nothing waits. */
  goOn(): void {
    this.isPaused = false
    if (this.#resting === null) return
    for (const [connection, queue] of this.#resting) {
      if (queue?.waits) continue
      this.#resting.delete(connection)
      connection.resume?.()
    }
    if (this.#resting.size === 0) this.#resting = null
  }

  /** False when it makes no difference whether it is remembered. */
  counts(now: number): boolean {
    return this.isPaused || this.waiting.size > 0 || this.#left(now) > 0
  }

  #left(now: number): number {
    return Math.max(0, this.#debt - (now - this.#at) * PART)
  }
}

/** Works, and says for how long nothing else could run, where that was long enough. */
export function timed<T>(clock: Clock, work: () => T, spent: (ms: number) => void): T {
  const began = elapsed(clock)
  try {
    return work()
  } finally {
    const ms = elapsed(clock) - began
    if (ms >= NOTED_MS) spent(ms)
  }
}
