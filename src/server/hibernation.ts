/**
 * Puts views away that nothing came for in `limits.hibernateMs`: their values into the app's store, until something
 * comes: then live/instance/instance.ts calls `back` of live/instance/put-away.ts.
 */
import { elapsed } from '../base/clock.ts'
import { detach } from '../base/detach.ts'
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { Instance } from '../live/instance/instance.ts'
import { hibernate } from '../live/instance/hibernate.ts'
import type { Keeper, KeptText } from '../live/instance/put-away.ts'
import type { LiveViewClass } from '../live/view/live-view.ts'
import type { Page } from './page.ts'
import type { Settings } from './settings.ts'

/** Views that are put away together; others are heard in between. */
const BATCH = 8

/** Of what is stored: no other process writes it. */
const EPOCH = 1

/** How far a view was when it was looked at, and since when it is. */
interface Seen {
  posted: number
  since: number
}

/** A page whose view may be put away. */
type OwnPage = Page & { instance: Instance }

export class Hibernation {
  readonly #settings: Settings
  readonly #end: (page: Page, error: LiveError) => void
  readonly #seen = new WeakMap<Instance, Seen>()
  /** Classes of which it was said that a view keeps its fields. */
  readonly #said = new WeakSet<object>()
  #isBusy = false

  /** @param end ends a page whose values are gone. */
  constructor(settings: Settings, end: (page: Page, error: LiveError) => void) {
    this.#settings = settings
    this.#end = end
  }

  /** Puts away what was idle for long enough. */
  look(pages: Iterable<Page>): void {
    const { clock, limits, logger } = this.#settings
    if (limits.hibernateMs === Infinity || this.#isBusy) return
    const now = elapsed(clock)
    const idle = [...pages].filter((page): page is OwnPage => this.#isIdle(page, now))
    if (idle.length === 0) return
    this.#isBusy = true
    const over = this.#putAway(idle).finally(() => (this.#isBusy = false))
    detach(over, logger, 'views do not hibernate')
  }

  #isIdle({ instance, route, moving }: Page, now: number): boolean {
    if (!(instance instanceof Instance) || moving !== null || instance.away !== null) return false
    if ((route.view as LiveViewClass).carry === false) return false
    const { posted } = instance
    const seen = this.#seen.get(instance)
    if (seen?.posted === posted) return now - seen.since >= this.#settings.limits.hibernateMs
    this.#seen.set(instance, { posted, since: now })
    return false
  }

  async #putAway(idle: readonly OwnPage[]): Promise<void> {
    for (let i = 0; i < idle.length; i += BATCH) {
      const batch = idle.slice(i, i + BATCH).map(async (page) => {
        const { instance } = page
        await hibernate(instance, this.#keeperOf(page))
        // That posted something itself.
        this.#seen.set(instance, { posted: instance.posted, since: elapsed(this.#settings.clock) })
      })
      await Promise.all(batch)
      await new Promise((resolve) => setTimeout(resolve))
    }
  }

  #keeperOf(page: OwnPage): Keeper {
    const { limits, logger } = this.#settings
    return {
      most: limits.stateBytes,
      keep: (text) => this.#keep(page, text),
      stays: (reason) => {
        const { view } = page.route
        if (this.#said.has(view)) return
        this.#said.add(view)
        logger.warn({ view: view.name, reason }, 'views of this class hibernate with their fields')
      },
    }
  }

  /** @throws LiveError E_WAKE. */
  async #keep(page: OwnPage, state: string): Promise<KeptText> {
    const { clock, limits, durability } = this.#settings
    // Another one each time: what is left of the last is nothing to this one.
    const name = `${page.window.id}.${randomId(6)}`
    const expiresAt = clock.now() + limits.stateMs
    const standing = { after: 0, epoch: EPOCH, revision: 1, lastEvent: 0 }
    const stored = { window: name, ...standing, state, expiresAt }
    const outcome = await new Promise((resolve) =>
      durability.commits.add(page.instance, stored, resolve),
    )
    if (outcome !== 'stored') throw fail('E_WAKE')
    return this.#textOf(page, name)
  }

  /** Apart from what has the text itself, which would stay in memory. */
  #textOf(page: Page, name: string): KeptText {
    const { durability } = this.#settings
    return {
      read: () => this.#read(page, name),
      forget: () => durability.delete({ id: name }, EPOCH),
    }
  }

  async #read(page: Page, name: string): Promise<string> {
    const { durability } = this.#settings
    const gone = fail('E_WAKE')
    const stored = await durability.read(name).catch(() => {
      throw gone
    })
    if (stored !== undefined) return stored.state
    if (!page.window.closed) this.#end(page, fail('E_MOVED'))
    throw gone
  }
}
