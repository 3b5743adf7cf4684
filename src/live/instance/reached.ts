/** The objects that a value holds, as far as its fields, lists, maps and sets show them. */

/** More is not looked at. */
const MOST = 100_000

/**
 * @param other none of these may be among them.
 * @returns undefined when one is, or when it can't be told: for more objects, and for what does not show what it holds,
 * such as a WeakMap.
 */
export function reached(value: unknown, other?: ReadonlySet<object>): Set<object> | undefined {
  const seen = new Set<object>()
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one !== 'object' || one === null || seen.has(one)) continue
    if (other?.has(one) || seen.size === MOST || hides(one)) return undefined
    seen.add(one)
    if (one instanceof Map) for (const [key, inner] of one) open.push(key, inner)
    else if (one instanceof Set) for (const inner of one) open.push(inner)
    if (!ArrayBuffer.isView(one)) for (const inner of Object.values(one)) open.push(inner)
  }
  return seen
}

const hides = (object: object): boolean =>
  object instanceof WeakMap || object instanceof WeakSet || object instanceof WeakRef
