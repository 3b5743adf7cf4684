/**
 * How often one visitor may call an event, over all of their windows (token bucket).
 */
import { networkOf } from '../../base/network.ts'
import type { LiveRequest } from '../page/request.ts'

/** Calls in the long run, and at once. */
export interface RateLimit {
  perSecond: number
  /** Calls at once before `perSecond` counts. Default: `perSecond`, at least 1. */
  burst?: number
}

interface Bucket {
  left: number
  at: number
}

/** Buckets after which those that are full again are forgotten. */
const MANY = 10_000

/**
 * The key under which calls are counted: a user's id, else the network of the address. Sessions do not count,
 * since any visitor can get a new one; a session's id is used only where the address is not known.
 */
export function visitorOf({ user, session, address }: LiveRequest): string {
  const id = (user as { id?: unknown } | null)?.id
  if (id !== undefined) return `user ${String(id)}`
  return address === '' ? `session ${session.id}` : `address ${networkOf(address)}`
}

export class RateLimiter {
  readonly #perMs: number
  readonly #burst: number
  readonly #buckets = new Map<string, Bucket>()

  constructor({ perSecond, burst = Math.max(1, perSecond) }: RateLimit) {
    this.#perMs = perSecond / 1000
    this.#burst = burst
  }

  /** Takes one call; false when there is none left. @param now milliseconds. */
  take(who: string, now: number): boolean {
    const bucket = this.#buckets.get(who) ?? { left: this.#burst, at: now }
    bucket.left = Math.min(this.#burst, bucket.left + Math.max(0, now - bucket.at) * this.#perMs)
    bucket.at = now
    this.#buckets.set(who, bucket)
    if (this.#buckets.size > MANY) this.#forget(now)
    if (bucket.left < 1) return false
    bucket.left--
    return true
  }

  #forget(now: number): void {
    for (const [who, { left, at }] of this.#buckets) {
      if (left + (now - at) * this.#perMs >= this.#burst) this.#buckets.delete(who)
    }
  }
}
