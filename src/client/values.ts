/** Tells forms of child values apart; docs/protocol.md lists all. */
import { APPEND } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'

/** True for `{"+": "text"}`. */
export function isAppend(value: Json): value is { [APPEND]: string } {
  return typeof value === 'object' && value !== null && APPEND in value
}

/** True for `[null, firstId, row-or-id…]` with at least one id. */
export function namesRows(value: Json): value is Json[] {
  return (
    Array.isArray(value) &&
    value[0] === null &&
    value.some((row, i) => i > 1 && typeof row === 'number')
  )
}
