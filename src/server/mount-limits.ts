/**
 * How often browsers may have pages mounted: the visitors of a network address, and who has a page's token.
 * A window's own frames are limited in rate-limits.ts.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import type { Limits } from '../base/limits.ts'
import { networkOf } from '../base/network.ts'
import { RateLimiter } from '../live/view/rate-limit.ts'

/** Seconds after which a browser may load a refused page again. */
export const RETRY_S = 5
/** Milliseconds between which the windows that are sent away come back, spread out. */
const SOONEST_MS = 1000
const LATEST_MS = 10_000

/** When a window that was refused comes back, in milliseconds. */
export function returnMs(): number {
  return Math.round(SOONEST_MS + Math.random() * (LATEST_MS - SOONEST_MS))
}

export class MountLimits {
  readonly #clock: Clock
  readonly #mounts: RateLimiter | null
  /** Apart from mounts: a page whose window was refused is loaded next. */
  readonly #refusals: RateLimiter | null
  readonly #joins: RateLimiter | null

  constructor({ mountsPerSecond, mountBurst, joinsPerPage }: Limits, clock: Clock) {
    this.#clock = clock
    this.#mounts = limiter(mountsPerSecond, mountBurst)
    this.#refusals = limiter(mountsPerSecond, mountBurst)
    this.#joins = limiter(joinsPerPage / 60, joinsPerPage)
  }

  /**
   * A page is mounted for a browser of this address; "" is an address that is not known.
   * @throws LiveError E_MOUNT_RATE.
   */
  mount(address: string): void {
    if (address !== '') this.#take(this.#mounts, networkOf(address))
  }

  /** A JOIN from this address is refused. @throws LiveError E_MOUNT_RATE when many were. */
  refuse(address: string): void {
    if (address !== '') this.#take(this.#refusals, networkOf(address))
  }

  /** A JOIN comes with the token of this window's page. @throws LiveError E_MOUNT_RATE. */
  join(window: string): void {
    this.#take(this.#joins, window)
  }

  #take(limits: RateLimiter | null, who: string): void {
    if (limits !== null && !limits.take(who, elapsed(this.#clock))) throw fail('E_MOUNT_RATE')
  }
}

/** Null when one of the limits is switched off. */
function limiter(perSecond: number, burst: number): RateLimiter | null {
  return perSecond === Infinity || burst === Infinity ? null : new RateLimiter({ perSecond, burst })
}
