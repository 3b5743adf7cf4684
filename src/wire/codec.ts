/**
 * Frames to text and back. `decode` trusts nothing: whatever it returns has the shape of its type.
 */
import { ADDRESS_LENGTH } from '../base/destination.ts'
import { fail } from '../base/errors.ts'
import { checkJson } from '../base/json-value.ts'
import { Called, FromBrowser, KEY_LENGTH } from './frames.ts'
import type { BrowserFrame, ServerFrame } from './frames.ts'

/**
 * Turns a frame into the text that crosses the network.
 * @throws LiveError E_JSON_VALUE for what JSON can't carry.
 */
export function encode(frame: ServerFrame | BrowserFrame): string {
  try {
    return JSON.stringify(frame)
  } catch (error) {
    checkJson(frame.at(-1), 'A frame')
    throw error
  }
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isName = (value: unknown): boolean => typeof value === 'string' && value.length <= 200
const isOptional = (check: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || value === null || check(value)
const isPlain = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= 10_000 && value.every(isName)
const isFlag = (value: unknown): boolean => value === 0 || value === 1
/** A path with query, of this site. */
const isAddress = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= ADDRESS_LENGTH && /^\/(?![/\\])/.test(value)
const kinds: readonly unknown[] = Object.values(Called)
const isKind = (value: unknown): boolean => kinds.includes(value)
/** A resume key, or a window's sealed state in its place. */
const isKey = (value: unknown): boolean => typeof value === 'string' && value.length <= KEY_LENGTH
/** A page token has the page's address, of which JSON may write each character as two, in base64. */
const TOKEN_LENGTH = 3 * ADDRESS_LENGTH
const isToken = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= TOKEN_LENGTH

/** The elements that must follow each opcode. */
const shapes: Record<number, ((value: unknown) => boolean)[]> = {
  [FromBrowser.JOIN]: [
    isCount,
    isToken,
    isOptional(isKey),
    isOptional(isCount),
    isOptional(isNames),
    isOptional(isAddress),
  ],
  [FromBrowser.EVENT]: [
    isCount,
    isCount,
    isName,
    isOptional(isPlain),
    isOptional(isCount),
    isOptional(isFlag),
  ],
  [FromBrowser.ACK]: [isCount],
  [FromBrowser.PING]: [],
  [FromBrowser.HEAL]: [isCount],
  [FromBrowser.NAVIGATE]: [isCount, isCount, isAddress, isFlag],
  [FromBrowser.CALL]: [isCount, isCount, isKind, isName, isOptional(isPlain)],
}

/**
 * Reads a frame from a browser.
 * @throws LiveError E_FRAME_MALFORMED when the text is not JSON, not a known frame, or names
 * `__proto__` anywhere.
 */
export function decode(text: string): BrowserFrame {
  const frame = parse(text)
  if (!Array.isArray(frame)) throw fail('E_FRAME_MALFORMED', 'a JSON array')
  const shape = typeof frame[0] === 'number' ? shapes[frame[0]] : undefined
  if (shape === undefined) throw fail('E_FRAME_MALFORMED', 'an opcode from 0 to 6')
  if (frame.length > shape.length + 1 || !shape.every((fits, i) => fits(frame[i + 1]))) {
    throw fail('E_FRAME_MALFORMED', `the elements of a frame with opcode ${frame[0]}`)
  }
  return frame as BrowserFrame
}

function parse(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw fail('E_FRAME_MALFORMED', 'JSON')
  }
  // A backslash may spell the name in escapes, so only then the parsed value is searched.
  if ((text.includes('__proto__') || text.includes('\\u')) && namesPrototype(value)) {
    throw fail('E_FRAME_MALFORMED', 'no key named __proto__')
  }
  return value
}

function namesPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Object.hasOwn(value, '__proto__')) return true
  return Object.values(value).some(namesPrototype)
}
