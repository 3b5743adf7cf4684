/**
 * The windows of this process: connected ones, pages that wait for their socket, and tabs that lost it and
 * may come back. Hears what is for windows by what they are, and who logs out.
 */
import { elapsed } from '../base/clock.ts'
import { detach } from '../base/detach.ts'
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { isFor } from '../audience/address.ts'
import { WINDOWS } from '../audience/deliver.ts'
import { topicsOf } from '../pubsub/topics.ts'
import type { Topics } from '../pubsub/topics.ts'
import type { Subscriber } from '../pubsub/subscription.ts'
import type { Delivery } from '../window/delivery.ts'
import { ParkedPages } from '../window/parked-pages.ts'
import { Instance } from '../live/instance/instance.ts'
import { awake } from '../live/instance/hibernate.ts'
import type { LiveRequest } from '../live/page/request.ts'
import type { Window } from '../window/window.ts'
import type { Connection } from './gateway.ts'
import type { AddressCount } from './rate-limits.ts'
import { CarryOver } from './carrier.ts'
import { handOver } from './hand-over.ts'
import { readUser } from './current-user.ts'
import type { Settings } from './settings.ts'
import type { Page } from './page.ts'
import { mayStay } from './reauthorize.ts'
import { Sweep } from './sweep.ts'
import { WindowMemory } from './window-memory.ts'
import { WindowPlaces } from './window-places.ts'
import type { Turns } from './turns.ts'

/** How much of a waiting page's HTML is in memory: about twice. */
const COPIES = 2

/** Milliseconds until windows of somebody who logs out are closed. */
const LEAVE_MS = 250

/** Whose windows to close: everything with this session, or of this user. */
export type WindowsToClose = { session: string } | { user: string | number }

/** The topic on which all processes hear who logs out. */
export const LOGOUT = 'logout'

/** The topic on which all processes hear whose rights changed. */
export const REFRESH = 'refresh'

/** Whose rights changed. */
type Changed = { user: string | number }

export class Windows {
  readonly #settings: Settings
  readonly #turns: Turns
  readonly #places: WindowPlaces
  readonly #pending: ParkedPages<Page>
  readonly #absent: ParkedPages<Page>
  /** Pages of browsers without a script, between two posts of their forms. */
  readonly #posting: ParkedPages<Page>
  /** Open connections by their window's id. */
  readonly #connected = new Map<string, Connection>()
  readonly #leavers: Subscriber<WindowsToClose> = {
    hear: (who) => {
      if ('session' in who) this.#settings.revoked.add(who.session)
      this.#logOut(who)
      this.#settings.clock.after(LEAVE_MS, () => this.#close(who))
    },
  }
  readonly #refreshers: Subscriber<Changed> = {
    hear: (who) => detach(this.#refresh(who), this.#settings.logger, 'a user was not read again'),
  }
  readonly #listeners: Subscriber<Delivery> = { hear: (delivery) => this.#deliver(delivery) }
  /** Windows whose view is being made. */
  readonly #opening = new Map<Window, LiveRequest>()
  /** Those of them whose visitor logged out meanwhile. */
  readonly #ended = new WeakSet<Window>()
  /** Takes windows over from servers that stopped. */
  readonly carryOver: CarryOver
  readonly #topics: Topics
  readonly #memory: WindowMemory
  readonly #sweep: Sweep
  /** The server takes nothing more. */
  isStopping = false

  constructor(settings: Settings, secret: string, addresses: AddressCount) {
    this.#topics = topicsOf(settings.services.namespace)
    this.carryOver = new CarryOver(secret, settings.clock, this.#topics)
    this.#settings = settings
    this.#turns = addresses.turns
    this.#places = new WindowPlaces(addresses)
    const { pendingMs, pendingPages, pendingBytes, graceMs, formMs } = settings.limits
    const { absentWindows, absentBytes } = settings.limits
    const gone = ({ window }: Page): void => window.close()
    const pending = { ms: pendingMs, count: pendingPages, bytes: pendingBytes }
    this.#pending = new ParkedPages(settings.clock, pending, { gone })
    this.#posting = new ParkedPages(settings.clock, { ...pending, ms: formMs }, { gone })
    const absent = { ms: graceMs, count: absentWindows, bytes: absentBytes }
    const out = (page: Page): void => this.#places.leave(page)
    this.#absent = new ParkedPages(settings.clock, absent, { gone, out })
    const end = (page: Pick<Page, 'window'>, error: LiveError): void =>
      this.#sendAway(page, (one) => one.ended(error))
    this.#memory = addresses.memory = new WindowMemory(settings, {
      find: (id) => this.#connected.get(id)?.page ?? this.#absent.get(id),
      all: () => this.#pages(),
      end,
    })
    settings.durability.end = end
    this.#sweep = new Sweep(settings, { connections: () => [...this.#connected.values()], end })
    this.#topics.follow(LOGOUT, this.#leavers)
    this.#topics.follow(REFRESH, this.#refreshers)
    this.#topics.follow(WINDOWS, this.#listeners)
  }

  get counts(): { connected: number; pending: number; absent: number } {
    return {
      connected: this.#connected.size,
      pending: this.#pending.size + this.#posting.size,
      absent: this.#absent.size,
    }
  }

  /** How many of those that are connected have their fields in the store. */
  get hibernating(): number {
    let hibernating = 0
    for (const { instance } of this.#connectedPages()) {
      if (instance instanceof Instance && instance.away?.isKept) hibernating++
    }
    return hibernating
  }

  /** A window's view is being made; what is for the window meanwhile waits in it. */
  begin(window: Window, request: LiveRequest): void {
    window.allowsScript = this.#settings.allowScript
    window.isDeveloped = this.#settings.development
    this.#opening.set(window, request)
  }

  /** Nothing came of it. */
  abandon(window: Window): void {
    this.#opening.delete(window)
    window.close()
  }

  /**
   * Keeps a page until its socket comes; `bytes` of HTML were printed.
   * @param isPosted its browser posts forms, so its socket may never come, and the next post later.
   */
  wait(page: Page, bytes: number, { isPosted }: { isPosted: boolean }): void {
    this.#opening.delete(page.window)
    if (this.#hasEnded(page)) return page.window.close()
    const parked = isPosted ? this.#posting : this.#pending
    const what = isPosted ? 'fields' : 'sample'
    const share = this.#memory.shareOf(page, COPIES * bytes, what, this.#absent.most)
    parked.add(page.window.id, page, share)
  }

  /** The page that waits for this window's socket. */
  take(id: string): Page | undefined {
    return this.#pending.take(id) ?? this.#posting.take(id)
  }

  /**
   * The page whose form was posted, to be shown once more at this request's address; undefined when it is
   * gone or can't be printed again.
   */
  async takePosted(id: string, request: LiveRequest): Promise<Page | undefined> {
    const page = this.#absent.get(id)
    if (page?.instance.request.session.id !== request.session.id) return undefined
    const { window, instance } = page
    if (instance.request.url !== request.url || instance.closed || !instance.canPrintAgain) {
      this.#absent.drop(id)
      return undefined
    }
    this.#absent.take(id)
    if (!(await awake(instance))) {
      window.close()
      return undefined
    }
    window.startAnew()
    return page
  }

  /**
   * The page of a lost connection, or of one that is not yet known to be lost: the newest wins. A key is
   * good for the session that it was given to.
   */
  resume(resumeKey: string, session: string): Page | undefined {
    const id = resumeKey.slice(0, resumeKey.indexOf('.'))
    const older = this.#connected.get(id)
    const page = older?.page ?? this.#absent.get(id)
    if (!page || !isKeyOf(page, resumeKey, session)) return undefined
    // Its thread ended, and the view with it.
    if (page.instance.closed) return undefined
    this.#connected.delete(id)
    older?.replaced()
    this.#absent.take(id)
    return page
  }

  /**
   * A page has its connection.
   * @throws LiveError E_LOGGED_OUT when its visitor logged out while it was opened.
   */
  joined(page: Page, connection: Connection): void {
    this.#opening.delete(page.window)
    if (this.#hasEnded(page)) {
      page.window.close()
      throw fail('E_LOGGED_OUT')
    }
    const { id } = page.window
    const older = this.#connected.get(id)
    const copy = older?.page
    this.#connected.set(id, connection)
    if (older !== connection) older?.replaced()
    // Another copy of the window, that this process opened before.
    if (copy !== page) copy?.window.close()
    this.#absent.drop(id)
    this.#sweep.begin()
  }

  /** @returns true when the window waits to come back, counted for its address. */
  lost(page: Page, connection: Connection, { left }: { left: boolean }): boolean {
    const { id } = page.window
    if (this.#connected.get(id) !== connection) return false
    this.#connected.delete(id)
    page.window.outbox.detach()
    page.window.present({ here: false })
    // Without a time of grace there is nothing that a quick browser could come back to.
    if (left || this.#settings.limits.graceMs === 0) {
      if (left) this.#settings.durability.forget(page.window)
      page.window.close()
      return false
    }
    const { bytes } = page.window.outbox
    const share = this.#memory.shareOf(page, bytes, 'all', this.#absent.most)
    this.#absent.add(id, page, share)
    // One that is more than may wait is gone again.
    const waits = this.#absent.get(id) === page
    if (waits) this.#places.keep(page, connection.address)
    return waits
  }

  /** The window that waits under this key is counted no longer. */
  comesBack(resumeKey: string, session: string): void {
    const page = this.#absent.get(resumeKey.slice(0, resumeKey.indexOf('.')))
    if (page && isKeyOf(page, resumeKey, session)) this.#places.leave(page)
  }

  /**
   * Lets views finish what they took, says goodbye to all and closes them.
   * @param unjoined connections without a page. @returns when they have closed, within `limits.closeMs`.
   */
  async stop(unjoined: Iterable<Connection>): Promise<void> {
    const { clock, limits, services } = this.#settings
    const started = elapsed(clock)
    this.isStopping = true
    this.#turns.end()
    await handOver([...this.#connected.values(), ...unjoined], this.carryOver, this.#settings)
    this.#goodbye()
    await services.closing.ended(clock, limits.closeMs - (elapsed(clock) - started))
  }

  #goodbye(): void {
    this.#topics.unsubscribe(LOGOUT, this.#leavers)
    this.#topics.unsubscribe(REFRESH, this.#refreshers)
    this.#topics.unsubscribe(WINDOWS, this.#listeners)
    this.carryOver.close()
    this.#sweep.end()
    for (const connection of [...this.#connected.values()]) connection.stop()
    this.#pending.clear()
    this.#posting.clear()
    this.#absent.clear()
  }

  #hasEnded({ window, instance }: Page): boolean {
    return this.#ended.has(window) || this.#settings.revoked.has(instance.request.session.id)
  }

  /** From now on nothing is done for them: see current-user.ts. */
  #logOut(who: WindowsToClose): void {
    for (const request of this.#opening.values()) {
      if (isOf(request, who)) request.identity.isLoggedOut = true
    }
    for (const { instance } of this.#pagesOf(who)) instance.request.identity.isLoggedOut = true
  }

  #close(who: WindowsToClose): void {
    for (const [window, request] of this.#opening) if (isOf(request, who)) this.#ended.add(window)
    for (const page of this.#pagesOf(who)) this.#sendAway(page, (one) => one.loggedOut())
  }

  /** Pages whose user may no longer see them are closed; their browsers load them again. */
  async #refresh(who: Changed): Promise<void> {
    const { logger } = this.#settings
    for (const page of this.#pagesOf(who)) {
      try {
        await readUser(page.instance.request, this.#settings)
        if (await mayStay(page, this.#settings)) continue
      } catch (error) {
        // Who can't be asked about may see nothing more.
        logger.error({ user: who.user, error }, 'a user was not read again')
      }
      this.#sendAway(page, (one) => one.moved())
    }
  }

  #pagesOf(who: WindowsToClose): Page[] {
    return [...this.#pages()].filter(({ instance }) => isOf(instance.request, who))
  }

  #sendAway(page: Pick<Page, 'window'>, end: (connection: Connection) => void): void {
    const { id } = page.window
    const connection = this.#connected.get(id)
    if (connection !== undefined) end(connection)
    this.#absent.drop(id)
    this.#pending.drop(id)
    this.#posting.drop(id)
  }

  /** Hands on what is for windows by what they are: those of a user, for example. */
  #deliver(delivery: Delivery): void {
    const isMeant = (request: LiveRequest): boolean =>
      delivery.to.some((key) => isFor(key, request))
    for (const [window, request] of this.#opening) if (isMeant(request)) window.hear(delivery)
    for (const { window, instance } of this.#pages()) {
      if (isMeant(instance.request)) window.hear(delivery)
    }
  }

  *#connectedPages(): Generator<Page> {
    for (const { page } of [...this.#connected.values()]) if (page !== null) yield page
  }

  *#pages(): Generator<Page> {
    yield* this.#connectedPages()
    yield* this.#pending.parked()
    yield* this.#posting.parked()
    yield* this.#absent.parked()
  }
}

function isOf({ session, user }: LiveRequest, who: WindowsToClose): boolean {
  if ('session' in who) return session.id === who.session
  return user !== null && String((user as { id?: unknown }).id) === String(who.user)
}

/** True for the key that a page's window was given, from the session that it was given to. */
function isKeyOf({ window, instance }: Page, resumeKey: string, session: string): boolean {
  return window.ownsKey(resumeKey) && instance.request.session.id === session
}
