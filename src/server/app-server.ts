/**
 * An app: its routes, its open pages, and the two doors through which browsers come: `fetch` for HTTP
 * requests and `connect` for sockets. Web standards only; adapters bring both to a runtime.
 */
import { pathBelow } from '../base/base-path.ts'
import { fail } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { useRoomSecret } from '../handlers/room-ids.ts'
import { scriptsOf } from '../handlers/send.ts'
import type { BrowserCall } from '../handlers/calls.ts'
import type { WorkerPool } from '../live/worker/messages.ts'
import { LiveView } from '../live/view/live-view.ts'
import type { LiveViewClass, PageServer } from '../live/view/live-view.ts'
import { ViewNames } from '../live/view/view-names.ts'
import { checkDurable } from '../live/instance/storable-fields.ts'
import { checkTemplate } from '../live/view/view-template.ts'
import { mode } from '../template/mode.ts'
import { requireSchemas } from '../live/view/schema-check.ts'
import { plainPage } from '../live/view/function-page.ts'
import type { RenderPage } from '../live/view/function-page.ts'
import { topicsOf } from '../pubsub/topics.ts'
import type { Socket } from '../window/outbox.ts'
import type { Namespace } from '../base/namespace.ts'
import { AppPlace } from './app-place.ts'
import { checkProcesses, leaveNamespace } from './app-namespace.ts'
import { usePresenceTiming } from '../presence/topic-presence.ts'
import { signalTasksOf } from '../signals/signal-tasks.ts'
import { OWN_QUEUE } from '../signals/signal-call.ts'
import { answerCall } from './calls.ts'
import { Connection } from './gateway.ts'
import type { Joined, Pages, SocketRequest } from './pages.ts'
import { ProxyNotice } from './proxies.ts'
import { AddressCount, checkOrigin } from './rate-limits.ts'
import { settingsOf } from './settings.ts'
import type { Settings } from './settings.ts'
import type { AppOptions } from './options.ts'
import { Http, type ResponseClass } from './http.ts'
import type { ClientFiles } from './client-files.ts'
import type { RenderErrorPage } from './error-answers.ts'
import { isFormPost } from './form-post.ts'
import type { HttpHandler, HttpOptions } from './http-handlers.ts'
import type { Guard } from './route-guards.ts'
import { navigate } from './navigate.ts'
import { PageJoins } from './joining.ts'
import { metricsOf } from './metrics.ts'
import type { AppMetrics } from './metrics.ts'
import { readRequest } from './page.ts'
import { basePathOf, placeRequest } from './placed-requests.ts'
import type { LiveRoute, Page } from './page.ts'
import { OWN_PATH } from '../wire/paths.ts'
import { Routes } from './routes.ts'
import { listRoutes } from './route-list.ts'
import type { RouteInfo } from './route-list.ts'
import type { LiveOptions, ViewFor } from './live-options.ts'
import { sealSession } from './sessions.ts'
import type { VisitorSession } from '../live/page/session.ts'
import { Signer } from './tokens.ts'
import { LOGOUT, REFRESH, Windows } from './windows.ts'
import type { WindowsToClose } from './windows.ts'

/** An app as adapters, tests and the gateway see it. */
export class AppServer implements PageServer, Pages<Connection> {
  readonly settings: Settings
  readonly addresses: AddressCount
  readonly unjoined: Set<Connection> = new Set()
  /** Names this process's run to browsers. */
  readonly build: string = randomId(6)
  readonly #live = new Routes<LiveRoute>('a view')
  readonly #names = new ViewNames()
  readonly #signer: Signer
  readonly #windows: Windows
  readonly #http: Http
  readonly #joining: PageJoins
  /** Where it stands on its site. */
  readonly place: AppPlace
  /** Its views hibernate, or a durable one is served. */
  usesStore: boolean
  readonly #proxies: ProxyNotice
  #ready: Promise<void> | null = null
  /** Its namespace counts it among the apps that run. */
  #isCounted = true

  constructor(options: AppOptions) {
    const { secret, ...settings } = settingsOf(options)
    this.settings = settings
    this.usesStore = settings.limits.hibernateMs < Infinity
    this.addresses = new AddressCount(settings.clock)
    this.place = new AppPlace(settings.basePath)
    const { logger, development, services } = settings
    const { namespace } = services
    this.#signer = new Signer(secret, namespace)
    this.#proxies = new ProxyNotice(settings)
    const topics = topicsOf(namespace)
    topics.use(settings.layer ?? topics.layer, logger)
    this.#windows = new Windows(this.settings, secret, this.addresses)
    this.#joining = new PageJoins(this, this.#live, this.#signer, this.#windows)
    this.#http = new Http({
      settings: this.settings,
      place: this.place,
      signer: this.#signer,
      live: this.#live,
      windows: this.#windows,
      connect: (socket, request) => new Connection(this, socket, request),
      checkSocket: (request) => this.checkSocket(request),
    })
    const tasks = signalTasksOf(namespace)
    tasks.use(options.queue ?? tasks.queue, logger)
    tasks.allow(this.settings.services.visitorTasks!)
    // One for a namespace: another app that says nothing of it leaves it as it is.
    if (options.limits?.presenceMs !== undefined || options.clock !== undefined) {
      usePresenceTiming(namespace, this.settings.limits.presenceMs, this.settings.clock)
    }
    useRoomSecret(secret, namespace)
    scriptsOf(namespace).allowed ||= this.settings.allowScript
    Object.assign(mode, { development, warn: (said: string) => logger.warn({}, said) })
    if (development) this.#ready = this.#loadChecks()
  }

  get namespace(): Namespace {
    return this.settings.services.namespace
  }

  /** See {@link App.live}. */
  live<Path extends string>(
    path: Path,
    view: ViewFor<Path>,
    { title = '', layout, liveSession }: LiveOptions = {},
  ): void {
    const ownRender = view.prototype.render !== LiveView.prototype.render
    checkTemplate(view as LiveViewClass, this.settings.templates, { ownRender })
    if (this.settings.services.requireSchemas) requireSchemas(view.prototype)
    this.usesStore ||= checkDurable(view as LiveViewClass)
    this.#names.add(view, path)
    this.#live.add(path, { view: view as LiveViewClass, title, layout, liveSession })
  }

  /** See {@link App.page}. */
  page(path: string | readonly string[], render: RenderPage, options: LiveOptions = {}): void {
    const paths = typeof path === 'string' ? [path] : path
    const view = plainPage(`page ${paths[0] ?? ''}`, render)
    for (const one of paths) this.live(one, view as never, options)
  }

  /** See {@link App.http}. */
  http(path: string, handler: HttpHandler, options: HttpOptions = {}): void {
    this.#http.handlers.add(path, handler, options)
  }

  /** See {@link App.errorPage}. */
  errorPage(status: number, render: RenderErrorPage): void {
    if (this.#http.errors.use(status, render)) return
    throw fail('E_OPTION', 'errorPage', 'a status from 400 to 599', String(status))
  }

  /** All that it answers. */
  routes(): RouteInfo[] {
    return listRoutes(this.#live, this.#http.handlers, this.#names)
  }

  /** True when a view, a handler or a file is at this path of the site. @param method Default: any. */
  handles(asked: string, method?: string): boolean {
    const path = pathBelow(this.place.basePath, asked)
    if (path === undefined) return false
    if (path === OWN_PATH || path.startsWith(`${OWN_PATH}/`)) return true
    if (this.#live.find(path)) return true
    const { handlers } = this.#http
    return method ? handlers.find(method, path) !== undefined : handlers.methodsOf(path).length > 0
  }

  /**
   * True for a request that it answers itself; others at the same paths are a host's, if it has one.
   * @param basePath where the host has it.
   */
  answers(method: string, url: URL, basePath: string): boolean {
    const { searchParams } = url
    const pathname = pathBelow(basePath, url.pathname)
    if (pathname === undefined) return false
    if (this.place.contradicts(basePath)) return true
    if (pathname === OWN_PATH || pathname.startsWith(`${OWN_PATH}/`)) return true
    if (this.#http.handlers.find(method, pathname)) return true
    if (!this.#live.find(pathname)) return false
    return method === 'GET' || method === 'HEAD' || isFormPost({ method }, searchParams)
  }

  /** Serves another build of the client than the package's own. */
  useClient(client: ClientFiles): void {
    this.#http.client = client
  }

  /** A faster class than Response, of the same shape, for an adapter's runtime. */
  useResponse(responseClass: ResponseClass): void {
    this.#http.responseClass = responseClass
  }

  /**
   * Resolves when the app can be served: its channel layer has reached its server, and the queues that it
   * works are worked. Adapters await it.
   * @param several what tells that this process is one of several; see {@link AppOptions.processes}.
   * @throws LiveError E_LAYER, E_LAYER_MEMORY, E_OPTION.
   */
  async ready(several?: string): Promise<void> {
    if (several !== undefined && this.settings.processes === undefined) {
      const { layer } = topicsOf(this.namespace)
      checkProcesses({ layer, isSecretSet: this.settings.isSecretSet }, several)
    }
    await this.settings.layer?.ready()
    if (this.usesStore) await this.settings.durability.store.ready()
    const { work } = this.settings
    if (work.length > 0) await signalTasksOf(this.namespace).work([...work, OWN_QUEUE])
  }

  /** Threads for views with `useActors`. */
  useActors(workers: WorkerPool): void {
    this.settings.workers = workers
  }

  /** Answers an HTTP request. @param address the peer's. @param basePath where its host has the app. */
  async fetch(
    request: Request,
    address: string = '',
    basePath: string = this.place.basePath,
  ): Promise<Response> {
    if (this.#ready) await this.#ready
    placeRequest(request, basePath)
    await this.addresses.asked(this.#proxies.look(request.headers, address))
    return this.#http.answer(request, address)
  }

  /** Serves one view, whatever the request's path; see LiveView.asView. */
  async answerWith(view: LiveViewClass, request: Request): Promise<Response> {
    if (this.#ready) await this.#ready
    placeRequest(request, basePathOf(request) || this.place.basePath)
    return this.#http.page({ view, title: '' }, {}, request, '')
  }

  /** See {@link App.use}. */
  use(guard: Guard): void {
    this.settings.guards.push(guard)
  }

  /** See {@link App.refreshUser}. */
  refreshUser(id: string | number): Promise<void> {
    return topicsOf(this.namespace).publish(REFRESH, { user: id })
  }

  /** See {@link App.logOut}. */
  async logOut(who: WindowsToClose): Promise<void> {
    const { revocations, revoked, limits } = this.settings
    if ('session' in who) {
      revoked.add(who.session)
      await revocations?.add(who.session, limits.sessionMs)
    }
    return topicsOf(this.namespace).publish(LOGOUT, who)
  }

  /**
   * Takes over a new socket; pass it its messages and its end.
   * @throws LiveError E_ORIGIN before anything is sent.
   */
  connect(socket: Socket, request: SocketRequest): Connection {
    this.checkSocket(request)
    return new Connection(this, socket, request)
  }

  /**
   * Whether a socket may be opened that is asked for so.
   * @throws LiveError E_ORIGIN; E_TOO_MANY_WINDOWS when many of its address did not say what they are for.
   */
  checkSocket({ headers, address, isEncrypted }: SocketRequest): void {
    const { origins, trustedProxies, limits } = this.settings
    const from = this.#proxies.look(headers, address)
    checkOrigin(headers, { origins, trustedProxies, isEncrypted })
    this.addresses.checkArriving(from, limits.windowsPerAddress)
  }

  join(...asked: Parameters<PageJoins['join']>): Promise<Joined> {
    return this.#joining.join(...asked)
  }

  navigate(page: Page, n: number, url: string, visit: number): void {
    const { settings } = this
    page.asked = n
    const go = (): Promise<void> =>
      navigate(page, { n, url, visit }, (path) => this.#live.find(path), settings)
    const moving = (page.moving ? page.moving.then(go) : go()).then(() => {
      if (page.moving === moving) page.moving = null
    })
    page.moving = moving
  }

  call(page: Page, call: BrowserCall): void {
    answerCall(page, call, this.settings)
  }

  lost(page: Page, connection: Connection, how: { left: boolean }): boolean {
    return this.#windows.lost(page, connection, how)
  }

  comesBack(resumeKey: string, { headers, basePath }: SocketRequest): void {
    const asked = { url: '/', headers, params: {}, address: '', basePath }
    const { request } = readRequest(asked, this.#signer, this.settings)
    this.#windows.comesBack(resumeKey, request.session.id)
  }

  /** Messages, pushes and timers that were lost since views had too much to do: see `limits.mailbox`. */
  get lostMessages(): number {
    return this.settings.services.losses?.messages ?? 0
  }

  /** Bytes of events over 1 KiB that wait for their answers, in all windows; see `limits.mailboxBytes`. */
  get waitingBytes(): number {
    return this.addresses.waitingBytes
  }

  /** How many pages are connected, wait for their socket, or lost it and may come back. */
  get counts(): Windows['counts'] {
    return this.#windows.counts
  }

  /** See {@link App.metrics}. */
  get metrics(): AppMetrics {
    return metricsOf(this.settings.services, this, this.#windows.hibernating)
  }

  /**
   * Says goodbye to all pages. Adapters call it when their server closes.
   * @returns when views have closed, at the latest after `limits.closeMs`, and tasks that run here have ended.
   */
  async stop(): Promise<void> {
    await Promise.all([this.#windows.stop(this.unjoined), this.#http.answered()])
    this.#http.stop()
    this.settings.workers?.close()
    if (this.settings.work.length > 0) await signalTasksOf(this.namespace).stop()
    if (this.#isCounted) leaveNamespace(this.settings.services)
    this.#isCounted = false
  }

  /** What a session's cookie holds. For tests. */
  sealSession(session: VisitorSession): string {
    return sealSession(this.#signer, session, this.settings, this.place.basePath)
  }

  async #loadChecks(): Promise<void> {
    const { checkHtml, checkFragment } = await import('../template/check-html.ts')
    Object.assign(mode, { checkHtml, checkFragment })
    this.#ready = null
  }
}
