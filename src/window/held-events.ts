/**
 * Memory of large events that wait for an answer (see base/heap-size.ts): those of one window, of all windows of its
 * owner, and of all windows of its user. Small ones are bounded by their number.
 */

import { LARGE } from '../base/heap-size.ts'
import { BusyTime } from './busy-time.ts'
import { MemoryShare } from './memory-share.ts'

/** Bytes of all owners together, and how many of them have any. */
export class SharedBytes {
  bytes = 0
  owners = 0

  /** Of one owner, who had `before`. */
  count(bytes: number, before: number): void {
    this.bytes += bytes
    if (before === 0 && bytes > 0) this.owners++
    else if (before > 0 && before + bytes <= 0) this.owners--
  }

  /** When all together are too many, those go on who have less than their share. */
  hasRoom(bytes: number, own: number, most: number): boolean {
    const owners = this.owners + (own === 0 ? 1 : 0)
    return this.bytes + bytes <= most || own + bytes <= most / owners
  }
}

/** What waits for all owners. */
export interface AllBytes {
  readonly events: SharedBytes
  readonly messages: SharedBytes
}

/** Whose windows they are: the visitors of one network address. */
export class Owner {
  windows = 0
  #bytes = 0
  #messageBytes = 0
  readonly #all: AllBytes

  /** @param all what all owners have. Default: there are no other owners. */
  constructor(all: AllBytes = { events: new SharedBytes(), messages: new SharedBytes() }) {
    this.#all = all
  }

  /** Of events that wait, in all of its windows. */
  get bytes(): number {
    return this.#bytes
  }

  /** The same of messages. */
  get messageBytes(): number {
    return this.#messageBytes
  }

  /** @param bytes negative: so many wait no longer. */
  count(bytes: number): void {
    this.#all.events.count(bytes, this.#bytes)
    this.#bytes += bytes
  }

  countMessage(bytes: number): void {
    this.#all.messages.count(bytes, this.#messageBytes)
    this.#messageBytes += bytes
  }

  hasRoom(bytes: number, { addressBytes, waitingBytes }: ByteLimits): boolean {
    return (
      this.#bytes + bytes <= addressBytes &&
      this.#all.events.hasRoom(bytes, this.#bytes, waitingBytes)
    )
  }

  hasRoomForMessage(bytes: number, { addressBytes, waitingBytes }: ByteLimits): boolean {
    return (
      this.#messageBytes + bytes <= addressBytes &&
      this.#all.messages.hasRoom(bytes, this.#messageBytes, waitingBytes)
    )
  }
  readonly time: BusyTime = new BusyTime()
  readonly memory: MemoryShare = new MemoryShare()
}

/** A user, wherever they are. */
export class UserShare {
  /** Of events that wait, in all of their windows. */
  bytes = 0
  /** The same of messages. */
  messageBytes = 0
  /** Windows that count for them. */
  accounts = 0
  readonly time: BusyTime = new BusyTime()
  readonly memory: MemoryShare = new MemoryShare()
}
/** An event that waits. */
interface Held {
  readonly bytes: number
  readonly user: UserShare | null
  /** What it began and what still runs: tasks may keep what it brought. */
  works: number
  /** Or its window is gone. */
  isAnswered: boolean
  isFree: boolean
}

/** What may wait, in bytes; see base/limits.ts. */
export interface ByteLimits {
  mailboxBytes: number
  addressBytes: number
  waitingBytes: number
  userBytes: number
}

/** Letters of a frame that can't be worth that: JSON takes 28 times as much at most. */
export const SHORT: number = LARGE / 28
/** The beginning of a frame that answers events: UPDATE, ERROR, VALUES. Below zero: it is answered once more later. */
const ANSWER = /^\[[124],(-?\d+|\[[^\]]*\])/

const nothing = (): void => {}

export class HeldEvents {
  #owner: Owner
  /** By the numbers of their events. */
  readonly #held = new Map<number, Held>()
  #bytes = 0
  readonly #later: (run: () => void) => void

  /** @param later runs a function when work that still goes on may be one that never ends. */
  constructor(owner: Owner, later: (run: () => void) => void) {
    this.#owner = owner
    this.#later = later
  }

  /** Its window is connected from elsewhere. */
  belongTo(owner: Owner): void {
    this.#owner.count(-this.#bytes)
    owner.count(this.#bytes)
    this.#owner = owner
  }

  /**
   * Takes an event in. A window's only one may be as large as events may be.
   * @param user null: not counted for a user.
   * @returns false: with it there would be more than may wait.
   */
  take(n: number, bytes: number, limits: ByteLimits, user: UserShare | null): boolean {
    const isMuch =
      (this.#bytes > 0 && this.#bytes + bytes > limits.mailboxBytes) ||
      !this.#owner.hasRoom(bytes, limits) ||
      (user !== null && user.bytes + bytes > limits.userBytes)
    if (isMuch) return false
    this.#held.set(n, { bytes, user, works: 0, isAnswered: false, isFree: false })
    this.#count(bytes, user)
    return true
  }

  /** A frame goes out: the events that it answers wait no longer. @returns what they took. */
  sent(text: string): number {
    if (this.#held.size === 0) return 0
    const refs = ANSWER.exec(text)?.[1]
    if (refs === undefined) return 0
    let bytes = 0
    for (const [ref] of refs.matchAll(/-?\d+/g)) bytes += this.#answered(Number(ref))
    return bytes
  }

  /** A task of an event begins. @returns what to call when it has ended, whatever is left of its window by then. */
  works(n: number): () => void {
    const held = this.#held.get(n)
    if (held === undefined) return nothing
    held.works++
    return () => {
      held.works--
      this.#free(held)
    }
  }

  /** Its window is gone; tasks that go on are counted until they end. */
  clear(): void {
    for (const n of [...this.#held.keys()]) this.#answered(n)
  }

  #answered(n: number): number {
    const held = this.#held.get(n)
    if (held === undefined) return 0
    this.#held.delete(n)
    held.isAnswered = true
    this.#free(held)
    if (held.works > 0) {
      this.#later(() => {
        held.works = 0
        this.#free(held)
      })
    }
    return held.bytes
  }

  #free(held: Held): void {
    const { bytes, user, works, isAnswered } = held
    if (!isAnswered || works > 0 || held.isFree) return
    held.isFree = true
    this.#count(-bytes, user)
  }

  #count(bytes: number, user: UserShare | null): void {
    this.#bytes += bytes
    this.#owner.count(bytes)
    if (user !== null) user.bytes += bytes
  }
}
