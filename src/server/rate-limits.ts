/**
 * Who may connect, and how much they may ask: checks that need nothing but the request or a window.
 */
import { elapsed, systemClock } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import { heapBytes } from '../base/heap-size.ts'
import type { Limits } from '../base/limits.ts'
import { networkOf } from '../base/network.ts'
import { Owner, SharedBytes, SHORT, UserShare } from '../window/held-events.ts'
import type { AllBytes } from '../window/held-events.ts'
import { Account } from '../window/account.ts'
import type { Ledger, MemoryWatch } from '../window/account.ts'
import type { Window } from '../window/window.ts'
import { askedHost, forwarded } from './proxies.ts'
import { NetworkTurns } from './network-turns.ts'
import { Turns } from './turns.ts'

/** What is known of the site that a request must be of. */
export interface OwnSite {
  /** Origins beside its own. */
  readonly origins: readonly string[]
  readonly trustedProxies: number
  /** The connection has TLS that ends in this process. Default false. */
  readonly isEncrypted?: boolean | undefined
}

/**
 * Refuses connections that a page of another site opened: their cookies would be ours. The scheme is
 * compared where it is known, from the outermost trusted proxy or an encrypted connection of our own: a page
 * that came without encryption is another site.
 * @throws LiveError E_ORIGIN.
 */
export function checkOrigin(
  headers: Headers,
  { origins, trustedProxies, isEncrypted = false }: OwnSite,
): void {
  const origin = headers.get('origin') ?? ''
  const host = askedHost(headers, trustedProxies)
  if (origins.includes(origin)) return
  if (origin !== '' && URL.canParse(origin)) {
    const page = new URL(origin)
    // Behind a trusted proxy the connection is the proxy's, not the page's.
    const own = isEncrypted && trustedProxies === 0 ? 'https' : undefined
    const scheme = forwarded(headers, 'proto', trustedProxies) ?? own
    const isSameScheme = scheme === undefined || page.protocol === `${scheme.toLowerCase()}:`
    if (page.host === host && isSameScheme) return
  }
  throw fail('E_ORIGIN', origin, host)
}

/**
 * Refuses requests that a page of another site makes. Programs send no origin; a browser that sends none
 * says by `Sec-Fetch-Site` where the request comes from.
 * @throws LiveError E_ORIGIN.
 */
export function checkSite(headers: Headers, site: OwnSite): void {
  if (headers.has('origin')) return checkOrigin(headers, site)
  const from = headers.get('sec-fetch-site')
  if (from === null || from === 'same-origin' || from === 'none') return
  throw fail('E_ORIGIN', from, headers.get('host') ?? '')
}

/** True for a request by an `https:` address: the server that took it has ended the TLS. */
export function isEncrypted({ url }: Request): boolean {
  return url.startsWith('https:')
}

/** Bytes that an event of a joined window may have. */
export function eventBytes(limits: Limits): number {
  return Math.max(limits.frameBytes, limits.eventBytes)
}

/**
 * Takes an event from a window's allowance, which refills with time (token bucket). False: used up.
 * @param cost how many events it counts as: a large one is several, one that asks for nothing a part.
 */
export function takeAllowance(
  window: Window,
  limits: Limits,
  clock: Clock,
  cost: number = 1,
): boolean {
  const now = elapsed(clock)
  const passed = Math.max(0, now - window.seenAt)
  window.seenAt = now
  if (limits.eventsPerSecond === Infinity) return true
  const refill = (passed / 1000) * limits.eventsPerSecond
  window.allowance = Math.min(limits.eventBurst, window.allowance + refill)
  const price = Math.min(cost, Math.max(1, limits.eventBurst))
  if (window.allowance < price) return false
  window.allowance -= price
  return true
}

/**
 * Takes what a frame costs before anybody parses it: one event, and one more for each `frameBytes` of memory that it
 * takes, at most a whole burst. Its length is paid first, so that what is refused is not even measured.
 * @returns its memory in estimated bytes; -1: the allowance is used up.
 */
export function payFor(text: string, window: Window, limits: Limits, clock: Clock): number {
  const most = Math.max(1, limits.eventBurst)
  const price = (bytes: number): number => Math.min(most, 1 + Math.floor(bytes / limits.frameBytes))
  const paid = price(text.length)
  if (!takeAllowance(window, limits, clock, paid)) return -1
  if (text.length < SHORT) return 0
  const heap = heapBytes(text)
  const rest = price(heap) - paid
  return rest <= 0 || takeAllowance(window, limits, clock, rest) ? heap : -1
}

/** Users, and addresses, after which those for whom nothing counts any more are forgotten. */
const MANY = 1000

/** What waits for one user, in all windows and from all addresses. */
export class UserCount {
  readonly #clock: Clock
  readonly #shares = new Map<string, UserShare>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The share of a user; null for a visitor who is not logged in, and for a user without an id. */
  of(user: object | null): UserShare | null {
    const { id } = (user ?? {}) as { id?: unknown }
    if (id === undefined) return null
    const share = this.#shares.get(String(id)) ?? new UserShare()
    if (this.#shares.size >= MANY) this.#forget()
    this.#shares.set(String(id), share)
    return share
  }

  #forget(): void {
    const now = elapsed(this.#clock)
    for (const [id, { bytes, time, accounts }] of this.#shares) {
      if (bytes === 0 && accounts === 0 && !time.counts(now)) this.#shares.delete(id)
    }
  }
}

/** Milliseconds that the work of an event counts for after its answer: what never ends holds nothing, or the app leaks. */
const WORK_MS = 600_000

/** Nothing of it counts any more: no window, no time, and no task that goes on after its window. */
function isForgotten({ windows, bytes, time }: Owner, now: number): boolean {
  return windows === 0 && bytes === 0 && !time.counts(now)
}

/** Counts windows, and what they cost, per network of an address (see {@link networkOf}) and per user. */
export class AddressCount {
  readonly users: UserCount
  readonly turns: Turns
  readonly #requests = new NetworkTurns()
  /** Measures what windows hold; null: it is not measured. */
  memory: MemoryWatch | null = null
  readonly #ledger: Ledger = {
    spent: (account, ms) => this.turns.spent(account, ms),
    later: (run) => void this.#clock.after(WORK_MS, run),
    expects: (account) => this.memory?.expects(account),
    grew: (account) => this.memory?.grew(account),
    charged: (account) => this.memory?.charged(account),
  }
  readonly #clock: Clock
  readonly #owners = new Map<string, Owner>()
  /** What waits for all of them. */
  readonly #all: AllBytes = { events: new SharedBytes(), messages: new SharedBytes() }
  /** Connections that are not joined yet. */
  readonly #arriving = new Map<string, number>()

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
    this.users = new UserCount(clock)
    this.turns = new Turns(clock)
  }

  /**
   * @returns who owns the window from now on.
   * @throws LiveError E_TOO_MANY_WINDOWS when the address has its share already.
   */
  enter(address: string, limit: number): Owner {
    const network = networkOf(address)
    const owner = this.#owners.get(network) ?? new Owner(this.#all)
    if (owner.windows >= limit) throw fail('E_TOO_MANY_WINDOWS', limit)
    if (this.#owners.size >= MANY) this.#forget()
    owner.windows++
    this.#owners.set(network, owner)
    return owner
  }

  /** An HTTP request comes. @returns when it may be answered; undefined: at once. */
  asked(address: string): Promise<void> | undefined {
    this.turns.asked()
    return this.#requests.turnOf(networkOf(address))
  }

  leave(address: string): void {
    const network = networkOf(address)
    const owner = this.#owners.get(network)
    if (owner === undefined) return
    owner.windows = Math.max(0, owner.windows - 1)
    // Who comes again at once owes what they owed.
    if (isForgotten(owner, elapsed(this.#clock))) this.#owners.delete(network)
  }

  /** What a window costs, from its first event on. @param user of its visitor. */
  accountOf(window: Window, owner: Owner, user: object | null): Account {
    return (window.account ??= new Account(window.id, owner, this.users.of(user), this.#ledger))
  }

  /** A window is connected from this address now. */
  moved({ account }: Window, owner: Owner, user: object | null): void {
    if (account === null) return
    account.belongTo(owner, this.users.of(user))
    this.turns.moved(account)
  }

  #forget(): void {
    const now = elapsed(this.#clock)
    for (const [network, owner] of this.#owners) {
      if (isForgotten(owner, now)) this.#owners.delete(network)
    }
  }

  /** @throws LiveError E_TOO_MANY_WINDOWS when as many connections of an address are not joined yet. */
  checkArriving(address: string, limit: number): void {
    if ((this.#arriving.get(networkOf(address)) ?? 0) >= limit) {
      throw fail('E_TOO_MANY_WINDOWS', limit)
    }
  }

  /** A connection comes; {@link AddressCount.arrived} when it is joined or gone. */
  arrives(address: string): void {
    const network = networkOf(address)
    this.#arriving.set(network, (this.#arriving.get(network) ?? 0) + 1)
  }

  /** It is joined, or gone. */
  arrived(address: string): void {
    const network = networkOf(address)
    const left = (this.#arriving.get(network) ?? 0) - 1
    if (left > 0) this.#arriving.set(network, left)
    else this.#arriving.delete(network)
  }

  /** Bytes of large events that wait for their answers, in all windows. */
  get waitingBytes(): number {
    return this.#all.events.bytes
  }
}
