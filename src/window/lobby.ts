/**
 * Windows without a connection: pages whose socket has not come yet, and tabs whose socket is lost.
 * Bounded in time, number and bytes; whoever waits longest goes first.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'

export interface LobbyLimits {
  /** Milliseconds a guest may wait. */
  ms: number
  count: number
  /** Estimated bytes of all guests. */
  bytes: number
}

interface Guest<T> {
  item: T
  until: number
  bytes: number
}

export class Lobby<T> {
  readonly #clock: Clock
  readonly #limits: LobbyLimits
  readonly #onGone: (item: T) => void
  /** In order of arrival, which is the order of their time-outs too. */
  readonly #guests = new Map<string, Guest<T>>()
  #bytes = 0
  #cancelTimer: (() => void) | null = null

  constructor(clock: Clock, limits: LobbyLimits, onGone: (item: T) => void) {
    this.#clock = clock
    this.#limits = limits
    this.#onGone = onGone
  }

  get size(): number {
    return this.#guests.size
  }

  add(id: string, item: T, bytes: number): void {
    this.#guests.set(id, { item, bytes, until: elapsed(this.#clock) + this.#limits.ms })
    this.#bytes += bytes
    while (this.#guests.size > this.#limits.count || this.#bytes > this.#limits.bytes) {
      this.drop(this.#guests.keys().next().value!)
    }
    this.#schedule()
  }

  get(id: string): T | undefined {
    return this.#guests.get(id)?.item
  }

  /** Takes a guest out: it has its connection. */
  take(id: string): T | undefined {
    const guest = this.#guests.get(id)
    if (guest === undefined) return undefined
    this.#guests.delete(id)
    this.#bytes -= guest.bytes
    return guest.item
  }

  /** All who wait. */
  guests(): T[] {
    return [...this.#guests.values()].map(({ item }) => item)
  }

  /** Sends away those that are meant. */
  dropAll(isMeant: (item: T) => boolean): void {
    for (const [id, { item }] of [...this.#guests]) if (isMeant(item)) this.drop(id)
  }

  /** Sends everybody away. */
  clear(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    for (const id of [...this.#guests.keys()]) this.drop(id)
  }

  /** Sends a guest away. */
  drop(id: string): void {
    const item = this.take(id)
    if (item !== undefined) this.#onGone(item)
  }

  #schedule(): void {
    if (this.#cancelTimer !== null) return
    const first = this.#guests.values().next().value
    if (first === undefined) return
    this.#cancelTimer = this.#clock.after(
      Math.max(50, first.until - elapsed(this.#clock)),
      this.#sweep,
    )
  }

  readonly #sweep = (): void => {
    this.#cancelTimer = null
    const now = elapsed(this.#clock)
    for (const [id, guest] of this.#guests) {
      if (guest.until > now) break
      this.drop(id)
    }
    this.#schedule()
  }
}
