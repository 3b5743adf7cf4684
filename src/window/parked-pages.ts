/**
 * Windows without a connection: pages whose socket has not come yet, and tabs whose socket is lost.
 * Bounded in time, number and bytes. When there are too many, one goes of the network with most bytes, and there of the
 * visitor with most: the one that waits longest. So no visitor takes another's place by leaving more of their own.
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

/** What a page takes, and whose it is. */
export interface ParkedShare {
  /** Estimated bytes. */
  bytes: number
  /** The network of its address. */
  network: string
  /** Tells users of the network apart; "" for all visitors who are not logged in. */
  user: string
}

interface ParkedPage<T> extends ParkedShare {
  item: T
  until: number
}

/** What one network, or one user in it, has here. */
class Share {
  bytes = 0
  /** Its pages, in order of arrival. */
  readonly ids = new Set<string>()

  add(id: string, bytes: number): void {
    this.bytes += bytes
    this.ids.add(id)
  }

  remove(id: string, bytes: number): void {
    this.bytes -= bytes
    this.ids.delete(id)
  }
}

/** A network with its users. */
class NetworkShare extends Share {
  readonly users = new Map<string, Share>()
}

/** Hears of a page that waits no more. */
export interface ParkedEnds<T> {
  /** Whatever the reason: its connection has come, or it is gone. */
  out?(item: T): void
  /** It is gone for good. */
  gone(item: T): void
}

export class ParkedPages<T> {
  readonly #clock: Clock
  readonly #limits: ParkedLimits
  readonly #ends: ParkedEnds<T>
  /** In order of arrival, which is the order of their time-outs too. */
  readonly #parked = new Map<string, ParkedPage<T>>()
  readonly #networks = new Map<string, NetworkShare>()
  #bytes = 0
  #cancelTimer: (() => void) | null = null

  constructor(clock: Clock, limits: ParkedLimits, ends: ParkedEnds<T>) {
    this.#clock = clock
    this.#limits = limits
    this.#ends = ends
  }

  get size(): number {
    return this.#parked.size
  }

  /** The most that one page counts for: a quarter of all, however large it is. */
  get most(): number {
    return this.#limits.bytes / 4
  }

  add(id: string, item: T, { bytes: asked, network, user }: ParkedShare): void {
    // Two copies of one window, each of which some process opened: the newer one stays.
    if (this.get(id) === item) this.take(id)
    else this.drop(id)
    const bytes = Math.min(asked, this.#limits.bytes)
    const until = elapsed(this.#clock) + this.#limits.ms
    this.#parked.set(id, { item, bytes, network, user, until })
    this.#count(id, this.#parked.get(id)!)
    while (this.#parked.size > this.#limits.count || this.#bytes > this.#limits.bytes) {
      this.drop(this.#first())
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
    this.#forget(id, parked)
    this.#ends.out?.(parked.item)
    return parked.item
  }

  /** All who wait. */
  parked(): T[] {
    return [...this.#parked.values()].map(({ item }) => item)
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
    if (item !== undefined) this.#ends.gone(item)
  }

  #count(id: string, { network, user, bytes }: ParkedShare): void {
    const share = this.#networks.get(network) ?? new NetworkShare()
    this.#networks.set(network, share)
    const own = share.users.get(user) ?? new Share()
    share.users.set(user, own)
    share.add(id, bytes)
    own.add(id, bytes)
    this.#bytes += bytes
  }

  #forget(id: string, { network, user, bytes }: ParkedShare): void {
    const share = this.#networks.get(network)!
    const own = share.users.get(user)!
    share.remove(id, bytes)
    own.remove(id, bytes)
    if (own.ids.size === 0) share.users.delete(user)
    if (share.ids.size === 0) this.#networks.delete(network)
    this.#bytes -= bytes
  }

  /** Who goes first. */
  #first(): string {
    const network = largest(this.#networks)
    return largest(network.users).ids.values().next().value!
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

function largest<S extends Share>(shares: ReadonlyMap<string, S>): S {
  let most: S | undefined
  for (const share of shares.values())
    if (most === undefined || share.bytes > most.bytes) most = share
  return most!
}
