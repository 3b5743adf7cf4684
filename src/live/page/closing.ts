/** Counts views whose end takes time, so that a server can wait for them before it stops. */
import type { Clock } from '../../base/clock.ts'

export class Closing {
  #count = 0
  #waiting: (() => void)[] = []

  /** A view is left; {@link Closing.end} follows. */
  begin(): void {
    this.#count++
  }

  /** Its `disconnect` has ended, or failed. */
  end(): void {
    this.#count--
    if (this.#count > 0) return
    for (const go of this.#waiting.splice(0)) go()
  }

  /** Resolves when all views that were left have ended, at the latest after `ms` milliseconds. */
  ended(clock: Clock, ms: number): Promise<void> {
    if (this.#count === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = ms < Infinity ? clock.after(ms, resolve) : undefined
      this.#waiting.push(() => {
        cancel?.()
        resolve()
      })
    })
  }
}
