/**
 * Texts that only who has a secret can read or change: AES-256-GCM (NIST SP 800-38D), the nonce in front, in base64url.
 */
import { base64url } from './ids.ts'

const NAME = 'AES-GCM'
const IV_BYTES = 12

export class StateSealer {
  readonly #key: Promise<CryptoKey>

  /** @param purpose another one makes another key of the same secret. */
  constructor(secret: string, purpose: string) {
    this.#key = keyOf(`${purpose} ${secret}`)
  }

  /** @param place it opens only with the same one. */
  async seal(text: string, place: string = ''): Promise<string> {
    const encoder = new TextEncoder()
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
    const options = { name: NAME, iv, additionalData: encoder.encode(place) }
    const sealed = await crypto.subtle.encrypt(options, await this.#key, encoder.encode(text))
    return `${base64url(iv)}${base64url(new Uint8Array(sealed))}`
  }

  /** @returns undefined for what was not made with this secret, or was changed. */
  async open(text: string, place: string = ''): Promise<string | undefined> {
    try {
      const bytes = fromBase64(text)
      const iv = bytes.subarray(0, IV_BYTES)
      const options = { name: NAME, iv, additionalData: new TextEncoder().encode(place) }
      const sealed = bytes.subarray(IV_BYTES)
      const plain = await crypto.subtle.decrypt(options, await this.#key, sealed)
      return new TextDecoder().decode(plain)
    } catch {
      // Not made with this secret: as good as none.
      return undefined
    }
  }
}

async function keyOf(text: string): Promise<CryptoKey> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return crypto.subtle.importKey('raw', hash, NAME, false, ['encrypt', 'decrypt'])
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}
