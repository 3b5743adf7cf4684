/**
 * States of newer versions that come to this process while versions stand side by side: their browsers are sent on,
 * for a while. When no other process takes them they are mounted anew.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import type { LiveViewClass } from '../live/view/live-view.ts'
import type { CarriedWindow } from './carrier.ts'

/** A state is sent on for so many milliseconds at least, */
const SENT_ON_MS = 10_000
/**
 * and so many times at least, however slow the way is: where every second process is of the newer version, one state of
 * 65,000 meets none of them.
 */
const SENT_ON_TIMES = 16
/** How long after it came last that is remembered. */
const REMEMBERED_MS = 60_000

export class NewerStates {
  readonly #clock: Clock
  /** When each state came first and last, and how often; the one that came last is the last. */
  readonly #seen = new Map<string, { since: number; last: number; times: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * @param state names the state: the next one of the same window is sent on as long.
   * @throws LiveError E_NEWER for one that another process may take.
   */
  check(View: LiveViewClass | undefined, { view }: CarriedWindow, state: string): void {
    if (View?.name !== view.name || view.version <= (View.version ?? 0)) return
    const now = elapsed(this.#clock)
    for (const [old, { last }] of this.#seen) {
      if (now - last <= REMEMBERED_MS) break
      this.#seen.delete(old)
    }
    const { since, times } = this.#seen.get(state) ?? { since: now, times: 0 }
    this.#seen.delete(state)
    this.#seen.set(state, { since, last: now, times: times + 1 })
    const isOver = now - since >= SENT_ON_MS && times >= SENT_ON_TIMES
    if (!isOver) throw fail('E_NEWER', view.name)
  }
}
