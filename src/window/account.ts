/**
 * What a window costs: memory of large events that wait for their answers, time of the process, bytes that come and
 * go. It counts for the network address that the window is connected from, and for its user. Made for a window's first
 * event: most of what is open says nothing.
 */
import type { BusyTime, FrameQueue } from './busy-time.ts'
import { LARGE } from '../base/heap-size.ts'
import { HeldEvents } from './held-events.ts'
import { HeldMessages } from './held-messages.ts'
import type { ByteLimits, Owner, UserShare } from './held-events.ts'
import type { MeasuredWindow, MemoryShare } from './memory-share.ts'

/** Hears that a window may hold more by now. */
export interface MemoryWatch {
  /** An event comes that is large; it has not run yet. */
  expects(account: Account): void
  /** Much came or went for it. */
  grew(account: Account): void
  /** It was charged for an event that it may have kept. */
  charged(account: Account): void
}

/** Hears what windows cost. */
export interface Ledger extends MemoryWatch {
  /** The process was busy for it for so many milliseconds. */
  spent(account: Account, ms: number): void
  /** Runs a function when work of it that still goes on may be one that never ends. */
  later(run: () => void): void
}

/** A frame that waits for its turn. */
export interface WaitingFrame {
  /** How long it may take, in milliseconds: a guess by its length. */
  readonly guess: number
  /** It goes on with what has begun, and must. */
  readonly isBegun: boolean
  /** Its number; 0: it has none, or is of an earlier print of the page. */
  n: number
  run(): void
}

/** Bytes of a frame that are expected to take a millisecond. */
const BYTES_A_MS = 1000
/** Bytes that come and go until a window is measured, and before which it is measured at first. */
const MUCH = 16 * 1024
/** The part of what it holds that has to come and go beside that. */
const GROWTH = 1 / 8
/** What the app's own values in its view add to that at most: they are looked at each time. */
const MOST_OWN = 256 * 1024
/** What a frame counts beside its text: many small events make much too. */
const FRAME = 64
/** What is forgotten of the time that it took, per millisecond. */
const FORGOTTEN = 0.1

export class Account implements FrameQueue, MeasuredWindow {
  /** Of its window. */
  readonly id: string
  readonly #ledger: Ledger
  #owner: Owner
  #user: UserShare | null
  /** Large events that wait for answers; null while there was none. */
  #held: HeldEvents | null = null
  /** Large messages that wait for its views; null while there was none. */
  #messages: HeldMessages | null = null
  /** Frames that wait for their turn; null for none. */
  #waiting: WaitingFrame[] | null = null
  /** Frames that this turn of the event loop read: see server/loop-time.ts. */
  inTurn = 0
  /** The highest number of a frame that waits, or has waited, for its turn. */
  lastWaiting = 0
  #used = 0
  #usedAt = 0
  /** Bytes that came and went since it was measured. */
  #traffic = 0
  /** Estimated bytes that its window came to hold: those measured, and those received since. */
  bytes = 0
  /** Letters of all events that it brought. */
  brought = 0
  /** What its view held at first: the app's own. */
  #base = 0
  /** The view that was measured. */
  measuredView: object | null = null

  constructor(id: string, owner: Owner, user: UserShare | null, ledger: Ledger) {
    this.id = id
    this.#owner = owner
    this.#user = user
    if (user !== null) user.accounts++
    this.#ledger = ledger
  }

  get owner(): BusyTime {
    return this.#owner.time
  }

  get user(): BusyTime | null {
    return this.#user?.time ?? null
  }

  get waits(): boolean {
    return this.#waiting !== null
  }

  /** How many frames wait for their turn. */
  get waitingFrames(): number {
    return this.#waiting?.length ?? 0
  }

  /** Its window is connected from elsewhere, or its user is another. */
  belongTo(owner: Owner, user: UserShare | null): void {
    this.#held?.belongTo(owner)
    this.#messages?.belongTo(owner)
    const waiting = this.#waiting
    this.#leave()
    for (const share of this.memory) share.remove(this)
    this.#owner = owner
    if (this.#user !== null) this.#user.accounts--
    if (user !== null) user.accounts++
    this.#user = user
    for (const share of this.memory) share.add(this)
    if (waiting !== null) this.#enter(waiting)
  }

  /** Takes an event in that waits for its answer. False: too much waits. */
  hold(n: number, bytes: number, limits: ByteLimits): boolean {
    if (bytes < LARGE) return true
    this.#held ??= new HeldEvents(this.#owner, (run) => this.#ledger.later(run))
    if (!this.#held.take(n, bytes, limits, this.#user)) return false
    this.#traffic += bytes
    if (bytes >= MUCH) this.#ledger.expects(this)
    return true
  }

  /** A large message comes for its views: see {@link HeldMessages.take}. */
  holdMessage(bytes: number, limits: ByteLimits): (() => void) | null {
    this.#messages ??= new HeldMessages(this.#owner)
    return this.#messages.take(bytes, limits, this.#user)
  }

  /** A task of an event begins. @returns what to call when it has ended. */
  works(n: number): (() => void) | undefined {
    return this.#held?.works(n)
  }

  /** A frame goes out. */
  sent(text: string): void {
    const answered = this.#held?.sent(text) ?? 0
    if (answered >= MUCH) this.#charge(answered)
    this.#traffic += text.length + FRAME
    // What holds more takes longer to measure.
    const own = Math.min(this.#base, MOST_OWN)
    if (this.#traffic < MUCH + own + this.bytes * GROWTH) return
    this.#traffic = 0
    this.#ledger.grew(this)
  }

  /** Its view was made of a state of so many bytes. */
  holdsAtLeast(bytes: number): void {
    this.#charge(Math.max(0, bytes - this.bytes))
  }

  /** Until it is measured, it holds what it was sent. */
  #charge(bytes: number): void {
    const held = this.bytes + bytes
    for (const share of this.memory) share.change(this, held)
    this.bytes = held
    this.#ledger.charged(this)
  }

  /** Its window was measured, while it shows this view: what it has come to hold moves along to another view. */
  holds(bytes: number, view: object): void {
    if (view !== this.measuredView) this.#base = Math.max(0, bytes - this.bytes)
    this.measuredView = view
    const held = Math.max(0, bytes - this.#base)
    for (const share of this.memory) share.change(this, held)
    this.bytes = held
  }

  /** What all windows of its address, and of its user, hold. */
  get memory(): MemoryShare[] {
    return [this.#owner.memory, ...(this.#user === null ? [] : [this.#user.memory])]
  }

  /** The process was busy for it. */
  spent(ms: number): void {
    this.#ledger.spent(this, ms)
  }

  /** The same, so that others of its address may go first. */
  used(ms: number, now: number): void {
    this.#used = this.#usedLately(now) + ms
    this.#usedAt = now
  }

  /** Frame `n` waits. @param length of its text. @param run gets its number. */
  wait(n: number, length: number, run: (n: number) => void): void {
    const frame: WaitingFrame = {
      guess: length / BYTES_A_MS,
      isBegun: false,
      n,
      run: () => run(frame.n),
    }
    this.lastWaiting = Math.max(n, this.lastWaiting)
    if (this.#waiting === null) this.#enter([frame])
    else this.#waiting.push(frame)
  }

  /** The page is printed once more, and its browser counts from one: what waits still runs. */
  startAnew(): void {
    this.lastWaiting = 0
    for (const frame of this.#waiting ?? []) frame.n = 0
  }

  /** Its views go on in its turn. */
  rest(run: () => void): void {
    const begun = { guess: 0, isBegun: true, n: 0, run }
    if (this.#waiting === null) this.#enter([begun])
    else this.#waiting.unshift(begun)
  }

  /** True when the frames of its address, or of its user, wait. */
  get isPaused(): boolean {
    return this.#owner.time.isPaused || this.#user?.time.isPaused === true
  }

  /** Who has least goes first. */
  rank(now: number): number {
    return this.#usedLately(now) + (this.#waiting?.[0]?.guess ?? 0)
  }

  /** The next frame that waits. */
  next(): WaitingFrame | undefined {
    const frame = this.#waiting?.shift()
    if (this.#waiting?.length === 0) this.#leave()
    return frame
  }

  /** Its window is gone. */
  clear(): void {
    this.#held?.clear()
    const begun = this.#waiting?.filter(({ isBegun }) => isBegun) ?? []
    this.#leave()
    for (const { run } of begun) queueMicrotask(run)
    for (const share of this.memory) share.remove(this)
    if (this.#user !== null) this.#user.accounts--
    this.#user = null
  }

  #enter(waiting: WaitingFrame[]): void {
    this.#waiting = waiting
    this.owner.waiting.add(this)
    this.user?.waiting.add(this)
  }

  #leave(): void {
    this.#waiting = null
    this.owner.leaves(this)
    this.user?.leaves(this)
  }

  #usedLately(now: number): number {
    return Math.max(0, this.#used - (now - this.#usedAt) * FORGOTTEN)
  }
}
