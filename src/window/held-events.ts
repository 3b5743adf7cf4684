/**
 * Bytes of large events that wait for an answer: those of one window, and those of all windows of its owner.
 * Small ones are bounded by their number.
 */

/** Whose windows they are: the visitors of one network address. */
export interface Owner {
  windows: number
  /** Of events that wait, in all of its windows. */
  bytes: number
}

/** Bytes from which an event is held to account. */
export const LARGE = 1024
/** The beginning of a frame that answers events: UPDATE, ERROR, VALUES. */
const ANSWER = /^\[[124],(-?\d+|\[[^\]]*\])/

export class HeldEvents {
  #owner: Owner
  /** By the numbers of their events. */
  readonly #held = new Map<number, number>()
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

  /** Takes an event in. False: with it there would be more than may wait. */
  take(n: number, bytes: number, limits: { mailboxBytes: number; addressBytes: number }): boolean {
    const isMuch = this.#bytes + bytes > limits.mailboxBytes
    if (isMuch || this.#owner.bytes + bytes > limits.addressBytes) return false
    this.#held.set(n, bytes)
    this.#count(bytes)
    return true
  }

  /** A frame goes out: the events that it answers wait no longer. */
  sent(text: string): void {
    if (this.#held.size === 0) return
    const refs = ANSWER.exec(text)?.[1]
    if (refs === undefined) return
    for (const ref of refs.matchAll(/\d+/g)) {
      const n = Number(ref[0])
      this.#count(-(this.#held.get(n) ?? 0))
      this.#held.delete(n)
    }
  }

  /** Its window is gone. */
  clear(): void {
    this.#held.clear()
    this.#count(-this.#bytes)
  }

  #count(bytes: number): void {
    this.#bytes += bytes
    this.#owner.bytes += bytes
  }
}
