/** How much memory JSON takes when it is parsed: up to 28 times its text. Pure. */

/** Bytes of memory from which what waits is counted: an event, a message. Smaller ones are bounded by their number. */
export const LARGE = 1024

/**
 * Bytes of an object or array, of a key with its value, of an entry: measured in V8 for the worst of each, `{}`,
 * `{"a1":1}` with ever new keys, and `1`.
 */
export const JSON_BYTES = { object: 56, pair: 110, entry: 8 } as const
const { object: OBJECT, pair: PAIR, entry: ENTRY } = JSON_BYTES

/** Bytes of a place in an object that has numbers for names. */
const PLACE = 8
/**
 * Copied name by name, as `{...row}` does, an object has places for all numbers up to its largest and half as many more:
 * V8's elements, which grow over gaps of 1,024. So far one such name reaches, two of them, and more.
 */
const REACHES = [1024, 2600, 5000] as const

/** What the names of one object that are numbers take in a copy of it. */
export class NumberedPlaces {
  #count = 0
  /** The largest number within each reach. */
  readonly #largest = [0, 0, 0]
  bytes = 0

  /** @returns by how many bytes it is more with this name. */
  add(name: string): number {
    if (name.length > 4 || !/^(0|[1-9]\d*)$/.test(name)) return 0
    const index = Number(name)
    for (const [i, reach] of REACHES.entries()) {
      if (index <= reach) this.#largest[i] = Math.max(this.#largest[i]!, index)
    }
    this.#count = Math.min(REACHES.length, this.#count + 1)
    const bytes = PLACE * (1.5 * this.#largest[this.#count - 1]! + 16)
    const more = Math.max(0, bytes - this.bytes)
    this.bytes += more
    return more
  }
}

const QUOTE = 34
const COMMA = 44
const COLON = 58
const BRACKET = 91
const BACKSLASH = 92
const BRACE = 123
const BRACE_END = 125

/** Estimated bytes of what `JSON.parse` makes of a text, with the text itself, or of a copy of that. */
export function heapBytes(json: string): number {
  let bytes = json.length
  // Of the objects that are open: what their names that are numbers have counted for.
  const open: (NumberedPlaces | null)[] = []
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === QUOTE) {
      const end = endOfText(json, at + 1)
      const name = end - at <= LONGEST ? numberedName(json, at, end) : ''
      if (name !== '' && open.length > 0) {
        bytes += (open[open.length - 1] ??= new NumberedPlaces()).add(name)
      }
      at = end
    } else if (code === COMMA) bytes += ENTRY
    else if (code === COLON) bytes += PAIR
    else if (code === BRACKET) bytes += OBJECT
    else if (code === BRACE) {
      bytes += OBJECT
      open.push(null)
    } else if (code === BRACE_END) open.pop()
  }
  return bytes
}

/** Letters of a name that may be such a number, each written as an escape, with a quote. */
const LONGEST = 4 * '\\u0039'.length + 1
const isDigit = (code: number): boolean => code >= 48 && code <= 57
/** A blank of JSON, by its code. */
export const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

/** A name of JSON with its escapes of letters read: `\\u0039` is 9. */
export function unescapedName(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

/** The text between two quotes where it is a name and may be a number, however it is written; else "". */
function numberedName(json: string, quote: number, end: number): string {
  const first = json.charCodeAt(quote + 1)
  if (!isDigit(first) && first !== BACKSLASH) return ''
  let after = end + 1
  while (isBlank(json.charCodeAt(after))) after++
  if (json.charCodeAt(after) !== COLON) return ''
  return unescapedName(json.slice(quote + 1, end))
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
