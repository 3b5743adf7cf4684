/**
 * Hands windows from a server that stops to the next one, by way of their browsers. A browser holds the state of
 * its window sealed with a key of the app's secret. It can't read or change it, and each is taken once, soon, and
 * for the session that it is of.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { StateSealer } from '../base/sealer.ts'
import type { CarriedTopics } from '../audience/carried-topics.ts'
import type { SaidFrame } from '../window/commit-gate.ts'
import type { Topics } from '../pubsub/topics.ts'
import { ON_ITS_WAY_MS } from '../live/instance/carried-view.ts'
import type { CarriedView } from '../live/instance/carried-view.ts'
import type { SharedState } from '../live/shared/shared-instance.ts'
import { KEY_LENGTH } from '../wire/frames.ts'

/** A window's state on its way. */
export interface CarriedWindow {
  window: string
  session: string
  url: string
  /** Number of the last event that was answered. */
  lastEvent: number
  view: CarriedView
  /** Of a view that windows share. Left out: it is the window's own. */
  shared?: SharedState | undefined
  /** Audiences that it is in. Left out: none but its own, its room's, its user's and its session's. */
  topics?: CarriedTopics | undefined
  /** Calls beside the view that have lower numbers and no answer. Left out: none. */
  calls?: number[] | undefined
  /** Frames that a browser may not have, and no render says again. Left out: none. */
  said?: SaidFrame[] | undefined
}

const MARK = 'carried:'
/** The topic on which all processes hear what was taken. */
const TAKEN = 'carried'

export class CarryOver {
  readonly #topics: Topics
  readonly #sealer: StateSealer
  readonly #clock: Clock
  /** Names of states that were taken, and when that is forgotten. */
  readonly #taken = new Map<string, number>()
  readonly #hearer = { hear: (name: string) => this.#note(name) }

  /** @param topics the app's: processes tell each other what was taken. */
  constructor(secret: string, clock: Clock, topics: Topics) {
    this.#topics = topics
    this.#clock = clock
    this.#sealer = new StateSealer(secret, 'carried state')
    this.#topics.follow(TAKEN, this.#hearer)
  }

  /** @returns what the browser gives to the next server; undefined for too large a state. */
  async seal(carried: CarriedWindow): Promise<string | undefined> {
    const text = JSON.stringify([randomId(), this.#clock.now(), carried])
    const key = `${MARK}${await this.#sealer.seal(text)}`
    return key.length > KEY_LENGTH ? undefined : key
  }

  /**
   * Opens it, once.
   * @param check is told the state and its name; throws for one that is to be taken elsewhere.
   * @returns undefined for one that is forged, old, taken, or of another session.
   */
  async take(
    key: string,
    session: string,
    check: (carried: CarriedWindow, name: string) => void,
  ): Promise<CarriedWindow | undefined> {
    if (!key.startsWith(MARK)) return undefined
    const opened = await this.#sealer.open(key.slice(MARK.length))
    if (opened === undefined) return undefined
    const [name, at, carried] = JSON.parse(opened) as [string, number, CarriedWindow]
    const isLate = this.#clock.now() - at > ON_ITS_WAY_MS
    if (isLate || carried.session !== session || this.#taken.has(name)) return undefined
    check(carried, name)
    this.#note(name)
    await this.#topics.publish(TAKEN, name)
    return carried
  }

  close(): void {
    this.#topics.unsubscribe(TAKEN, this.#hearer)
  }

  #note(name: string): void {
    const now = elapsed(this.#clock)
    for (const [old, end] of this.#taken) if (end < now) this.#taken.delete(old)
    this.#taken.set(name, now + ON_ITS_WAY_MS)
  }
}
