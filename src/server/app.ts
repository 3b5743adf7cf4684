/** An app: what users call. */
import { linkOf } from '../base/destination.ts'
import type { Namespace } from '../base/namespace.ts'
import type { RenderPage } from '../live/view/function-page.ts'
import type { LiveViewClass, PageServer } from '../live/view/live-view.ts'
import { AppServer } from './app-server.ts'
import type { AppMetrics } from './metrics.ts'
import type { RenderErrorPage } from './error-answers.ts'
import type { Guard } from './route-guards.ts'
import type { HttpHandler, HttpOptions } from './http-handlers.ts'
import type { LiveOptions, ViewFor } from './live-options.ts'
import type { AppOptions } from './options.ts'
import type { WindowsToClose } from './windows.ts'

/** Made by {@link createApp}. */
export class App implements PageServer {
  readonly #server: AppServer

  constructor(options: AppOptions = {}) {
    this.#server = new AppServer(options)
  }

  /** See {@link serverOf}. */
  static serverOf(app: App): AppServer {
    return app.#server
  }

  /**
   * Serves a view at a path: `app.live('/users/:id', UserView, { title: 'User' })`. Patterns as in rou3:
   * `:name`, `*`, `**:rest`.
   * @throws LiveError E_ROUTE (taken or malformed), E_NO_TEMPLATE, E_VIEW_NAME (another class's), E_SCHEMA,
   * E_STATE (a durable view that can't be stored).
   */
  live<Path extends string>(path: Path, view: ViewFor<Path>, options?: LiveOptions): this {
    this.#server.live(path, view, options)
    return this
  }

  /**
   * Serves a page without a class, for handlers to change: ``app.page('/', () => html`…`)``. Back and forward
   * to an address that a handler gave it call the function again.
   * @param path one pattern, or several of the same page.
   * @throws LiveError E_ROUTE when a path is taken or malformed.
   */
  page(path: string | readonly string[], render: RenderPage, options?: LiveOptions): this {
    this.#server.page(path, render, options)
    return this
  }

  /**
   * Serves plain HTTP requests at a path: styles, downloads, logins. The second argument of the handler has
   * session and user:
   * `app.http('/login', async (request, live) => { live.session.userId = …; return Response.redirect(…) })`.
   * Requests from pages of another site are refused, except GET. An error of the handler is logged and
   * answered with 500.
   * @param path `/login` for all methods, `POST /login` for one; others get 405.
   * @throws LiveError E_ROUTE when it is taken or malformed.
   */
  http(path: string, handler: HttpHandler, options?: HttpOptions): this {
    this.#server.http(path, handler, options)
    return this
  }

  /** Serves GET and HEAD requests at a path; see {@link http}. */
  get(path: string, handler: HttpHandler, options?: HttpOptions): this {
    return this.http(`GET ${path}`, handler, options)
  }

  /** Serves POST requests at a path; a view may be at the same path. See {@link http}. */
  post(path: string, handler: HttpHandler, options?: HttpOptions): this {
    return this.http(`POST ${path}`, handler, options)
  }

  /** Serves PUT requests at a path; see {@link http}. */
  put(path: string, handler: HttpHandler, options?: HttpOptions): this {
    return this.http(`PUT ${path}`, handler, options)
  }

  /** Serves PATCH requests at a path; see {@link http}. */
  patch(path: string, handler: HttpHandler, options?: HttpOptions): this {
    return this.http(`PATCH ${path}`, handler, options)
  }

  /** Serves DELETE requests at a path; see {@link http}. */
  delete(path: string, handler: HttpHandler, options?: HttpOptions): this {
    return this.http(`DELETE ${path}`, handler, options)
  }

  /**
   * The page of an error: ``app.errorPage(404, ({ path }) => html`<!doctype html>…`)``.
   * @param status 403 where a visitor may not go, 404 where nothing is, 413, 500…
   * @throws LiveError E_OPTION for a status that is no error's.
   */
  errorPage(status: number, render: RenderErrorPage): this {
    this.#server.errorPage(status, render)
    return this
  }

  /**
   * Asks a guard before every page and handler: over HTTP, when a page goes to another address over its
   * socket, and when a lost connection comes back. Guards are asked in the order of these calls:
   * `app.use((request) => request.path.startsWith('/admin') && !request.user ? '/login' : true)`.
   */
  use(guard: Guard): this {
    this.#server.use(guard)
    return this
  }

  /**
   * Reads a user again in all open pages, in every process. Pages that the user may no longer see are left,
   * and views that show the user are rendered again. Call it when their rights change.
   */
  refreshUser(id: string | number): Promise<void> {
    return this.#server.refreshUser(id)
  }

  /**
   * Closes all windows of a session or a user, in every process; their pages load again. A named session is
   * over: its cookie is refused, and its visitor gets another one. Windows close a quarter of a second later,
   * so that the browser has the cookie of the answer that logs it out.
   */
  logOut(who: WindowsToClose): Promise<void> {
    return this.#server.logOut(who)
  }

  /**
   * An address of the app as browsers need it, as `request.href` makes it, where no request asks: in HTML that is sent
   * to everybody. Below a host's prefix it is known once a page was asked for; `createApp({ basePath })` knows it from
   * the start.
   */
  href(address: string): string {
    return linkOf(this.#server.place.shown, address)
  }

  /** True when the app has a page, a handler or a file at this path of the site: for a host's own routing. */
  handles(path: string): boolean {
    return this.#server.handles(path)
  }

  /** Answers an HTTP request. `address` is the peer's network address. */
  fetch(request: Request, address?: string): Promise<Response> {
    return this.#server.fetch(request, address)
  }

  /** Serves one view, whatever the request's path; see LiveView.asView. */
  answerWith(view: LiveViewClass, request: Request): Promise<Response> {
    return this.#server.answerWith(view, request)
  }

  /**
   * Resolves when the app can be served: its channel layer has reached its server, and the queues that it
   * works are worked. `listen` awaits it.
   * @throws LiveError E_LAYER.
   */
  ready(): Promise<void> {
    return this.#server.ready()
  }

  /**
   * Says goodbye to all pages. Adapters call it when their server closes.
   * @returns when views have closed, at the latest after `limits.closeMs`, and tasks that run here have ended.
   */
  stop(): Promise<void> {
    return this.#server.stop()
  }

  /** Where its topics, queue, handlers and signals are. */
  get namespace(): Namespace {
    return this.#server.namespace
  }

  /**
   * What operators watch: see {@link AppMetrics}. Of this process alone; `published` is the namespace's.
   */
  get metrics(): AppMetrics {
    return this.#server.metrics
  }

  /** How many pages are connected, wait for their socket, or lost it and may come back. */
  get counts(): { connected: number; pending: number; absent: number } {
    return this.#server.counts
  }

  /** Messages, pushes and timers that were lost since views had too much to do: see `limits.mailbox`. */
  get lostMessages(): number {
    return this.#server.lostMessages
  }

  /** Bytes of events over 1 KiB that wait for their answers, in all windows; see `limits.mailboxBytes`. */
  get waitingBytes(): number {
    return this.#server.waitingBytes
  }
}

/**
 * What adapters and tests of adapters need of an app: sockets, settings without the secret, the client's files.
 * Apps have no use for it.
 */
export function serverOf(app: App): AppServer {
  return App.serverOf(app)
}

/**
 * Creates an app. Add views with `app.live(path, View)` and serve it with `listen(app)` from
 * "overwire/node".
 * @throws LiveError E_OPTION for an invalid option.
 */
export function createApp(options: AppOptions = {}): App {
  return new App(options)
}
