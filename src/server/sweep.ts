/**
 * Looks at connected windows from time to time: browsers that fell silent, sessions that ended, views that nothing comes
 * for.
 */
import { elapsed } from '../base/clock.ts'
import type { LiveError } from '../base/errors.ts'
import type { Connection } from './gateway.ts'
import { Hibernation } from './hibernation.ts'
import type { Page } from './page.ts'
import { isOver } from './sessions.ts'
import type { Settings } from './settings.ts'

/** Milliseconds between two looks, at most and at least. */
const SWEEP_MS = 15_000
const LEAST_MS = 10

/** What it looks at. */
interface Swept {
  connections(): readonly Connection[]
  end(page: Page, error: LiveError): void
}

export class Sweep {
  readonly #settings: Settings
  readonly #swept: Swept
  readonly #hibernation: Hibernation
  #cancel: (() => void) | null = null

  constructor(settings: Settings, swept: Swept) {
    this.#settings = settings
    this.#swept = swept
    this.#hibernation = new Hibernation(settings, (page, error) => swept.end(page, error))
  }

  /** There is something to look at. */
  begin(): void {
    const { clock, limits } = this.#settings
    const ms = Math.max(LEAST_MS, Math.min(SWEEP_MS, limits.hibernateMs))
    this.#cancel ??= clock.after(ms, () => this.#look())
  }

  end(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  /** Ends connections whose browsers fell silent or whose sessions ended, for as long as there are any. */
  #look(): void {
    const { clock, limits, revoked } = this.#settings
    const now = elapsed(clock)
    for (const connection of this.#swept.connections()) {
      connection.checkSilence(now, limits.silenceMs)
      const session = connection.page?.instance.request.session
      if (session && (revoked.has(session.id) || isOver(session, this.#settings))) {
        connection.loggedOut()
      }
    }
    const left = this.#swept.connections()
    this.#hibernation.look(left.flatMap(({ page }) => page ?? []))
    this.#cancel = null
    if (left.length > 0) this.begin()
  }
}
