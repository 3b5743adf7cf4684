/**
 * Memory of large events that wait for an answer (see base/heap-size.ts): those of one window, of all windows of its
 * owner, and of all windows of its user. Small ones are bounded by their number.
 */

import { BusyTime } from './busy-time.ts'
import { MemoryShare } from './memory-share.ts'

/** Whose windows they are: the visitors of one network address. */
export class Owner {
  windows = 0
  /** Of events that wait, in all of its windows. */
  bytes = 0
  readonly time: BusyTime = new BusyTime()
  readonly memory: MemoryShare = new MemoryShare()
}

/** A user, wherever they are. */
export class UserShare {
  /** Of events that wait, in all of their windows. */
  bytes = 0
  /** Windows that count for them. */
  accounts = 0
  readonly time: BusyTime = new BusyTime()
  readonly memory: MemoryShare = new MemoryShare()
}
/** An event that waits. */
interface Held {
  bytes: number
  user: UserShare | null
}

/** What may wait, in bytes; see base/limits.ts. */
export interface ByteLimits {
  mailboxBytes: number
  addressBytes: number
  userBytes: number
}

/** Bytes of memory from which an event is held to account. */
export const LARGE = 1024
/** Letters of a frame that can't be worth that: JSON takes 28 times as much at most. */
export const SHORT: number = LARGE / 28
/** The beginning of a frame that answers events: UPDATE, ERROR, VALUES. */
const ANSWER = /^\[[124],(-?\d+|\[[^\]]*\])/

export class HeldEvents {
  #owner: Owner
  /** By the numbers of their events. */
  readonly #held = new Map<number, Held>()
  #bytes = 0

  constructor(owner: Owner) {
    this.#owner = owner
  }

  /** Its window is connected from elsewhere. */
  belongTo(owner: Owner): void {
    this.#owner.bytes -= this.#bytes
    owner.bytes += this.#bytes
    this.#owner = owner
  }

  /**
   * Takes an event in. A window's only one may be as large as events may be.
   * @param user null: nobody.
   * @returns false: with it there would be more than may wait.
   */
  take(n: number, bytes: number, limits: ByteLimits, user: UserShare | null): boolean {
    const isMuch =
      (this.#held.size > 0 && this.#bytes + bytes > limits.mailboxBytes) ||
      this.#owner.bytes + bytes > limits.addressBytes ||
      (user !== null && user.bytes + bytes > limits.userBytes)
    if (isMuch) return false
    this.#held.set(n, { bytes, user })
    this.#count(bytes, user)
    return true
  }

  /** A frame goes out: the events that it answers wait no longer. @returns what they took. */
  sent(text: string): number {
    if (this.#held.size === 0) return 0
    const refs = ANSWER.exec(text)?.[1]
    if (refs === undefined) return 0
    const before = this.#bytes
    for (const ref of refs.matchAll(/\d+/g)) {
      const n = Number(ref[0])
      const { bytes = 0, user = null } = this.#held.get(n) ?? {}
      this.#count(-bytes, user)
      this.#held.delete(n)
    }
    return before - this.#bytes
  }

  /** Its window is gone. */
  clear(): void {
    for (const { bytes, user } of this.#held.values()) this.#count(-bytes, user)
    this.#held.clear()
  }

  #count(bytes: number, user: UserShare | null): void {
    this.#bytes += bytes
    this.#owner.bytes += bytes
    if (user !== null) user.bytes += bytes
  }
}
