/**
 * How much memory a body may take when it is read: as JSON, as a form, as a list of lines. Whatever its type says, since a
 * handler may read it as anything. Pure.
 */

import { isBlank, JSON_BYTES, NumberedPlaces, unescapedName } from '../base/heap-size.ts'

/** A byte, as a character of a text with others that are not Latin. */
const CHARACTER = 2
const { object, pair, entry } = JSON_BYTES
/** A name and a value of `URLSearchParams`, measured in V8: 46. */
const FIELD = 50
/** A quarter of a file of a form: it has four lines at least, and a `File` takes 840 bytes, measured in V8. */
const LINE = 250

/** Beside its bytes: a name may begin or end with it. */
const LOOKED_AT = 1 << 16

const others = tableOf({ '{': object, '[': object, ':': pair, ',': entry, '&': FIELD })
const forms = tableOf({ '{': object, '[': object, ':': pair, ',': entry, '&': FIELD, '\n': LINE })

/** What each byte adds. */
function tableOf(signs: Readonly<Record<string, number>>): Int32Array {
  const table = new Int32Array(256).fill(CHARACTER)
  for (const [sign, bytes] of Object.entries(signs)) table[sign.charCodeAt(0)]! += bytes
  for (const sign of '"{') table[sign.charCodeAt(0)]! += LOOKED_AT
  return table
}

/** A body that comes in pieces. */
export interface BodyWeight {
  /** @returns by how many estimated bytes it is more with this piece. */
  add(piece: Uint8Array): number
  /** Estimated bytes that copies of its objects take for names that are numbers; see {@link NumberedPlaces}. */
  readonly numbered: number
}

export function bodyWeight(contentType: string): BodyWeight {
  const table = /^\s*multipart\//i.test(contentType) ? forms : others
  const names = new NumberedNames()
  return {
    get numbered() {
      return names.bytes
    },
    add: (piece) => {
      const { length } = piece
      let bytes = 0
      let isOutside = names.state === OUTSIDE
      for (let at = 0; at < length; at++) {
        const byte = piece[at]!
        const more = table[byte]!
        bytes += more & (LOOKED_AT - 1)
        // Most bytes are neither: each nanosecond counts for all of them.
        if (isOutside && more < LOOKED_AT) continue
        names.read(byte)
        isOutside = names.state === OUTSIDE
      }
      return bytes
    },
  }
}

const QUOTE = 34
const COLON = 58
const BACKSLASH = 92
const BRACE = 123
const U = 117
/** The longest name that counts, with each of its digits as `\\u0039`. */
const LONGEST = 24
/** What was read last: something else, the beginning of a text, a text that may be such a name. */
const OUTSIDE = 0
const INSIDE = 1
const BEHIND = 2

/**
 * Finds names that are numbers in JSON that comes byte by byte. It does not tell texts from what stands between them: a
 * brace in a text makes the estimate larger, nothing makes it smaller.
 */
class NumberedNames {
  state: typeof OUTSIDE | typeof INSIDE | typeof BEHIND = OUTSIDE
  bytes = 0
  #places: NumberedPlaces | null = null
  #text = ''

  read(byte: number): void {
    if (this.state === INSIDE) return this.#inside(byte)
    if (this.state === BEHIND && byte !== QUOTE) {
      if (byte === COLON) this.#count()
      if (isBlank(byte)) return
    }
    this.state = OUTSIDE
    if (byte === BRACE) this.#places = null
    else if (byte === QUOTE) {
      this.#text = ''
      this.state = INSIDE
    }
  }

  #inside(byte: number): void {
    if (byte === QUOTE) {
      // An empty text ends where the next may begin.
      this.state = this.#text === '' ? INSIDE : BEHIND
    } else if (this.#text.length < LONGEST && isOfNumber(byte)) {
      this.#text += String.fromCharCode(byte)
    } else this.state = OUTSIDE
  }

  #count(): void {
    this.bytes += (this.#places ??= new NumberedPlaces()).add(unescapedName(this.#text))
  }
}

/** A digit, or part of an escape for one. */
function isOfNumber(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || byte === BACKSLASH || byte === U
}
