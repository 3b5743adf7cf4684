/**
 * What windows hold in memory. Connected ones are measured when much has come or gone for them: apart from their
 * events, one at a time, on the account of their visitor. A window over its own limit ends. Over the limit of an
 * address or a user, one of their own windows ends.
 */
import { elapsed } from '../base/clock.ts'
import { attempt } from '../base/detach.ts'
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { HeldMemory } from '../base/held-memory.ts'
import { networkOf } from '../base/network.ts'
import { heldFor } from '../live/instance/held-parts.ts'
import type { Measured } from '../live/instance/held-parts.ts'
import { WorkerView } from '../live/worker/worker-view.ts'
import type { Account, MemoryWatch } from '../window/account.ts'
import type { ParkedShare } from '../window/parked-pages.ts'
import type { HeavyWindow } from './heap-guard.ts'
import type { Settings } from './settings.ts'
import type { Page } from './page.ts'

/** Estimated bytes of a waiting page beside its views' memory: 2 KB. */
const PAGE_BYTES = 2048
/** What a window counts for that has too many values to look at. */
const TOO_MANY = 1024 * 1024 * 1024
/** Milliseconds until a window is measured, and at least so many times what the one before took. */
const LATER_MS = 10
const REST = 10
/** Other windows that are asked whether they hold the same. */
const OTHERS = 2

/** The windows of the process. */
interface OpenWindows {
  /** By the window's id; undefined for one that is gone. */
  find(id: string): Page | undefined
  /** All of them: those that are connected first. */
  all(): Iterable<Page>
  end(page: Page, error: LiveError): void
}

export class WindowMemory implements MemoryWatch {
  readonly #settings: Settings
  readonly #windows: OpenWindows
  readonly #memory = new HeldMemory()
  /** To be measured. */
  readonly #noted = new Map<string, Account>()
  #isPlanned = false

  constructor(settings: Settings, windows: OpenWindows) {
    this.#settings = settings
    this.#windows = windows
    settings.heap.windows = () => this.#heavy()
  }

  /** What a page takes beside `bytes`, for whom. @param most where the count ends. */
  shareOf({ window, instance }: Page, bytes: number, what: Measured, most: number): ParkedShare {
    const { address, user } = instance.request
    const how = { sampled: what === 'sample' }
    const held = this.#memory.of(window.id, heldFor(window, what), most, how)
    const { id = '' } = (user ?? {}) as { id?: unknown }
    const all = PAGE_BYTES + bytes + held + heldInThread(instance)
    return { bytes: all, network: networkOf(address), user: String(id) }
  }

  /** Measures a view before it receives anything large: what it holds then is the app's, and counts for no visitor. */
  expects(account: Account): void {
    const page = this.#windows.find(account.id)
    if (page === undefined || account.measuredView === page.instance) return
    this.#look(page, () => this.#measure(account, page))
  }

  grew(account: Account): void {
    this.#noted.set(account.id, account)
    this.#plan(LATER_MS)
  }

  /** Who may hold too much is measured at once: more of it might come before its turn. */
  charged(account: Account): void {
    if (this.#excess(account) === undefined) return
    this.#noted.delete(account.id)
    queueMicrotask(() =>
      attempt(() => this.#see(account), this.#settings.logger, 'a window was not measured'),
    )
  }

  #plan(ms: number): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    this.#settings.clock.after(ms, () => {
      this.#isPlanned = false
      const took = this.#next()
      if (this.#noted.size > 0) this.#plan(Math.max(LATER_MS, REST * took))
    })
  }

  /** Measures the window that waits longest. @returns how long that took, in milliseconds. */
  #next(): number {
    const [account] = this.#noted.values()
    this.#noted.delete(account!.id)
    return this.#see(account!)
  }

  /** Measures a window, and ends the one that is too much. @returns how long that took. */
  #see(account: Account): number {
    const page = this.#windows.find(account.id)
    if (page === undefined) return 0
    let took = 0
    this.#look(page, () => {
      const { clock } = this.#settings
      const began = elapsed(clock)
      this.#measure(account, page)
      this.#check(account)
      took = elapsed(clock) - began
      account.spent(took)
    })
    return took
  }

  /** A view in a thread is looked at there first. */
  #look({ instance }: Page, measure: () => void): void {
    if (!(instance instanceof WorkerView)) return measure()
    instance.measure(() => attempt(measure, this.#settings.logger, 'a window was not measured'))
  }

  #measure(account: Account, { window, instance }: Page): void {
    const held = this.#memory.of(window.id, heldFor(window, 'all'), TOO_MANY)
    account.holds(held + heldInThread(instance) + window.outbox.bytes, instance)
  }

  /** Ends the window that is too much, if one is; the others of its visitor follow while they are. */
  #check(account: Account): void {
    const largest = this.#excess(account)
    if (largest === undefined) return
    const page = this.#windows.find(largest)
    if (page?.window.account == null) return
    if (page.instance instanceof WorkerView && largest !== account.id) {
      this.#see(page.window.account)
      return
    }
    this.#findShared(page)
    this.#measure(page.window.account, page)
    if (this.#excess(account) !== largest) return this.grew(account)
    const { bytes } = page.window.account
    const { address, user } = page.instance.request
    const { logger } = this.#settings
    const view = page.route.view.name
    const about = { view, address, user: (user as { id?: unknown } | null)?.id, bytes }
    logger.warn(about, 'a window took too much memory: limits.windowBytes, windowBytesPerVisitor')
    this.#windows.end(page, fail('E_WINDOW_BYTES'))
    if (page.window !== this.#windows.find(account.id)?.window) this.grew(account)
  }

  /** Windows that may be ended when the heap is nearly full. */
  *#heavy(): Generator<HeavyWindow> {
    const { logger } = this.#settings
    for (const page of [...this.#windows.all()]) {
      const { account } = page.window
      if (account == null) continue
      const end = (): void => {
        const { address, user } = page.instance.request
        const { id } = (user ?? {}) as { id?: unknown }
        const about = { view: page.route.view.name, address, user: id, brought: account.brought }
        logger.warn(
          about,
          'the heap is nearly full: a window of the address that sent most was ended',
        )
        this.#windows.end(page, fail('E_WINDOW_BYTES'))
      }
      yield { account, end }
    }
  }

  /** The window that is too much. */
  #excess(account: Account): string | undefined {
    const { windowBytes, windowBytesPerVisitor } = this.#settings.limits
    if (account.bytes > windowBytes) return account.id
    return account.memory.find(({ bytes }) => bytes > windowBytesPerVisitor)?.largest?.id
  }

  /** What other windows hold too is the app's: no account counts it from now on. */
  #findShared(page: Page): void {
    let left = OTHERS
    for (const { window } of this.#windows.all()) {
      if (window === page.window) continue
      this.#memory.of(window.id, heldFor(window, 'all'), TOO_MANY, { isForSharing: true })
      if (--left === 0) return
    }
  }
}

function heldInThread(view: Page['instance']): number {
  return view instanceof WorkerView ? view.heldBytes : 0
}
