/**
 * An app: its routes, its open pages, and the two doors through which browsers come: `fetch` for HTTP
 * requests and `connect` for sockets. Web standards only; adapters bring both to a runtime.
 */
import { fail } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import type { ActorPool } from '../live/actor.ts'
import { LiveView } from '../live/view.ts'
import type { LiveViewClass, PageServer } from '../live/view.ts'
import { checkTemplate } from '../live/view-template.ts'
import { mode } from '../template/mode.ts'
import { pathOf } from '../live/navigation.ts'
import { topics } from '../pubsub/topics.ts'
import type { Subscriber } from '../pubsub/audience.ts'
import { Mode } from '../wire/frames.ts'
import { Lobby } from '../window/lobby.ts'
import { Window } from '../window/window.ts'
import type { Socket } from '../window/outbox.ts'
import { Connection } from './gateway.ts'
import type { Joined, Pages, SocketRequest } from './gateway.ts'
import { AddressCount, checkOrigin } from './guard.ts'
import { checkProcesses, settle } from './options.ts'
import type { AppOptions, Settings } from './options.ts'
import { Http } from './http.ts'
import type { ClientFiles, HttpHandler, ResponseClass } from './http.ts'
import type { Layout } from './layout.ts'
import { navigate } from './navigate.ts'
import { openView, readRequest } from './page.ts'
import type { LiveRoute, Page } from './page.ts'
import { Routes } from './routes.ts'
import type { RouteParams } from './routes.ts'
import { openPage, Signer } from './tokens.ts'

/** Where sockets connect. */
export const SOCKET_PATH = '/_overwire/ws'
/** How often silent connections are looked for. */
const SWEEP_MS = 15_000
/** Estimated bytes of a waiting page: a view's fields, about twice its HTML, and 2 KB. */
const PAGE_BYTES = 2048
const COPIES = 2

/** A view class whose `mount` accepts the parameters of the path. */
export type ViewFor<Path extends string> = new () => LiveView & {
  mount?: (request: never, params: PathParams<Path>) => void | Promise<void>
}

/** A path without parameters gives none, whatever `mount` may hope for. */
type PathParams<Path extends string> = keyof RouteParams<Path> extends never
  ? Readonly<Record<string, never>>
  : RouteParams<Path>

/** Options of app.live(). */
export interface LiveOptions {
  /** Title of a view that sets none. Default "". */
  title?: string
  /** The HTML around the page. Default: the app's. */
  layout?: Layout
  /** Links between pages of different sessions load the page. Default: one session for all. */
  liveSession?: string
}

/** Whose windows to close: everything with this session, or of this user. */
export type Leaving = { session: string } | { user: string | number }

/** The topic on which all processes hear who logs out. */
const LOGOUT = 'logout'

export class App implements PageServer, Pages {
  readonly settings: Settings
  readonly addresses: AddressCount = new AddressCount()
  /** Names this process's run to browsers. */
  readonly build: string = randomId(6)
  readonly #live = new Routes<LiveRoute>()
  readonly #handlers = new Routes<HttpHandler>()
  readonly #signer: Signer
  readonly #pending: Lobby<Page>
  readonly #absent: Lobby<Page>
  /** Open connections by their window's id. */
  readonly #connected = new Map<string, Connection>()
  readonly #http: Http
  readonly #leavers: Subscriber<Leaving> = { hear: (who) => this.#close(who) }
  #ready: Promise<void> | null = null
  #cancelSweep: (() => void) | null = null

  constructor(options: AppOptions) {
    this.settings = settle(options)
    this.#signer = new Signer(this.settings.secret)
    const { clock, limits, development } = this.settings
    const { pendingMs, pendingPages, pendingBytes, graceMs } = limits
    const leave = (page: Page) => page.instance.disconnect()
    this.#pending = new Lobby(
      clock,
      { ms: pendingMs, count: pendingPages, bytes: pendingBytes },
      leave,
    )
    this.#absent = new Lobby(clock, { ms: graceMs, count: Infinity, bytes: Infinity }, leave)
    this.#http = new Http(this.settings, this.#signer, this.#live, this.#handlers, (page, bytes) =>
      this.#pending.add(page.window.id, page, PAGE_BYTES + COPIES * bytes),
    )
    const { layer = topics.layer, logger } = this.settings
    topics.use(layer, logger)
    void topics.subscribe(LOGOUT, this.#leavers)
    mode.development = development
    if (development) this.#ready = this.#loadChecks()
  }

  /**
   * Serves a view at a path: `app.live('/users/:id', UserView, { title: 'User' })`. Patterns as in rou3:
   * `:name`, `*`, `**:rest`.
   * @throws LiveError E_ROUTE when the path is taken or malformed, E_NO_TEMPLATE.
   */
  live<Path extends string>(
    path: Path,
    view: ViewFor<Path>,
    { title = '', layout, liveSession }: LiveOptions = {},
  ): this {
    const ownRender = view.prototype.render !== LiveView.prototype.render
    checkTemplate(view as LiveViewClass, ownRender, this.settings.templates)
    this.#live.add(path, { view: view as LiveViewClass, title, layout, liveSession })
    return this
  }

  /**
   * Serves plain HTTP requests at a path: styles, downloads, logging in. The handler also gets who asks:
   * `app.http('/login', async (request, live) => { live.session.userId = …; return Response.redirect(…) })`.
   * Requests that a page of another site sends are refused, but for GET.
   */
  http(path: string, handler: HttpHandler): this {
    this.#handlers.add(path, handler)
    return this
  }

  /** The client's code as the adapter found it. */
  useClient(client: ClientFiles): void {
    this.#http.client = client
  }

  /** A faster class than Response, of the same shape, for an adapter's runtime. */
  useResponse(responseClass: ResponseClass): void {
    this.#http.responseClass = responseClass
  }

  /**
   * Resolves when the app can be served: its channel layer has reached its server. Adapters await it.
   * @param several what tells that this process is one of several; see {@link AppOptions.processes}.
   * @throws LiveError E_LAYER, E_LAYER_MEMORY, E_OPTION.
   */
  async ready(several?: string): Promise<void> {
    if (several !== undefined && this.settings.processes === undefined) {
      checkProcesses(this.settings, several)
    }
    await this.settings.layer?.ready()
  }

  /** Threads for views with `useActors`. */
  useActors(actors: ActorPool): void {
    this.settings.actors = actors
  }

  /** Answers an HTTP request. `address` is the peer's network address. */
  async fetch(request: Request, address: string = ''): Promise<Response> {
    if (this.#ready) await this.#ready
    return this.#http.answer(request, address)
  }

  /** Serves one view, whatever the request's path; see LiveView.asView. */
  async page(view: LiveViewClass, request: Request): Promise<Response> {
    if (this.#ready) await this.#ready
    return this.#http.page({ view, title: '' }, {}, request, '')
  }

  /**
   * Closes all windows of a session or a user, in every process; their pages load again. Call it when
   * somebody logs out or may do less than before.
   */
  logOut(who: Leaving): Promise<void> {
    return topics.publish(LOGOUT, who)
  }

  /**
   * Takes over a new socket; pass it its messages and its end.
   * @throws LiveError E_ORIGIN before anything is sent.
   */
  connect(socket: Socket, request: SocketRequest): Connection {
    this.checkSocket(request.headers)
    return new Connection(this, socket, request)
  }

  /** @throws LiveError E_ORIGIN when a socket with these headers is refused. */
  checkSocket(headers: Headers): void {
    checkOrigin(headers, this.settings.origins, this.settings.trustedProxies)
  }

  async join(
    token: string,
    resumeKey: string | undefined | null,
    connection: Connection,
    headers: Headers,
    url: string | undefined,
  ): Promise<Joined> {
    const { address } = connection
    const { clock, limits } = this.settings
    const { request } = readRequest('/', headers, {}, address, this.#signer, this.settings)
    const opened = openPage(this.#signer, token, request.session.id, clock.now(), limits.tokenMs)
    const id = resumeKey ? resumeKey.slice(0, resumeKey.indexOf('.')) : opened.window
    const page = resumeKey ? this.#resume(id, resumeKey) : this.#pending.take(id)
    const joined: Joined = page
      ? { page, mode: resumeKey ? Mode.RESUMED : Mode.ADOPTED }
      : { page: await this.#mountAnew(url ?? opened.url, { headers, address }), mode: Mode.FRESH }
    this.#connected.set(joined.page.window.id, connection)
    this.#cancelSweep ??= clock.after(SWEEP_MS, this.#sweep)
    return joined
  }

  navigate(page: Page, n: number, url: string, visit: number): void {
    const { settings } = this
    page.asked = n
    const go = (): Promise<void> =>
      navigate(page, n, url, visit, (path) => this.#live.find(path), settings)
    const moving = (page.moving ? page.moving.then(go) : go()).then(() => {
      if (page.moving === moving) page.moving = null
    })
    page.moving = moving
  }

  lost(page: Page, connection: Connection, left: boolean): void {
    const { id } = page.window
    if (this.#connected.get(id) !== connection) return
    this.#connected.delete(id)
    page.window.outbox.detach()
    page.window.present(false)
    if (left) page.instance.disconnect()
    else this.#absent.add(id, page, 0)
  }

  /** How many pages are connected, wait for their socket, or lost it and may come back. */
  get counts(): { connected: number; pending: number; absent: number } {
    return {
      connected: this.#connected.size,
      pending: this.#pending.size,
      absent: this.#absent.size,
    }
  }

  /** Says goodbye to all pages. Adapters call it when their server closes. */
  stop(): void {
    topics.unsubscribe(LOGOUT, this.#leavers)
    this.#cancelSweep?.()
    this.#cancelSweep = null
    const connections = [...this.#connected.values()]
    for (const connection of connections) {
      connection.sendAway(Math.round(Math.random() * 1000))
      connection.socket.close(1001, 'The server stops.')
      connection.closed(1001)
    }
    this.#pending.clear()
    this.#absent.clear()
    this.settings.actors?.close()
  }

  /** Gives up connections whose browsers fell silent, for as long as there are any. */
  readonly #sweep = (): void => {
    const { clock, limits } = this.settings
    const now = clock.now()
    for (const connection of [...this.#connected.values()]) {
      connection.checkSilence(now, limits.silenceMs)
    }
    this.#cancelSweep = this.#connected.size > 0 ? clock.after(SWEEP_MS, this.#sweep) : null
  }

  /** The window of a lost connection, or of one that is not yet known to be lost: the newest wins. */
  #resume(id: string, resumeKey: string): Page | undefined {
    const older = this.#connected.get(id)
    const page = older?.page ?? this.#absent.get(id)
    if (!page?.window.ownsKey(resumeKey)) return undefined
    // Its thread ended, and the view with it.
    if (page.instance.closed) return undefined
    this.#connected.delete(id)
    older?.replaced()
    this.#absent.take(id)
    return page
  }

  async #mountAnew(url: string, from: SocketRequest): Promise<Page> {
    const { settings } = this
    const path = pathOf(url)
    const match = this.#live.find(path)
    if (!match) throw fail('E_NO_VIEW', path)
    const { headers, address } = from
    const { request } = readRequest(url, headers, match.params, address, this.#signer, settings)
    if (settings.user) request.user = await settings.user(request)
    const window = new Window(randomId(12), settings.limits)
    const opened = await openView(match.target, window, request, settings)
    if ('sentTo' in opened) throw fail('E_MOVED')
    const { instance } = opened
    window.show(instance)
    instance.opened()
    return { window, instance, route: match.target, moving: null, asked: 0 }
  }

  #close(who: Leaving): void {
    const isMeant = ({ instance }: Page): boolean => {
      const { session, user } = instance.request
      if ('session' in who) return session.id === who.session
      return user !== null && String((user as { id?: unknown }).id) === String(who.user)
    }
    for (const connection of [...this.#connected.values()]) {
      const { page } = connection
      if (page === null || !isMeant(page)) continue
      connection.loggedOut()
      this.#absent.drop(page.window.id)
    }
    for (const lobby of [this.#absent, this.#pending]) lobby.dropAll(isMeant)
  }

  async #loadChecks(): Promise<void> {
    const { checkHtml } = await import('../template/check-html.ts')
    mode.checkHtml = checkHtml
    this.#ready = null
  }
}

/**
 * Creates an app. Add views with `app.live(path, View)` and serve it with `listen(app)` from
 * "overwire/node".
 * @throws LiveError E_OPTION for an option that can't be meant.
 */
export function createApp(options: AppOptions = {}): App {
  return new App(options)
}
