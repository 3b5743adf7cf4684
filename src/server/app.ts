/**
 * An app: its routes, its open pages, and the two doors through which browsers come: `fetch` for HTTP
 * requests and `connect` for sockets. Web standards only; adapters bring both to a runtime.
 */
import { fail, LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { LiveView } from '../live/view.ts'
import type { LiveViewClass, PageServer } from '../live/view.ts'
import { checkTemplate } from '../live/view-template.ts'
import { mode } from '../template/mode.ts'
import { Mode } from '../wire/frames.ts'
import { Lobby } from '../window/lobby.ts'
import type { Socket } from '../window/outbox.ts'
import { writeCookie } from './cookies.ts'
import { errorPage } from './error-page.ts'
import { Connection } from './gateway.ts'
import type { Joined, Pages, SocketRequest } from './gateway.ts'
import { AddressCount, checkOrigin } from './guard.ts'
import { settle } from './options.ts'
import type { AppOptions, Settings } from './options.ts'
import { mountPage, printPage, readRequest } from './page.ts'
import type { LiveRoute, Page } from './page.ts'
import { Routes } from './routes.ts'
import type { RouteParams } from './routes.ts'
import { openPage, Signer } from './tokens.ts'

/** Where the client and the socket live. */
export const SCRIPT_PATH = '/_overwire/client.js'
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

type HttpHandler = (request: Request) => Response | Promise<Response>

/** The client's code, brought by the adapter. */
export interface ClientScript {
  code: string
  /** Changes with the code; becomes part of its address. */
  version: string
}

export class App implements PageServer, Pages {
  readonly settings: Settings
  readonly addresses: AddressCount = new AddressCount()
  /** Names this process's run to browsers. */
  readonly build: string = randomId(6)
  /** What pages are answered with; an adapter may put a faster class of the same shape here. */
  responseClass: new (
    body: string | Uint8Array<ArrayBuffer> | null,
    init: ResponseInit,
  ) => Response = Response
  readonly #live = new Routes<LiveRoute>()
  readonly #http = new Routes<HttpHandler>()
  readonly #signer: Signer
  readonly #pending: Lobby<Page>
  readonly #absent: Lobby<Page>
  /** Open connections by their window's id. */
  readonly #connected = new Map<string, Connection>()
  #script: ClientScript = { code: '', version: '0' }
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
    options: { title?: string } = {},
  ): this {
    const ownRender = view.prototype.render !== LiveView.prototype.render
    checkTemplate(view as LiveViewClass, ownRender, this.settings.templates)
    this.#live.add(path, { view: view as LiveViewClass, title: options.title ?? '' })
    return this
  }

  /** Serves plain HTTP requests at a path, for styles, downloads, health checks. */
  http(path: string, handler: HttpHandler): this {
    this.#http.add(path, handler)
    return this
  }

  /** The client's code as the adapter found it. */
  useClient(script: ClientScript): void {
    this.#script = script
  }

  /** Answers an HTTP request. `address` is the peer's network address. */
  async fetch(request: Request, address: string = ''): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === SCRIPT_PATH) return this.#serveScript()
    const http = this.#http.find(pathname)
    if (http) return http.target(request)
    const live = this.#live.find(pathname)
    if (!live) return this.#error(404, fail('E_NO_VIEW', pathname))
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new this.responseClass('Only GET is possible here.', {
        status: 405,
        headers: { allow: 'GET, HEAD' },
      })
    }
    return this.#page(live.target, live.params, request, address)
  }

  /** Serves one view, whatever the request's path; see LiveView.asView. */
  page(view: LiveViewClass, request: Request): Promise<Response> {
    return this.#page({ view, title: '' }, {}, request, '')
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
  ): Promise<Joined> {
    const { address } = connection
    const { clock, limits } = this.settings
    const { request } = readRequest('/', headers, {}, address, this.#signer, this.settings)
    const opened = openPage(this.#signer, token, request.session.id, clock.now(), limits.tokenMs)
    const id = resumeKey ? resumeKey.slice(0, resumeKey.indexOf('.')) : opened.window
    const page = resumeKey ? this.#resume(id, resumeKey) : this.#pending.take(id)
    const joined: Joined = page
      ? { page, mode: resumeKey ? Mode.RESUMED : Mode.ADOPTED }
      : { page: await this.#mountAnew(opened.url, { headers, address }), mode: Mode.FRESH }
    this.#connected.set(joined.page.window.id, connection)
    this.#cancelSweep ??= clock.after(SWEEP_MS, this.#sweep)
    return joined
  }

  lost(page: Page, connection: Connection, left: boolean): void {
    const { id } = page.window
    if (this.#connected.get(id) !== connection) return
    this.#connected.delete(id)
    page.window.outbox.detach()
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
    this.#connected.delete(id)
    older?.replaced()
    this.#absent.take(id)
    return page
  }

  async #mountAnew(url: string, from: SocketRequest): Promise<Page> {
    const path = url.split('?')[0]!
    const match = this.#live.find(path)
    if (!match) throw fail('E_NO_VIEW', path)
    const { headers, address } = from
    const { request } = readRequest(
      url,
      headers,
      match.params,
      address,
      this.#signer,
      this.settings,
    )
    return mountPage(match.target.view, request, this.settings)
  }

  async #page(
    route: LiveRoute,
    params: Record<string, string>,
    from: Request,
    socketAddress: string,
  ): Promise<Response> {
    if (this.#ready) await this.#ready
    const { pathname, search, protocol } = new URL(from.url)
    const { settings } = this
    const { request, isNew } = readRequest(
      pathname + search,
      from.headers,
      params,
      socketAddress,
      this.#signer,
      settings,
    )
    const before = isNew ? '' : JSON.stringify(request.session)
    try {
      const page = await mountPage(route.view, request, settings)
      const printed = page.instance.print()
      const script = `${SCRIPT_PATH}?v=${this.#script.version}`
      const body = printPage(page, printed, route.title, script, this.#signer, settings)
      this.#pending.add(page.window.id, page, PAGE_BYTES + COPIES * printed.bytes.length)
      printed.release()
      const headers: Record<string, string> = {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'private, no-cache',
        'x-content-type-options': 'nosniff',
        ...settings.headers,
      }
      if (JSON.stringify(request.session) !== before) {
        const cookie = this.#signer.seal('session', request.session)
        headers['set-cookie'] = writeCookie(settings.sessionCookie, cookie, protocol === 'https:')
      }
      return new this.responseClass(from.method === 'HEAD' ? null : body, { headers })
    } catch (error) {
      settings.logger.error({ view: route.view.name, path: pathname, error }, 'a page failed')
      return this.#error(500, error)
    }
  }

  #serveScript(): Response {
    const headers = {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    }
    return new this.responseClass(this.#script.code, { headers })
  }

  #error(status: number, error: unknown): Response {
    const shown = this.settings.development || (error instanceof LiveError && status < 500)
    return new this.responseClass(errorPage(status, shown ? error : undefined), {
      status,
      headers: { 'content-type': 'text/html; charset=utf-8', ...this.settings.headers },
    })
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
