/**
 * Puts views away that nothing came for in `limits.hibernateMs`: their values into the app's store, until something
 * comes. See live/instance/put-away.ts.
 */
import { elapsed } from '../base/clock.ts'
import { detach } from '../base/detach.ts'
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { Wait } from '../base/wait.ts'
import { Instance } from '../live/instance/instance.ts'
import { hibernate } from '../live/instance/hibernate.ts'
import type { Fetch } from '../live/instance/put-away.ts'
import type { LiveViewClass } from '../live/view/live-view.ts'
import { GroupCommit } from '../stores/group-commit.ts'
import type { Window } from '../window/window.ts'
import type { Page } from './page.ts'
import type { Settings } from './settings.ts'

/** Views that are put away together; others are heard in between. */
const BATCH = 8

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
  /** What the texts of windows are called in the store. */
  readonly #names = new WeakMap<Window, string>()
  #commits: GroupCommit | null = null
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
  async #keep(page: OwnPage, state: string): Promise<Fetch> {
    const { window, instance } = page
    const { clock, limits, durability } = this.#settings
    const { store } = durability
    const after = this.#names.has(window) ? 1 : 0
    const name = this.#nameOf(page)
    const expiresAt = clock.now() + limits.stateMs
    const standing = { after, epoch: 1, revision: 1, lastEvent: 0 }
    const outcome = await new Promise((resolve) =>
      this.#group().add(instance, { window: name, ...standing, state, expiresAt }, resolve),
    )
    if (outcome !== 'stored') throw fail('E_STORE', store.name)
    return () => this.#fetch(page, name)
  }

  async #fetch(page: Page, name: string): Promise<string> {
    const { clock, limits, durability } = this.#settings
    const { store } = durability
    const stored = await new Wait(store.load(name), clock, limits.storeMs).over.catch(() => {
      throw fail('E_STORE', store.name)
    })
    if (stored !== undefined) return stored.state
    const gone = fail('E_MOVED')
    this.#end(page, gone)
    throw gone
  }

  /** A name of this process's: the window may have been another's before. */
  #nameOf(page: Page): string {
    const { window } = page
    const known = this.#names.get(window)
    if (known !== undefined) return known
    const name = `${window.id}.${randomId(6)}`
    this.#names.set(window, name)
    const { durability, logger, clock, services } = this.#settings
    const forget = (): void =>
      detach(durability.store.delete(name, 1), logger, 'a view that hibernated was not deleted')
    const close = (): void => {
      const { instance } = page
      const hasLastWord =
        instance instanceof Instance && instance.away !== null && instance.view.disconnect
      if (hasLastWord) clock.after(services.leaveMs, forget)
      else forget()
    }
    window.onClose(close, { ties: false })
    return name
  }

  #group(): GroupCommit {
    const { clock, limits, durability, logger } = this.#settings
    const { store } = durability
    const report = (error: unknown): void =>
      logger.error({ store: store.name, error }, 'views that hibernate were not stored')
    return (this.#commits ??= new GroupCommit(store, clock, limits.storeMs, report))
  }
}
