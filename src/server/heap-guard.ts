/**
 * What a process does when its heap is nearly full, whatever fills it: some memory is held that nothing measures, such as
 * a long text of which an app keeps a few letters, since V8 keeps the whole of it.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { Account } from '../window/account.ts'

/** V8's heap, or all memory of the process where that is nearer to its limit, in bytes. */
export interface HeapUse {
  /** Default: the heap. */
  readonly of?: 'heap' | 'memory'
  readonly used: number
  readonly limit: number
}

/** The part of the heap that is to be free, and bytes of it: what a few large events take. */
const FREE = 0.15
const FREE_BYTES = 24 * 1024 * 1024
/** Letters of an event, and estimated bytes of a body, that are taken all the same. */
const SMALL_EVENT = 1024
const SMALL_BODY = 64 * 1024
/** For so many milliseconds small ones may bring a part of what is free, and anybody so many bytes of it. */
const SMALL_MS = 10_000
const SMALL_PART = 1 / 8
const ANYBODY = 16 * 1024
/** What a small event takes beside its letters, and for each of them: a guess. */
const SMALL_COST = 256
/** The part of the heap that an address may have brought before it may be the cause. */
const ADDRESS = 1 / 20
/** The part of what an address brought that is let go of at once. */
const LET_GO = 0.8

/** A window that may be ended. */
export interface HeavyWindow {
  readonly account: Account
  end(): void
}

export class HeapGuard {
  /** An adapter that knows tells. */
  read: (() => HeapUse) | null = null
  /** Windows that have had events. */
  windows: () => Iterable<HeavyWindow> = () => []
  readonly #logger: Logger
  readonly #clock: Clock
  #isFull = false
  /** What addresses have brought in small events lately, and what they may until then. */
  readonly #small = new Map<object, number>()
  #smallBytes = 0
  #smallRoom = 0
  #smallUntil = -Infinity

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger
    this.#clock = clock
  }

  /** True while the heap is nearly full. It is looked at again each time: nothing else tells when it is not. */
  get isFull(): boolean {
    if (this.#isFull && this.read !== null) this.#isFull = isNearlyFull(this.read())
    return this.#isFull
  }

  /** @returns false: an event of so many letters may not come. */
  admits(account: Account, letters: number): boolean {
    return !this.isFull || (letters <= SMALL_EVENT && this.#takeSmall(account.owner, letters))
  }

  /** Small events go on, as far as they can't fill what is left: each address has its share of a part of it. */
  #takeSmall(owner: object, letters: number): boolean {
    const now = elapsed(this.#clock)
    if (now >= this.#smallUntil) {
      const { used, limit } = this.read!()
      this.#small.clear()
      this.#smallBytes = 0
      this.#smallRoom = (limit - used) * SMALL_PART
      this.#smallUntil = now + SMALL_MS
    }
    const cost = SMALL_COST + 2 * letters
    const own = (this.#small.get(owner) ?? 0) + cost
    const isMuch =
      own > ANYBODY &&
      (this.#smallBytes + cost > this.#smallRoom || own > this.#smallRoom / this.#small.size)
    if (isMuch) return false
    this.#small.set(owner, own)
    this.#smallBytes += cost
    return true
  }

  /** @returns false: a body that may be read into so many bytes may not come. */
  admitsBody(bytes: number): boolean {
    return bytes <= SMALL_BODY || !this.isFull
  }

  /**
   * The runtime has collected all garbage. Where the heap is nearly full then, windows of the address that brought most
   * are ended, those that brought most first.
   * @returns how many.
   */
  collected(): number {
    if (this.read === null) return 0
    const use = this.read()
    const was = this.#isFull
    this.#isFull = isNearlyFull(use)
    if (this.#isFull && !was) {
      const what = use.of ?? 'heap'
      this.#logger.error(use, `the ${what} is nearly full: large events and bodies are refused`)
    }
    return this.#isFull ? this.#letGo(use.limit * ADDRESS) : 0
  }

  #letGo(least: number): number {
    const byOwner = new Map<object, { bytes: number; windows: HeavyWindow[] }>()
    for (const window of this.windows()) {
      const { owner, brought } = window.account
      const own = byOwner.get(owner) ?? { bytes: 0, windows: [] }
      byOwner.set(owner, own)
      own.bytes += brought
      own.windows.push(window)
    }
    const [most] = [...byOwner.values()].sort((a, b) => b.bytes - a.bytes)
    if (most === undefined || most.bytes < least) return 0
    most.windows.sort((a, b) => b.account.brought - a.account.brought)
    let left = most.bytes * LET_GO
    let ended = 0
    for (const { account, end } of most.windows) {
      if (left <= 0) break
      left -= account.brought
      end()
      ended++
    }
    return ended
  }
}

function isNearlyFull({ used, limit }: HeapUse): boolean {
  return limit - used < Math.max(limit * FREE, FREE_BYTES)
}
