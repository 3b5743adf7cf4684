/**
 * Turns of senders in a shared view. Its mailbox has a few events of each network address, or user, at once: what others
 * send comes between. The rest waits here, in order.
 */

/** Events of a sender that the mailbox has at once: some, so that they are rendered together. */
const AT_ONCE = 16

/** Who sends: a user, else the address of a window. */
export interface Sender {
  /** It used much of the process lately; its events come one by one. */
  readonly isPaused: boolean
}

interface Share {
  /** Events that the mailbox has. */
  begun: number
  readonly waiting: (() => void)[]
}

export class SharedTurns {
  readonly #most: number
  /** Of senders whose events are not answered. */
  readonly #shares = new Map<Sender, Share>()
  #waiting = 0

  /** @param most events of one sender that may wait. */
  constructor(most: number) {
    this.#most = most
  }

  /** Events wait here. */
  get isWaiting(): boolean {
    return this.#waiting > 0
  }

  /** Begins an event, now or in its turn. @returns false when too many of its sender wait. */
  take(sender: Sender, begin: () => void): boolean {
    const share = this.#shares.get(sender) ?? { begun: 0, waiting: [] }
    if (share.waiting.length >= this.#most) return false
    this.#shares.set(sender, share)
    share.waiting.push(begin)
    this.#waiting++
    this.#goOn(sender, share)
    return true
  }

  /** An event that began was answered. */
  answered(sender: Sender): void {
    const share = this.#shares.get(sender)
    if (share === undefined) return
    share.begun--
    this.#goOn(sender, share)
    if (share.begun === 0) this.#shares.delete(sender)
  }

  #goOn(sender: Sender, share: Share): void {
    const most = sender.isPaused ? 1 : AT_ONCE
    while (share.begun < most) {
      const begin = share.waiting.shift()
      if (begin === undefined) return
      this.#waiting--
      share.begun++
      begin()
    }
  }
}
