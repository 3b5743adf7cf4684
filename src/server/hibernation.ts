/**
 * Puts views away that nothing came for in `limits.hibernateMs`: their values into the app's store, until something
 * comes. See live/instance/put-away.ts.
 */
import { elapsed } from '../base/clock.ts'
import { detach } from '../base/detach.ts'
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { Instance } from '../live/instance/instance.ts'
import { hibernate } from '../live/instance/hibernate.ts'
import type { KeptText } from '../live/instance/put-away.ts'
import type { LiveViewClass } from '../live/view/live-view.ts'
import type { Window } from '../window/window.ts'
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

/** What the store has of a window. */
interface Kept {
  /** What it is called there; '' for nothing. */
  name: string
}

/** A page whose view may be put away. */
type OwnPage = Page & { instance: Instance }

export class Hibernation {
  readonly #settings: Settings
  readonly #end: (page: Page, error: LiveError) => void
  readonly #seen = new WeakMap<Instance, Seen>()
  readonly #kept = new WeakMap<Window, Kept>()
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
    const { stateBytes } = this.#settings.limits
    for (let i = 0; i < idle.length; i += BATCH) {
      const batch = idle.slice(i, i + BATCH).map(async (page) => {
        const { instance } = page
        await hibernate(instance, (text) => this.#keep(page, text), stateBytes)
        // What that posted was nobody's.
        this.#seen.set(instance, { posted: instance.posted, since: elapsed(this.#settings.clock) })
      })
      await Promise.all(batch)
      await new Promise((resolve) => setTimeout(resolve))
    }
  }

  /** @throws LiveError E_STORE. */
  async #keep(page: OwnPage, state: string): Promise<KeptText> {
    const { window, instance } = page
    const { clock, limits, durability } = this.#settings
    const kept = this.#keptOf(page)
    // Another one each time: what is left of the last is nothing to this one.
    const name = `${window.id}.${randomId(6)}`
    const expiresAt = clock.now() + limits.stateMs
    const standing = { after: 0, epoch: EPOCH, revision: 1, lastEvent: 0 }
    const outcome = await new Promise((resolve) =>
      durability.commits.add(instance, { window: name, ...standing, state, expiresAt }, resolve),
    )
    if (outcome !== 'stored') throw fail('E_STORE', durability.store.name)
    kept.name = name
    // Its window was closed meanwhile.
    if (window.closed) this.#forget(kept)
    return this.#textOf(page, kept)
  }

  /** Apart from what has the text itself, which would stay in memory. */
  #textOf(page: Page, kept: Kept): KeptText {
    const { name } = kept
    return { read: () => this.#read(page, name), forget: () => this.#forget(kept) }
  }

  async #read(page: Page, name: string): Promise<string> {
    const stored = await this.#settings.durability.read(name)
    if (stored !== undefined) return stored.state
    const gone = fail('E_MOVED')
    this.#end(page, gone)
    throw gone
  }

  #forget(kept: Kept): void {
    if (kept.name !== '') this.#settings.durability.delete({ id: kept.name }, EPOCH)
    kept.name = ''
  }

  #keptOf(page: Page): Kept {
    const { window } = page
    const known = this.#kept.get(window)
    if (known !== undefined) return known
    const kept: Kept = { name: '' }
    this.#kept.set(window, kept)
    const { clock, services } = this.#settings
    const close = (): void => {
      const { instance } = page
      const hasLastWord =
        instance instanceof Instance && instance.away !== null && instance.view.disconnect
      if (hasLastWord) clock.after(services.leaveMs, () => this.#forget(kept))
      else this.#forget(kept)
    }
    window.onClose(close, { ties: false })
    return kept
  }
}
