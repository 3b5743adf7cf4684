/** Whether a value survives the way through JSON; what would change silently on the way is refused. */
import { describe } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'

/** Builds the error: path of the value (`.user.born`), what was expected there, what it got. */
type Refuse = (path: string, expected: string, got: string) => LiveError

/** Deeper values are taken for rings. */
const DEEPEST = 200

/**
 * A copy of JSON values. Properties that are undefined are left out, as JSON does.
 * @throws what `refuse` returns, for dates, maps, functions, NaN and all else that JSON can't carry.
 */
export function jsonCopy(value: unknown, refuse: Refuse): unknown {
  check(value, refuse, '', 0)
  return jsonClone(value)
}

/** A copy of what JSON can carry. Key by key, an object such as `{"999": 0}` would take a thousand times its text. */
export function jsonClone<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function check(value: unknown, refuse: Refuse, path: string, depth: number): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (depth > DEEPEST) throw refuse(path, 'JSON', 'an object that contains itself')
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(value[i], refuse, `${path}[${i}]`, depth + 1)
    return
  }
  if (!isPlain(value)) throw refuse(path, expectedFor(value), describe(value))
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (item !== undefined) check(item, refuse, `${path}.${key}`, depth + 1)
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function expectedFor(value: unknown): string {
  if (value instanceof Date) return 'JSON, such as date.toISOString(),'
  if (value instanceof Map || value instanceof Set) return 'JSON, such as an array [...values],'
  return 'JSON (text, a finite number, a boolean, null, an array or a plain object)'
}
