/** How much memory JSON takes when it is parsed: up to 28 times its text. Pure. */

/** Bytes of memory from which what waits is counted: an event, a message. Smaller ones are bounded by their number. */
export const LARGE = 1024

/**
 * Bytes of an object or array, of a key with its value, of an entry: measured in V8 for the worst of each, `{}`,
 * `{"a1":1}` with ever new keys, and `1`.
 */
const OBJECT = 56
const PAIR = 110
const ENTRY = 8

const QUOTE = 34
const COMMA = 44
const COLON = 58
const BRACKET = 91
const BACKSLASH = 92
const BRACE = 123

/** Estimated bytes of what `JSON.parse` makes of a text, with the text itself. */
export function heapBytes(json: string): number {
  let bytes = json.length
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === QUOTE) at = endOfText(json, at + 1)
    else if (code === COMMA) bytes += ENTRY
    else if (code === COLON) bytes += PAIR
    else if (code === BRACE || code === BRACKET) bytes += OBJECT
  }
  return bytes
}

/** Where the quote stands that ends a text which begins at `from`. */
function endOfText(json: string, from: number): number {
  let end = json.indexOf('"', from)
  while (end > 0 && isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end < 0 ? json.length : end
}

function isEscaped(json: string, quote: number): boolean {
  let at = quote - 1
  while (json.charCodeAt(at) === BACKSLASH) at--
  return (quote - at) % 2 === 0
}
