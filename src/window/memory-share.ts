/** What the windows of one address, or of one user, hold in memory, as far as they were measured. */

/** A window that was measured. */
export interface MeasuredWindow {
  readonly id: string
  /** Its user; null: a visitor who is not logged in, or a user without an id. */
  readonly user: object | null
  /** Estimated bytes that it came to hold since its view was opened. */
  bytes: number
}

export class MemoryShare {
  bytes = 0
  readonly #windows = new Set<MeasuredWindow>()

  /** It holds so many bytes now. */
  change(window: MeasuredWindow, bytes: number): void {
    this.#windows.add(window)
    this.bytes += bytes - window.bytes
  }

  add(window: MeasuredWindow): void {
    this.#windows.add(window)
    this.bytes += window.bytes
  }

  remove(window: MeasuredWindow): void {
    if (this.#windows.delete(window)) this.bytes -= window.bytes
  }

  /** The largest window of the user whose windows hold most: many small windows end no other user's large one. */
  get largest(): MeasuredWindow | undefined {
    const byUser = new Map<object | null, number>()
    for (const { user, bytes } of this.#windows) byUser.set(user, (byUser.get(user) ?? 0) + bytes)
    const [owner] = [...byUser].reduce((most, one) => (one[1] > most[1] ? one : most), [null, -1])
    let most: MeasuredWindow | undefined
    for (const window of this.#windows) {
      if (window.user === owner && (!most || window.bytes > most.bytes)) most = window
    }
    return most
  }
}
