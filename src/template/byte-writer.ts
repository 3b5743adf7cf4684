/**
 * Collects a page as UTF-8. Joining a page of a thousand rows as one text costs more than making its
 * rows: the engine keeps all pieces, and flattens and encodes them in the end, far from any cache. So
 * pieces are joined to a few thousand characters and encoded while they are at hand.
 */
import { escapeHtml } from '../base/escape.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const FIRST_SIZE = 65_536
/** Characters that are joined before they are encoded: the fastest of 2,000 to 32,000. */
const PIECE = 8192
/** Buffers of released writers, for the next ones. A page needs two: its content's and its layout's. */
const spares: Uint8Array<ArrayBuffer>[] = []
const MOST_SPARES = 2

/** Fowler-Noll-Vo hash, 32 bits, variant 1a. */
const FNV_OFFSET = 0x811c9dc5 | 0
const FNV_PRIME = 0x01000193

export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer> = spares.pop() ?? new Uint8Array(FIRST_SIZE)
  #at = 0
  #text = ''
  #hash = FNV_OFFSET
  /** Text and digest before the part that is being written; see `begin`. */
  #outerText: string | null = null
  #outerHash = 0

  /** Tells what was written with `value`, `number` and `mix` from anything else. */
  get digest(): number {
    return this.#hash
  }

  /** What was written, until `release`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    this.#encode()
    return this.#bytes.subarray(0, this.#at)
  }

  /** Gives the buffer to the next writer: from now on `bytes` may change. */
  release(): void {
    if (spares.length < MOST_SPARES) spares.push(this.#bytes)
    this.#bytes = new Uint8Array(0)
    this.#at = 0
    this.#text = ''
  }

  /** Starts a part with a digest of its own; parts don't nest. */
  begin(): void {
    this.#outerHash = this.#hash
    this.#hash = FNV_OFFSET
  }

  /** Ends the part and takes its digest, which is returned, into the whole. */
  end(): number {
    const digest = this.#hash
    this.#hash = this.#outerHash
    this.mix(digest)
    return digest
  }

  /** Holds back what was written, so that `held` gets the part alone. */
  hold(): void {
    this.#outerText = this.#text
    this.#text = ''
  }

  /** The part's text since `hold`, which now goes the way of the rest. */
  held(): string {
    const part = this.#text
    // Reading a character makes one flat text of the pieces.
    part.charCodeAt(0)
    this.#text = this.#outerText! + part
    this.#outerText = null
    return part
  }

  /** Takes a number into the digest. */
  mix(number: number): void {
    this.#hash = Math.imul(this.#hash ^ number, FNV_PRIME)
  }

  /** Writes text as it is. */
  raw(text: string): void {
    this.#text += text
    if (this.#text.length > PIECE && this.#outerText === null) this.#encode()
  }

  /** Changes all that was written, in the end. The digest stays: it tells what was meant. */
  rewrite(change: (text: string) => string): void {
    const text = change(decodeText(this.bytes))
    this.#at = 0
    this.raw(text)
  }

  /** Writes what is encoded already. */
  encoded(piece: Uint8Array): void {
    this.#encode()
    if (this.#at + piece.length > this.#bytes.length) this.#grow(piece.length)
    this.#bytes.set(piece, this.#at)
    this.#at += piece.length
  }

  /** Writes a number, and takes it into the digest. */
  number(number: number): void {
    if (Number.isInteger(number)) {
      this.mix(number)
      this.#text += number
    } else this.value(String(number))
  }

  /** Writes text escaped for content and quoted attributes, and takes it into the digest. */
  value(text: string): void {
    const { length } = text
    let hash = this.#hash
    let special = false
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      hash = Math.imul(hash ^ code, FNV_PRIME)
      if (code < 63 && (code === 38 || code === 60 || code === 62 || code === 34 || code === 39)) {
        special = true
      }
    }
    // The length, so that two neighbours can't share a character differently.
    this.#hash = Math.imul(hash ^ length, FNV_PRIME)
    this.#text += special ? escapeHtml(text) : text
  }

  #encode(): void {
    const text = this.#text
    if (text === '') return
    const most = text.length * 3
    if (this.#at + most > this.#bytes.length) this.#grow(most)
    this.#at += encoder.encodeInto(text, this.#bytes.subarray(this.#at)).written
    this.#text = ''
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
