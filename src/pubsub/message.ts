/**
 * What topics carry, as text. JSON where that is enough; dates, maps, sets, big integers, undefined in
 * lists, and cycles in devalue's form behind a mark that no JSON text begins with.
 */
import { parse, stringify } from 'devalue'
import { describe, fail } from '../base/errors.ts'

const MARK = '~'

/** @throws LiveError E_MESSAGE_VALUE for what can't be carried, such as functions and own classes. */
export function encodeMessage(message: unknown): string {
  if (isJson(message, 0)) return JSON.stringify(message) ?? 'null'
  try {
    return MARK + stringify(message)
  } catch (error) {
    const { path = '', value } = error as { path?: string; value?: unknown }
    throw fail('E_MESSAGE_VALUE', path.replace(/^\./, '') || 'the message', describe(value))
  }
}

/** @throws SyntaxError for a text that is no message. */
export function decodeMessage(text: string): unknown {
  return text.startsWith(MARK) ? parse(text.slice(MARK.length)) : JSON.parse(text)
}

/** Deeper ones are left to devalue, which finds cycles. */
const DEEPEST = 50

/** True when JSON gives back what it was given. */
function isJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      break
    default:
      return false
  }
  if (value === null) return true
  if (depth > DEEPEST) return false
  if (Array.isArray(value)) return value.every((one) => isJson(one, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  for (const key in value) {
    const one = (value as Record<string, unknown>)[key]
    // A property that is undefined is none, as in JSON.
    if (one !== undefined && !isJson(one, depth + 1)) return false
  }
  return true
}
