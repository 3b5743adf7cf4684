/**
 * Collects a page as UTF-8. Joining a page of a thousand rows from strings costs more than making them:
 * the engine keeps the pieces, and flattens and encodes them in the end. Here each value is escaped,
 * hashed and encoded in one pass over its characters, and each static text is encoded once per template.
 */
const encoder = new TextEncoder()
const decoder = new TextDecoder()
/** Static texts up to this length are copied faster by a loop than by a call. */
const SHORT = 16
/** Numbers below this are written digit by digit: they fit 32 bits. */
const MOST_DIGITS = 1e9
const DIGITS = 9
/** A character's longest form: `&#34;`, `&amp;`. */
const WIDEST = 5

const entities: Record<number, Uint8Array> = {}
for (const [char, entity] of [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
] as const) {
  entities[char.charCodeAt(0)] = encoder.encode(entity)
}

/** Fowler-Noll-Vo hash, 32 bits, variant 1a. */
const FNV_OFFSET = 0x811c9dc5 | 0
const FNV_PRIME = 0x01000193

const FIRST_SIZE = 65_536
/** Buffers of released writers, for the next ones. A page needs two: its content's and its layout's. */
const spares: Uint8Array<ArrayBuffer>[] = []
const MOST_SPARES = 2

export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer> = spares.pop() ?? new Uint8Array(FIRST_SIZE)
  #at = 0
  #hash = FNV_OFFSET

  /** Tells what was written with `value` and `mix` from anything else. */
  get digest(): number {
    return this.#hash
  }

  /** What was written, until `release`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at)
  }

  /** Gives the buffer to the next writer: from now on `bytes` may change. */
  release(): void {
    if (spares.length < MOST_SPARES) spares.push(this.#bytes)
    this.#bytes = new Uint8Array(0)
    this.#at = 0
  }

  /** Takes a number into the digest. */
  mix(number: number): void {
    this.#hash = Math.imul(this.#hash ^ number, FNV_PRIME)
  }

  /** Writes encoded text. */
  chunk(chunk: Uint8Array): void {
    const { length } = chunk
    const at = this.#at
    if (at + length > this.#bytes.length) this.#grow(length)
    const bytes = this.#bytes
    if (length > SHORT) bytes.set(chunk, at)
    else for (let i = 0; i < length; i++) bytes[at + i] = chunk[i]!
    this.#at = at + length
  }

  /** Writes a number, and takes it into the digest. */
  number(number: number): void {
    if (!(number >= 0 && number < MOST_DIGITS && Number.isInteger(number))) {
      return this.value(String(number))
    }
    this.mix(number)
    if (this.#at + DIGITS > this.#bytes.length) this.#grow(DIGITS)
    const bytes = this.#bytes
    let end = this.#at + 1
    for (let rest = number; rest >= 10; rest = (rest / 10) | 0) end++
    this.#at = end
    let left = number
    do {
      const tenth = (left / 10) | 0
      bytes[--end] = 48 + left - tenth * 10
      left = tenth
    } while (left > 0)
  }

  /** Writes text as it is. */
  raw(text: string): void {
    const most = text.length * 3
    if (this.#at + most > this.#bytes.length) this.#grow(most)
    this.#at += encoder.encodeInto(text, this.#bytes.subarray(this.#at)).written
  }

  /** Writes text escaped for content and quoted attributes, and takes it into the digest. */
  value(text: string): void {
    const { length } = text
    if (this.#at + length * WIDEST > this.#bytes.length) this.#grow(length * WIDEST)
    const bytes = this.#bytes
    let at = this.#at
    let hash = this.#hash
    for (let i = 0; i < length; i++) {
      let code = text.charCodeAt(i)
      hash = Math.imul(hash ^ code, FNV_PRIME)
      if (code < 0x80) {
        const entity = code < 63 ? entities[code] : undefined
        if (entity === undefined) bytes[at++] = code
        else for (let k = 0; k < entity.length; k++) bytes[at++] = entity[k]!
      } else if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6)
        bytes[at++] = 0x80 | (code & 63)
      } else {
        if (code >= 0xd800 && code < 0xe000) {
          const whole = text.codePointAt(i)!
          if (whole > 0xffff) {
            i++
            bytes[at++] = 0xf0 | (whole >> 18)
            bytes[at++] = 0x80 | ((whole >> 12) & 63)
            bytes[at++] = 0x80 | ((whole >> 6) & 63)
            bytes[at++] = 0x80 | (whole & 63)
            continue
          }
          // Half of a pair stands for nothing: U+FFFD, as any encoder writes it.
          code = 0xfffd
        }
        bytes[at++] = 0xe0 | (code >> 12)
        bytes[at++] = 0x80 | ((code >> 6) & 63)
        bytes[at++] = 0x80 | (code & 63)
      }
    }
    this.#at = at
    // The length, so that two neighbours can't share a character differently.
    this.#hash = Math.imul(hash ^ length, FNV_PRIME)
  }

  #grow(more: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + more))
    bytes.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = bytes
  }
}

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text)
}

export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}
