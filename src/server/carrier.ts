/**
 * Hands windows from a server that stops to the next one, by way of their browsers. A browser holds the state of
 * its window sealed: AES-256-GCM (NIST SP 800-38D) with a key of the app's secret. It can't read or change it,
 * and each is taken once, soon, and for the session that it is of.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { base64url, randomId } from '../base/ids.ts'
import type { CarriedTopics } from '../audience/carried-topics.ts'
import type { Topics } from '../pubsub/topics.ts'
import type { CarriedView } from '../live/instance/carried-view.ts'
import { KEY_LENGTH } from '../wire/frames.ts'

/** A window's state on its way. */
export interface CarriedWindow {
  window: string
  session: string
  url: string
  /** Number of the last event that was answered. */
  lastEvent: number
  view: CarriedView
  /** Audiences that it is in. Left out: none but its own, its room's, its user's and its session's. */
  topics?: CarriedTopics | undefined
  /** Calls beside the view that have lower numbers and no answer. Left out: none. */
  calls?: number[] | undefined
}

/** How long a state may be on its way, in milliseconds. */
const ON_ITS_WAY_MS = 300_000
const MARK = 'carried:'
const IV_BYTES = 12
/** The topic on which all processes hear what was taken. */
const TAKEN = 'carried'

export class CarryOver {
  readonly #topics: Topics
  readonly #key: Promise<CryptoKey>
  readonly #clock: Clock
  /** Names of states that were taken, and when that is forgotten. */
  readonly #taken = new Map<string, number>()
  readonly #hearer = { hear: (name: string) => this.#note(name) }

  /** @param topics the app's: processes tell each other what was taken. */
  constructor(secret: string, clock: Clock, topics: Topics) {
    this.#topics = topics
    this.#clock = clock
    this.#key = keyOf(secret)
    this.#topics.follow(TAKEN, this.#hearer)
  }

  /** @returns what the browser gives to the next server; undefined for too large a state. */
  async seal(carried: CarriedWindow): Promise<string | undefined> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
    const text = JSON.stringify([randomId(), this.#clock.now(), carried])
    const bytes = new TextEncoder().encode(text)
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await this.#key, bytes)
    const key = `${MARK}${base64url(iv)}${base64url(new Uint8Array(sealed))}`
    return key.length > KEY_LENGTH ? undefined : key
  }

  /**
   * Opens it, once.
   * @param check throws for one that is to be taken elsewhere.
   * @returns undefined for one that is forged, old, taken, or of another session.
   */
  async take(
    key: string,
    session: string,
    check: (carried: CarriedWindow) => void,
  ): Promise<CarriedWindow | undefined> {
    if (!key.startsWith(MARK)) return undefined
    const opened = await this.#open(key.slice(MARK.length))
    if (opened === undefined) return undefined
    const [name, at, carried] = opened
    const isLate = this.#clock.now() - at > ON_ITS_WAY_MS
    if (isLate || carried.session !== session || this.#taken.has(name)) return undefined
    check(carried)
    this.#note(name)
    await this.#topics.publish(TAKEN, name)
    return carried
  }

  close(): void {
    this.#topics.unsubscribe(TAKEN, this.#hearer)
  }

  async #open(text: string): Promise<[string, number, CarriedWindow] | undefined> {
    try {
      const bytes = fromBase64(text)
      const iv = bytes.subarray(0, IV_BYTES)
      const name = 'AES-GCM'
      const sealed = bytes.subarray(IV_BYTES)
      const plain = await crypto.subtle.decrypt({ name, iv }, await this.#key, sealed)
      return JSON.parse(new TextDecoder().decode(plain)) as [string, number, CarriedWindow]
    } catch {
      // Not made with this secret: as good as none.
      return undefined
    }
  }

  #note(name: string): void {
    const now = elapsed(this.#clock)
    for (const [old, end] of this.#taken) if (end < now) this.#taken.delete(old)
    this.#taken.set(name, now + ON_ITS_WAY_MS)
  }
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(`carried state ${secret}`)
  const hash = await crypto.subtle.digest('SHA-256', bytes)
  return crypto.subtle.importKey('raw', hash, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}
