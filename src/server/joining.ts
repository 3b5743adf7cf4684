/** Pages whose windows come without one that waits: mounted anew, or back after a lost connection. */
import { fail } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { inTime } from '../base/wait.ts'
import { fits, takeOver } from '../live/carried-view.ts'
import { Instance } from '../live/instance.ts'
import { pathOf } from '../live/navigation.ts'
import type { LiveRequest, Params } from '../live/request.ts'
import type { Shown } from '../live/shown.ts'
import { keepSession } from '../live/session-writes.ts'
import { Window } from '../window/window.ts'
import type { Connection, Pages, SocketRequest } from './gateway.ts'
import { readUser } from './options.ts'
import { openView, readRequest } from './page.ts'
import type { LiveRoute, Page } from './page.ts'
import { mayStay } from './readmission.ts'
import type { Routes } from './routes.ts'
import type { Signer } from './tokens.ts'
import type { Windows } from './windows.ts'

export class Joining {
  readonly #pages: Pages
  readonly #live: Routes<LiveRoute>
  readonly #signer: Signer
  readonly #windows: Windows

  constructor(pages: Pages, live: Routes<LiveRoute>, signer: Signer, windows: Windows) {
    this.#pages = pages
    this.#live = live
    this.#signer = signer
    this.#windows = windows
  }

  /** Asks where ended sessions are kept. @throws LiveError E_LOGGED_OUT; what that throws. */
  async admit({ session }: LiveRequest): Promise<void> {
    const { settings } = this.#pages
    const { revocations, revoked } = settings
    if (!(await inTime(revocations?.has(session.id), settings))) return
    revoked.add(session.id)
    throw fail('E_LOGGED_OUT')
  }

  /**
   * Asks again whether the window of a lost connection may go on.
   * @param request of the new connection.
   * @throws LiveError E_MOVED when it may not; what the app's functions throw.
   */
  async comeBack(page: Page, connection: Connection, request: LiveRequest): Promise<void> {
    const { settings, addresses } = this.#pages
    try {
      await readUser(request, settings)
      Object.assign(page.instance.request.identity, request.identity)
      if (await mayStay(page, settings)) return
    } catch (error) {
      // The app failed, not the visitor: the window waits for the next try.
      if (this.#windows.lost(page, connection, false)) {
        addresses.enter(connection.address, Infinity)
      }
      throw error
    }
    this.#windows.lost(page, connection, true)
    throw fail('E_MOVED')
  }

  /**
   * The page of a window that comes back: the one that waits for it, or one made of the state that a server
   * gave it when it stopped. undefined: there is neither.
   */
  async resume(key: string, session: string, from: SocketRequest): Promise<Page | undefined> {
    const { settings } = this.#pages
    const page = this.#windows.resume(key, session)
    if (page) return page
    const carried = await this.#windows.carrier.take(key, session)
    if (carried === undefined) return undefined
    const { url, view, lastEvent } = carried
    const match = this.#live.find(pathOf(url))
    if (!match || !fits(match.target.view, view)) return undefined
    return this.#open(url, match, carried.window, from, async (window, request) => {
      const { view: View, title } = match.target
      request.window = window
      window.lastEvent = lastEvent
      const instance = new Instance(new View(), window, request, settings.services)
      instance.screen.standardTitle = title
      await takeOver(instance, view)
      return instance
    })
  }

  /** Opens a page whose instance is gone. @throws LiveError E_NO_VIEW, E_MOVED, E_MOUNT_RATE; what the view throws. */
  async mountAnew(url: string, from: SocketRequest): Promise<Page> {
    const { settings } = this.#pages
    settings.mounts.mount(from.address)
    const path = pathOf(url)
    const match = this.#live.find(path)
    if (!match) throw fail('E_NO_VIEW', path)
    return this.#open(url, match, randomId(12), from, async (window, request) => {
      const opened = await openView(match.target, window, request, settings)
      if ('sentTo' in opened) throw fail('E_MOVED')
      keepSession(request, settings.services)
      return opened.instance
    })
  }

  /** A page whose view `make` makes, for a browser that has shown others in its place. */
  async #open(
    url: string,
    { target, params }: { target: LiveRoute; params: Params },
    id: string,
    { headers, address }: SocketRequest,
    make: (window: Window, request: LiveRequest) => Promise<Shown>,
  ): Promise<Page> {
    const { settings } = this.#pages
    const { request } = readRequest(url, headers, params, address, this.#signer, settings)
    await readUser(request, settings)
    const window = new Window(id, settings.limits)
    window.renumber()
    this.#windows.begin(window, request)
    try {
      const instance = await make(window, request)
      window.show(instance)
      instance.opened()
      return { window, instance, route: target, moving: null, asked: 0 }
    } catch (error) {
      this.#windows.abandon(window)
      throw error
    }
  }
}
