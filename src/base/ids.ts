/**
 * Random names and short hashes. The only room that knows how bytes become printable.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Bytes as URL-safe text, 6 bits a character, without padding (RFC 4648, section 5). */
export function base64url(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil((bytes.length * 4) / 3))
  let length = 0
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 6) {
      bits -= 6
      codes[length++] = alphabet.charCodeAt((held >> bits) & 63)
    }
    held &= (1 << bits) - 1
  }
  if (bits > 0) codes[length] = alphabet.charCodeAt((held << (6 - bits)) & 63)
  // Joined character by character, an id that is kept would take twenty times its bytes.
  return decoder.decode(codes)
}

/** Random bytes are fetched in stock: asking for a few takes as long as asking for many. */
const stock = new Uint8Array(1536)
let used = stock.length

/** A random name that cannot be guessed. Default 15 bytes: 20 characters, 120 bits. */
export function randomId(bytes: number = 15): string {
  if (used + bytes > stock.length) {
    crypto.getRandomValues(stock)
    used = 0
  }
  used += bytes
  return base64url(stock.subarray(used - bytes, used))
}

/** A short content hash: 8 characters, 48 bits of SHA-256. */
export function contentHash(text: string): string {
  return base64url(sha256(encoder.encode(text)).subarray(0, 6))
}

/** What a Content-Security-Policy calls an inline style or script of this text: `'sha256-…'`. */
export function hashSource(text: string): string {
  const hash = base64url(sha256(encoder.encode(text)))
    .replaceAll('-', '+')
    .replaceAll('_', '/')
  return `'sha256-${hash}='`
}

/** Signs texts with one key: HMAC-SHA-256, 128 bits kept, as 22 characters. */
export class TextSigner {
  readonly #keyed: ReturnType<typeof hmac.create>

  /** @param secret any text that only the app knows. */
  constructor(secret: string) {
    this.#keyed = hmac.create(sha256, sha256(encoder.encode(secret)))
  }

  sign(text: string): string {
    // A copy of the keyed state saves hashing the key again, which is half of the work.
    const digest = this.#keyed.clone().update(encoder.encode(text)).digest()
    return base64url(digest.subarray(0, 16))
  }
}

/** Compares two texts in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % b.length)
  return difference === 0
}

/** A first number that no other window's and no earlier one's views come near. */
export function apartFrom(): number {
  return Math.ceil(Math.random() * 1e9)
}
