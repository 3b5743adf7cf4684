/** What the windows of one address, or of one user, hold in memory, as far as they were measured. */

/** A window that was measured. */
export interface MeasuredWindow {
  readonly id: string
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

  /** The window that holds most. */
  get largest(): MeasuredWindow | undefined {
    let most: MeasuredWindow | undefined
    for (const window of this.#windows) if (!most || window.bytes > most.bytes) most = window
    return most
  }
}
