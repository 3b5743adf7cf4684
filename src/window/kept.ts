/**
 * What is kept for a window, or for one of its views, elsewhere in the process, such as what others see of who is
 * present. It counts to the memory of the window: see server/window-memory.ts.
 */

const kept = new WeakMap<object, Map<object, unknown>>()

/**
 * Something is kept for a window or a view from now on, in place of what was kept there before.
 * @param where it is kept.
 */
export function keep(owner: object, where: object, what: unknown): void {
  const own = kept.get(owner) ?? new Map<object, unknown>()
  kept.set(owner, own)
  own.set(where, what)
}

/** It is kept no longer. */
export function keepNoMore(owner: object, where: object): void {
  kept.get(owner)?.delete(where)
}

/** All that is kept for it. */
export function keptFor(owner: object): readonly unknown[] {
  const own = kept.get(owner)
  return own === undefined ? [] : [...own.values()]
}
