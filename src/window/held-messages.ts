/**
 * Memory of large messages that wait for a window's views, beside its events: of the window, of all windows of its
 * owner, and of its user. Where there is no room a message is lost, and its view is told of a gap.
 */
import type { ByteLimits, Owner, UserShare } from './held-events.ts'

export class HeldMessages {
  #owner: Owner
  #bytes = 0

  constructor(owner: Owner) {
    this.#owner = owner
  }

  /** Its window is connected from elsewhere. */
  belongTo(owner: Owner): void {
    this.#owner.countMessage(-this.#bytes)
    owner.countMessage(this.#bytes)
    this.#owner = owner
  }

  /**
   * Takes a message in. A window's only one may be as large as messages may be.
   * @param user null: not counted for a user.
   * @returns what to call, once, when it does not wait any more; null: there is no room.
   */
  take(bytes: number, limits: ByteLimits, user: UserShare | null): (() => void) | null {
    const isMuch =
      (this.#bytes > 0 && this.#bytes + bytes > limits.mailboxBytes) ||
      !this.#owner.hasRoomForMessage(bytes, limits) ||
      (user !== null && user.messageBytes + bytes > limits.userBytes)
    if (isMuch) return null
    this.#count(bytes, user)
    return () => this.#count(-bytes, user)
  }

  #count(bytes: number, user: UserShare | null): void {
    this.#bytes += bytes
    this.#owner.countMessage(bytes)
    if (user !== null) user.messageBytes += bytes
  }
}
