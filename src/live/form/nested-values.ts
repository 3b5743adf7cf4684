/** Values in values: how a form's fields are held, by the parts of their names. Pure. */
import type { Fields } from './field-names.ts'

/** The parts of `lines.0.qty`. */
export function splitPath(path: string): string[] {
  return path.split('.').filter(Boolean)
}

/** What stands under a name; undefined where nothing does. */
export function inside(held: unknown, part: string): unknown {
  if (typeof held !== 'object' || held === null || !Object.hasOwn(held, part)) return undefined
  return Reflect.get(held, part)
}

/** A copy with another value in the place of a path. */
export function setIn(held: unknown, [part, ...rest]: string[], value: unknown): Fields {
  if (part === undefined) return value as Fields
  const copy: object = Array.isArray(held) ? [...(held as unknown[])] : { ...(held as object) }
  Reflect.set(copy, part, setIn(inside(held, part), rest, value))
  return copy as Fields
}

/** A value as a field shows it. */
export function textOf(held: unknown): string {
  return held === undefined || held === null || typeof held === 'object' ? '' : String(held)
}
