/** Whether a value survives the way through JSON; what would change silently on the way is refused. */
import { describe } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'

/** Builds the error: path of the value (`.user.born`), what was expected there, what came. */
type Refuse = (path: string, expected: string, got: string) => LiveError

/** Deeper values are taken for rings. */
const DEEPEST = 200

/**
 * A copy of JSON values. Properties that are undefined are left out, as JSON does.
 * @throws what `refuse` returns, for dates, maps, functions, NaN and all else that JSON can't carry.
 */
export function jsonCopy(value: unknown, refuse: Refuse, path: string = '', depth = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (depth > DEEPEST) throw refuse(path, 'JSON', 'an object that contains itself')
  if (Array.isArray(value)) {
    return Array.from(value, (item, i) => jsonCopy(item, refuse, `${path}[${i}]`, depth + 1))
  }
  if (!isPlain(value)) throw refuse(path, expectedFor(value), describe(value))
  const copies = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [key, jsonCopy(item, refuse, `${path}.${key}`, depth + 1)])
  return Object.fromEntries(copies) as unknown
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
