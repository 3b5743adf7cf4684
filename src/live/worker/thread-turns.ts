/**
 * Turns of the network addresses and users whose views share a thread: what one of them asks for holds the views of
 * others up no more than in the thread that has the sockets. worker-host.ts asks for each message; server/turns.ts,
 * which the thread is given, decides.
 */
import { afterPromises } from '../../base/after-promises.ts'
import { elapsed } from '../../base/clock.ts'
import type { Clock } from '../../base/clock.ts'
import type { Account } from '../../window/account.ts'
import { NOTED_MS } from '../../window/busy-time.ts'
import type { Owner } from '../../window/held-events.ts'
import type { Window } from '../../window/window.ts'
import type { LiveRequest } from '../page/request.ts'
import type { ToHostedView } from './messages.ts'

/** Counts what windows cost by their addresses and users; `AddressCount` of server/rate-limits.ts does. */
export interface Addresses {
  readonly turns: { admits(account: Account): boolean }
  enter(address: string, limit: number): Owner
  leave(address: string): void
  accountOf(window: Window, owner: Owner, user: object | null): Account
  moved(window: Window, owner: Owner, user: object | null): void
}

/** What a visitor asks for. Other messages keep their place behind it. */
const ASKED: ReadonlySet<ToHostedView['kind']> = new Set([
  'open',
  'print',
  'receive',
  'resend',
  'visit',
])

interface Place {
  readonly window: Window
  readonly address: string
  readonly owner: Owner
  readonly account: Account
}

export class ThreadTurns {
  readonly #addresses: Addresses
  readonly #clock: Clock
  /** By the numbers of their views. */
  readonly #places = new Map<number, Place>()

  constructor(addresses: Addresses, clock: Clock) {
    this.#addresses = addresses
    this.#clock = clock
  }

  /** A window comes, of this visitor. */
  enter(
    id: number,
    window: Window,
    { address, user }: Pick<LiveRequest, 'address' | 'user'>,
  ): void {
    const owner = this.#addresses.enter(address, Infinity)
    const account = this.#addresses.accountOf(window, owner, user)
    this.#places.set(id, { window, address, owner, account })
  }

  /** Its visitor is this user by now. */
  belongsTo(id: number, user: object | null): void {
    const place = this.#places.get(id)
    if (place) this.#addresses.moved(place.window, place.owner, user)
  }

  /** It is gone, and with it what waits. */
  leave(id: number): void {
    const place = this.#places.get(id)
    if (place === undefined) return
    this.#places.delete(id)
    place.account.clear()
    this.#addresses.leave(place.address)
  }

  /** How many messages wait for a window's turn. */
  waiting(id: number): number {
    return this.#places.get(id)?.account.waitingFrames ?? 0
  }

  /** Runs what a message asks for when it is its window's turn, behind what came before. */
  take({ id, kind }: Pick<ToHostedView, 'id' | 'kind'>, run: () => void): void {
    const account = this.#places.get(id)?.account
    if (account === undefined) return run()
    const isAdmitted = ASKED.has(kind) ? this.#addresses.turns.admits(account) : !account.waits
    if (isAdmitted) run()
    else account.wait(0, 0, run)
  }

  /** Goes on with what has begun, in its window's turn. */
  goOn(id: number, run: () => void): void {
    const going = (): void => {
      this.charge(id)
      run()
    }
    if (!this.#places.get(id)?.window.rest(going)) going()
  }

  /** Charges a window with what runs from now on until something else has its turn. */
  charge(id: number): void {
    const account = this.#places.get(id)?.account
    const began = elapsed(this.#clock)
    afterPromises(() => {
      const ms = elapsed(this.#clock) - began
      if (ms >= NOTED_MS) account?.spent(ms)
    })
  }
}
