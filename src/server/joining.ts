/** Pages whose windows come without one that waits: mounted anew, or back after a lost connection. */
import { sharedKey } from '../live/shared/shared-key.ts'
import { fail, LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { inTime } from '../base/wait.ts'
import { revived, takeOver } from '../live/instance/revived-view.ts'
import { Instance } from '../live/instance/instance.ts'
import { stateMemory } from '../live/instance/state-memory.ts'
import { pathOf } from '../live/page/address.ts'
import type { Joining } from './pages.ts'
import type { LiveRequest, Params } from '../live/page/request.ts'
import type { PageView } from '../live/page/page-view.ts'
import { keepSession } from '../live/page/session-writes.ts'
import { joinAgain } from '../audience/carried-topics.ts'
import { leftCalls } from '../window/open-calls.ts'
import { Window } from '../window/window.ts'
import { Mode } from '../wire/frames.ts'
import type { Connection } from './gateway.ts'
import type { Joined, Pages, SocketRequest } from './pages.ts'
import type { LeftWindow } from './kept-window.ts'
import { statusOf } from './error-answers.ts'
import { readUser } from './current-user.ts'
import { NewerStates } from './newer-states.ts'
import { newPage, openView, readRequest } from './page.ts'
import type { LiveRoute, Page } from './page.ts'
import { mayStay } from './reauthorize.ts'
import type { Routes } from './routes.ts'
import { verifyPageToken } from './tokens.ts'
import type { Signer } from './tokens.ts'
import type { Windows } from './windows.ts'

/** How often a window is read again whose owner has stored more meanwhile. */
const MOST_CLAIMS = 5

/** What a page was made of. */
interface RestoredState {
  /** Tells its view of what it missed. */
  tell: () => void
  /** Estimated bytes. */
  held: number
}

export class PageJoins {
  readonly #pages: Pages<Connection>
  readonly #live: Routes<LiveRoute>
  readonly #signer: Signer
  readonly #windows: Windows
  /** Pages made of another process's state whose views were not told of it yet. */
  readonly #restored = new WeakMap<Page, RestoredState>()
  readonly #newer: NewerStates

  constructor(pages: Pages<Connection>, live: Routes<LiveRoute>, signer: Signer, windows: Windows) {
    this.#pages = pages
    this.#live = live
    this.#signer = signer
    this.#windows = windows
    this.#newer = new NewerStates(pages.settings.clock)
  }

  /** Asks where ended sessions are kept. @throws LiveError E_LOGGED_OUT; what that throws. */
  async #admit({ session }: LiveRequest): Promise<void> {
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
  async #comeBack(page: Page, connection: Connection, request: LiveRequest): Promise<void> {
    const { settings, addresses } = this.#pages
    try {
      await readUser(request, settings)
      Object.assign(page.instance.request.identity, request.identity)
      if (await mayStay(page, settings)) return this.#goesOn(page)
    } catch (error) {
      // The app failed, not the visitor: the window waits for the next try.
      if (this.#windows.lost(page, connection, { left: false })) {
        addresses.enter(connection.address, Infinity)
      }
      throw error
    }
    this.#windows.lost(page, connection, { left: true })
    throw fail('E_MOVED')
  }

  /**
   * The page that a JOIN means: the one that waits for it, one made of state that an earlier process left, or
   * one that is mounted anew.
   * @throws LiveError what keeps it from being shown; what the app's functions throw.
   */
  async join(token: string, connection: Connection, how: Joining): Promise<Joined> {
    const { address } = connection
    const { settings } = this.#pages
    const { resumeKey, headers, basePath, url } = how
    const { clock, limits, revocations, mounts } = settings
    const { request } = readRequest(
      { url: '/', headers, params: {}, address, basePath },
      this.#signer,
      settings,
    )
    if (revocations) await this.#admit(request)
    const opened = verifyPageToken(this.#signer, token, request.session.id, {
      now: clock.now(),
      maxAge: limits.tokenMs,
    })
    mounts.join(opened.window)
    for (let claims = 1; ; claims++) {
      const page = resumeKey
        ? await this.#resume(resumeKey, opened.session, address, how)
        : this.#windows.take(opened.window)
      if (page === undefined) {
        const anew = await this.#mountAnew(url ?? opened.url, { headers, address, basePath })
        anew.window.page = opened.window
        this.#windows.joined(anew, connection)
        await this.#keep(anew, connection)
        return { page: anew, mode: Mode.FRESH }
      }
      page.window.page = opened.window
      const { held } = this.#restored.get(page) ?? {}
      const back = held === undefined ? Mode.RESUMED : Mode.MOVED
      if (back === Mode.MOVED && connection.isClosed) {
        // Its browser has another one by now, and the window is where that one is.
        this.#windows.abandon(page.window)
        throw fail('E_REPLACED')
      }
      this.#windows.joined(page, connection)
      if (resumeKey) await this.#comeBack(page, connection, request)
      try {
        await this.#keep(page, connection)
        return { page, mode: resumeKey ? back : Mode.ADOPTED, ...(held !== undefined && { held }) }
      } catch (error) {
        // Another process has stored a newer state since this one was read: that is where it goes on.
        if (back !== Mode.MOVED || claims === MOST_CLAIMS || !isFenced(error)) throw error
      }
    }
  }

  /** Tells a view of another process's state where it goes on. */
  #goesOn(page: Page): void {
    const { tell } = this.#restored.get(page) ?? {}
    if (tell === undefined) return
    this.#restored.delete(page)
    const { instance } = page
    // A shared one was told when it was made.
    if (!(instance instanceof Instance)) return
    const { view, request } = instance
    if (view.restored) instance.postAlways('restored', () => view.restored!(request))
    tell()
  }

  /** Stores a durable view, or gives its window up. */
  async #keep(page: Page, connection: Connection): Promise<void> {
    try {
      await this.#pages.settings.durability.keep(page)
    } catch (error) {
      this.#windows.lost(page, connection, { left: true })
      throw error
    }
  }

  /**
   * The page of a window that comes back: the one that waits for it, or one made of the state that a server
   * gave it when it stopped, or stored. undefined: there is none.
   * @throws LiveError E_NEWER for one that a process of a newer version can take.
   */
  async #resume(
    key: string,
    session: string,
    address: string,
    { headers, basePath, url, lastSeq = 0 }: Joining,
  ): Promise<Page | undefined> {
    const from: SocketRequest = { headers, address, basePath }
    const page = this.#windows.resume(key, session)
    if (page && (await this.#isNewest(page))) return page
    const check = (found: LeftWindow, state: string): void =>
      this.#newer.check(this.#live.find(pathOf(found.url))?.target.view, found, state)
    const carried = await this.#windows.carryOver.take(key, session, check)
    const left: LeftWindow | undefined = carried ?? (await this.#load(key, session, url))
    if (left === undefined) return undefined
    if (carried === undefined) check(left, `${left.window} ${left.epoch} ${left.revision}`)
    const match = this.#live.find(pathOf(left.url))
    if (!match) return undefined
    const { view: View, title } = match.target
    const { services, durability } = this.#pages.settings
    const fields = revived(View, left.view, services)
    if (fields === undefined) return undefined
    let tell = (): void => {}
    const opened = await this.#open(left.url, match, left.window, from, async (window, request) => {
      request.window = window
      window.goesOn(left.lastEvent, left.key)
      window.outbox.goesOn(lastSeq)
      if (left.topics) joinAgain(window, left.topics, request)
      if (left.calls) leftCalls(window, left.calls)
      for (const [frame, text] of left.said ?? []) if (frame > lastSeq) window.tell(text)
      durability.claim(window, left)
      const key = sharedKey(match.target.view, request)
      if (key !== null) return this.#share(match.target, key, window, { request, left, fields })
      const instance = new Instance(new View(), window, request, { services })
      instance.renderer.standardTitle = title
      tell = await takeOver(instance, fields, left.view, lastSeq)
      return instance
    })
    this.#restored.set(opened, { tell, held: stateMemory(left.view) })
    return opened
  }

  /** Lets a window see a shared view once more, as its process left it where no other has come with it. */
  async #share(
    { view: View, title }: LiveRoute,
    key: string,
    window: Window,
    {
      request,
      left: { view, shared },
      fields,
    }: { request: LiveRequest; left: LeftWindow; fields: object },
  ): Promise<PageView> {
    const { services, sharedViews } = this.#pages.settings
    const left = shared?.key === key ? { ...shared, view, fields } : undefined
    const viewer = await sharedViews.attach(View, key, { window, request, services, left })
    if (typeof viewer === 'string') throw fail('E_MOVED')
    viewer.renderer.standardTitle = title
    return viewer
  }

  /** Closes a copy of a window that another process has gone on with. */
  async #isNewest(page: Page): Promise<boolean> {
    let isNewest = false
    try {
      isNewest = await this.#pages.settings.durability.isNewest(page)
    } finally {
      if (!isNewest) page.window.close()
    }
    return isNewest
  }

  /** What is stored of a window whose browser shows the durable view at `url`. */
  async #load(
    key: string,
    session: string,
    url: string | undefined,
  ): Promise<LeftWindow | undefined> {
    const shown = url === undefined ? undefined : this.#live.find(pathOf(url))?.target.view
    if (!shown?.durable) return undefined
    const left = await this.#pages.settings.durability.load(key, session)
    return left && this.#live.find(pathOf(left.url))?.target.view === shown ? left : undefined
  }

  /** Opens a page whose instance is gone. @throws LiveError E_NO_VIEW, E_MOVED, E_MOUNT_RATE; what the view throws. */
  async #mountAnew(url: string, from: SocketRequest): Promise<Page> {
    const { settings } = this.#pages
    settings.mounts.mount(from.address)
    const path = pathOf(url)
    const match = this.#live.find(path)
    if (!match) throw fail('E_NO_VIEW', path)
    return this.#open(url, match, randomId(12), from, async (window, request) => {
      const opened = await openView(match.target, window, request, settings)
      if ('redirectTo' in opened) throw fail('E_MOVED')
      keepSession(request, settings.services)
      return opened.instance
    })
  }

  /** A page whose view `make` makes, for a browser that has shown others in its place. */
  async #open(
    url: string,
    { target, params }: { target: LiveRoute; params: Params },
    id: string,
    from: SocketRequest,
    make: (window: Window, request: LiveRequest) => Promise<PageView>,
  ): Promise<Page> {
    const { settings } = this.#pages
    const { request } = readRequest({ ...from, url, params }, this.#signer, settings)
    await readUser(request, settings)
    const window = new Window(id, settings.limits)
    window.renumber()
    this.#windows.begin(window, request)
    try {
      const instance = await make(window, request)
      window.show(instance)
      instance.opened()
      return newPage(window, instance, target)
    } catch (error) {
      this.#windows.abandon(window)
      // A load shows why: 403, 404.
      throw statusOf(error) === undefined ? error : fail('E_MOVED')
    }
  }
}

function isFenced(error: unknown): boolean {
  return error instanceof LiveError && error.code === 'E_FENCED'
}
