/** The entries of a form by their names: the one reader of browsers' and servers' forms. Pure. */

/** A text; of a name that repeats, or that several fields share, a list. */
export type FormEntry = string | string[]

/**
 * Entries by name. A name that comes more than once has a list, and so has each of `lists`, also when none
 * comes. Files, and a field named `__proto__`, are left out.
 */
export function entriesByName(
  entries: Iterable<readonly [name: string, value: unknown]>,
  lists: Iterable<string> = [],
): Record<string, FormEntry> {
  const fields: Record<string, FormEntry> = {}
  for (const name of lists) fields[name] = []
  for (const [name, value] of entries) {
    if (typeof value !== 'string') continue
    const held = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (Array.isArray(held)) held.push(value)
    else fields[name] = held === undefined ? value : [held, value]
  }
  return fields
}
