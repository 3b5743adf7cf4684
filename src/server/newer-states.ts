/**
 * States of newer versions that come to this process while versions stand side by side: their browsers are sent on,
 * for a while. When no other process takes them they are mounted anew.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import type { LiveViewClass } from '../live/view/live-view.ts'
import type { CarriedWindow } from './carrier.ts'

/** How long a window is sent on, in milliseconds. */
const SENT_ON_MS = 10_000
/** How long that it was is remembered. */
const REMEMBERED_MS = 60_000

export class NewerStates {
  readonly #clock: Clock
  /** When each window came first, the earliest first. */
  readonly #since = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws LiveError E_NEWER for a state that another process may take. */
  check(View: LiveViewClass | undefined, { window, view }: CarriedWindow): void {
    if (View?.name !== view.name || view.version <= (View.version ?? 0)) return
    const now = elapsed(this.#clock)
    for (const [old, since] of this.#since) {
      if (now - since <= REMEMBERED_MS) break
      this.#since.delete(old)
    }
    const since = this.#since.get(window) ?? now
    this.#since.set(window, since)
    if (now - since < SENT_ON_MS) throw fail('E_NEWER', view.name)
  }
}
