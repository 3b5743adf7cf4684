/**
 * Windows without a connection: pages whose socket has not come yet, and tabs whose socket is lost.
 * Bounded in time, number and bytes; the page that waits longest goes first.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'

export interface ParkedLimits {
  /** Milliseconds a page may wait. */
  ms: number
  count: number
  /** Estimated bytes of all pages. */
  bytes: number
}

interface ParkedPage<T> {
  item: T
  until: number
  bytes: number
}

export class ParkedPages<T> {
  readonly #clock: Clock
  readonly #limits: ParkedLimits
  readonly #onGone: (item: T) => void
  /** In order of arrival, which is the order of their time-outs too. */
  readonly #parked = new Map<string, ParkedPage<T>>()
  #bytes = 0
  #cancelTimer: (() => void) | null = null

  constructor(clock: Clock, limits: ParkedLimits, onGone: (item: T) => void) {
    this.#clock = clock
    this.#limits = limits
    this.#onGone = onGone
  }

  get size(): number {
    return this.#parked.size
  }

  add(id: string, item: T, bytes: number): void {
    this.#parked.set(id, { item, bytes, until: elapsed(this.#clock) + this.#limits.ms })
    this.#bytes += bytes
    while (this.#parked.size > this.#limits.count || this.#bytes > this.#limits.bytes) {
      this.drop(this.#parked.keys().next().value!)
    }
    this.#schedule()
  }

  get(id: string): T | undefined {
    return this.#parked.get(id)?.item
  }

  /** Takes a page out: it has its connection. */
  take(id: string): T | undefined {
    const parked = this.#parked.get(id)
    if (parked === undefined) return undefined
    this.#parked.delete(id)
    this.#bytes -= parked.bytes
    return parked.item
  }

  /** All who wait. */
  parked(): T[] {
    return [...this.#parked.values()].map(({ item }) => item)
  }

  /** Sends away those that are meant. */
  dropAll(isMeant: (item: T) => boolean): void {
    for (const [id, { item }] of [...this.#parked]) if (isMeant(item)) this.drop(id)
  }

  /** Sends everybody away. */
  clear(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    for (const id of [...this.#parked.keys()]) this.drop(id)
  }

  /** Drops a page. */
  drop(id: string): void {
    const item = this.take(id)
    if (item !== undefined) this.#onGone(item)
  }

  #schedule(): void {
    if (this.#cancelTimer !== null) return
    const first = this.#parked.values().next().value
    if (first === undefined) return
    this.#cancelTimer = this.#clock.after(
      Math.max(50, first.until - elapsed(this.#clock)),
      this.#sweep,
    )
  }

  readonly #sweep = (): void => {
    this.#cancelTimer = null
    const now = elapsed(this.#clock)
    for (const [id, parked] of this.#parked) {
      if (parked.until > now) break
      this.drop(id)
    }
    this.#schedule()
  }
}
