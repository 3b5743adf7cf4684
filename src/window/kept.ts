/**
 * What is kept for a window, or for one of its views, elsewhere in the process, such as what others see of who is
 * present. It counts to the memory of the window: see server/window-memory.ts.
 */

import { fail } from '../base/errors.ts'
import type { Partitioned } from '../base/held-memory.ts'

/** Places that may keep something for one owner, and estimated bytes that each of them takes for it beside that. */
const MOST = 1000
const PLACE_BYTES = 4096

const kept = new WeakMap<object, Map<object, unknown>>()

/**
 * Something is kept for a window or a view from now on, in place of what was kept there before.
 * @param where it is kept.
 * @throws LiveError E_TOPICS when that are too many places.
 */
export function keep(owner: object, where: object, what: unknown): void {
  const own = kept.get(owner) ?? new Map<object, unknown>()
  kept.set(owner, own)
  if (own.size >= MOST && !own.has(where)) throw fail('E_TOPICS', MOST)
  own.set(where, what)
}

/** It is kept no longer. */
export function keepNoMore(owner: object, where: object): void {
  kept.get(owner)?.delete(where)
}

/** All that is kept for it. */
export function keptFor(owner: object): readonly unknown[] {
  const own = kept.get(owner)
  if (own === undefined) return []
  return [...own.values()].map((what): Partitioned => ({
    heldBytes: PLACE_BYTES,
    heldParts: () => [what],
  }))
}
