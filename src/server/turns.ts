/**
 * Turns of network addresses and users for frames of sockets (requests: network-turns.ts), so that what one asks for holds no others up. When the process was busy for
 * one, what they send next waits about as long, while others have something to do: then the frames of those are read
 * in between. What waits keeps its order in its window; windows that used little go first. Each thread that views run in
 * has its own: see live/worker/thread-turns.ts.
 */
import { afterPromises } from '../base/after-promises.ts'
import { elapsed, soon } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import type { Account } from '../window/account.ts'
import { BusyTime } from '../window/busy-time.ts'
import type { FrameQueue } from '../window/busy-time.ts'
import type { Owner } from '../window/held-events.ts'
import { LoopTime } from './loop-time.ts'

/** Milliseconds after which a process has read what others had sent meanwhile: two turns of its event loop. */
const LOOK_MS = 1
/** Milliseconds that frames which waited run one after another, before others are heard again. */
const TOGETHER_MS = 5

export class Turns {
  readonly #clock: Clock
  /** Frames of all senders. */
  #frames = 0
  /** The server stops: frames do not wait any more. */
  #isOver = false
  /** Of those whose frames wait, or may wait. */
  readonly #queues = new Set<BusyTime>()

  /** Charges frames that are too short to be measured one by one. */
  readonly #loop: LoopTime

  constructor(clock: Clock) {
    this.#clock = clock
    this.#loop = new LoopTime(clock, (reader, ms) => {
      if (this.#isOver) return
      if (reader instanceof BusyTime) this.#add(reader, ms, elapsed(clock))
      else (reader as Account).used(ms, elapsed(clock))
    })
  }

  /** Counts a request that is not a frame. */
  asked(): void {
    this.#frames++
  }

  /** Counts a frame. @returns true when it is its window's turn, as it mostly is; else it has to wait. */
  admits(account: Account): boolean {
    this.#frames++
    const { owner, user } = account
    owner.frames++
    if (user !== null) user.frames++
    this.#loop.reads(owner, account, user)
    return this.#isOver || (!account.isPaused && !account.waits)
  }

  /** A frame is read that has no turn of its own, such as a PING. */
  reads({ time }: Owner): void {
    this.#loop.reads(time, null, null)
  }

  /** Charges an account with time for which the process was busy for it. */
  spent(account: Account, ms: number): void {
    if (this.#isOver) return
    const now = elapsed(this.#clock)
    account.used(ms, now)
    this.#loop.notes(ms)
    this.#add(account.owner, ms, now)
    if (account.user !== null) this.#add(account.user, ms, now)
  }

  #add(time: BusyTime, ms: number, now: number): void {
    if (time.add(ms, now, this.#frames - time.frames)) this.#pause(time)
  }

  /** The account's window is connected from another address. If that is not paused, waiting frames run now. */
  moved(account: Account): void {
    if (account.waits && !account.isPaused) this.#begin(account.owner)
  }

  /** Everything that waits runs now, and nothing waits any more. */
  end(): void {
    this.#isOver = true
    for (const time of this.#queues) {
      time.goOn()
      for (const queue of time.waiting) {
        for (let next = queue.next(); next !== undefined; next = queue.next()) next.run()
      }
    }
    this.#queues.clear()
  }

  #pause(time: BusyTime): void {
    if (time.isPaused) return
    time.isPaused = true
    this.#queues.add(time)
    const { others, areOthersBusy } = time
    soon(this.#clock, LOOK_MS, () =>
      soon(this.#clock, LOOK_MS, () => {
        // No other sender has sent frames meanwhile.
        if (!areOthersBusy && this.#frames - time.frames === others) time.until = 0
        this.#goOn(time)
      }),
    )
  }

  #goOn(time: BusyTime): void {
    const left = time.until - elapsed(this.#clock)
    if (left > 0 && !this.#isOver) return soon(this.#clock, left, () => this.#goOn(time))
    time.goOn()
    this.#begin(time)
  }

  #begin(time: BusyTime): void {
    this.#queues.add(time)
    this.#runNext(time, elapsed(this.#clock))
  }

  /** Runs what waits, one after another; what a frame began has run before the next, where it takes no time. */
  #runNext(time: BusyTime, began: number, last?: FrameQueue, at: number = began): void {
    const now = elapsed(this.#clock)
    last?.used(now - at, now)
    const queue = leastOf(time.waiting, now)
    if (queue === undefined) {
      if (!time.isPaused && time.waiting.size === 0) this.#queues.delete(time)
      return
    }
    queue.next()!.run()
    if (now - began < TOGETHER_MS) afterPromises(() => this.#runNext(time, began, queue, now))
    else soon(this.#clock, 0, () => this.#begin(time))
  }
}

/** Whose turn it is, of those that do not wait for another reason. */
function leastOf(queues: Iterable<FrameQueue>, now: number): FrameQueue | undefined {
  let least: FrameQueue | undefined
  let rank = Infinity
  for (const queue of queues) {
    const own = queue.isPaused ? Infinity : queue.rank(now)
    if (own >= rank) continue
    least = queue
    rank = own
  }
  return least
}
