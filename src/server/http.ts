/**
 * Answers HTTP requests: pages with their first render, the browser's files, and an app's own handlers.
 */
import { fail, LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import type { LiveRequest } from '../live/request.ts'
import { Window } from '../window/window.ts'
import { writeCookie } from './cookies.ts'
import { errorPage } from './error-page.ts'
import { checkOrigin } from './guard.ts'
import type { Settings } from './options.ts'
import { keepFlashes, openView, printPage, readRequest } from './page.ts'
import type { LiveRoute, Page } from './page.ts'
import { headingOf } from './page-headers.ts'
import type { Routes } from './routes.ts'
import { scriptTags } from './script-tags.ts'
import type { Signer } from './tokens.ts'
import type { Windows } from './windows.ts'

/** Where the browser's files live. */
export const SCRIPT_FOLDER = '/_overwire/'

/**
 * Answers one request. What it changes in `live.session` is kept in the cookie.
 * @param live who asks: session, user, route parameters, query.
 */
export type HttpHandler = (request: Request, live: LiveRequest) => Response | Promise<Response>

/** The browser's files, brought by the adapter. */
export interface ClientFiles {
  /** Their code by name: `client.js` and the parts it loads when needed. */
  files: Readonly<Record<string, string>>
  /** Changes with the code; becomes part of the address. */
  version: string
}

export type ResponseClass = new (
  body: string | Uint8Array<ArrayBuffer> | null,
  init: ResponseInit,
) => Response

/** A request and who sent it. */
interface Visitor {
  request: LiveRequest
  /** The session as the browser has it; "" for none. */
  before: string
}

export class Http {
  /** What pages are answered with; an adapter may put a faster class of the same shape here. */
  responseClass: ResponseClass = Response
  client: ClientFiles = { files: {}, version: '0' }
  readonly #settings: Settings
  readonly #signer: Signer
  readonly #live: Routes<LiveRoute>
  readonly #handlers: Routes<HttpHandler>
  readonly #windows: Windows

  constructor(
    settings: Settings,
    signer: Signer,
    live: Routes<LiveRoute>,
    handlers: Routes<HttpHandler>,
    windows: Windows,
  ) {
    this.#settings = settings
    this.#signer = signer
    this.#live = live
    this.#handlers = handlers
    this.#windows = windows
  }

  async answer(from: Request, address: string): Promise<Response> {
    const { pathname, search } = new URL(from.url)
    if (pathname.startsWith(SCRIPT_FOLDER)) return this.#script(pathname, search)
    const handler = this.#handlers.find(pathname)
    if (handler) return this.#handle(handler.target, handler.params, from, address)
    const live = this.#live.find(pathname)
    if (!live) return this.#error(404, fail('E_NO_VIEW', pathname))
    if (from.method !== 'GET' && from.method !== 'HEAD') {
      return new this.responseClass('Only GET is possible here.', {
        status: 405,
        headers: { allow: 'GET, HEAD' },
      })
    }
    return this.page(live.target, live.params, from, address)
  }

  /** Opens a view and prints it. */
  async page(
    route: LiveRoute,
    params: Record<string, string>,
    from: Request,
    address: string,
  ): Promise<Response> {
    const settings = this.#settings
    const { request, before } = this.#visitor(from, params, address)
    const window = new Window(randomId(12), settings.limits)
    try {
      if (settings.user) request.user = await settings.user(request)
      this.#windows.begin(window, request)
      const opened = await openView(route, window, request, settings)
      if ('sentTo' in opened) {
        this.#windows.abandon(window)
        keepFlashes(request, opened.flashes)
        const headers = { location: opened.sentTo, ...this.#cookie(from, request, before) }
        return new this.responseClass(null, { status: 302, headers })
      }
      const { instance } = opened
      window.show(instance)
      const printing = instance.print()
      const printed = printing instanceof Promise ? await printing : printing
      instance.opened()
      const page: Page = { window, instance, route, moving: null, asked: 0 }
      const script = `${SCRIPT_FOLDER}client.js?v=${this.client.version}`
      const heading = headingOf(settings.headers)
      const tags = scriptTags(script, heading.nonce, settings.scripts)
      const body = printPage(page, printed, tags, heading.nonce, this.#signer, settings)
      this.#windows.wait(page, printed.bytes.length)
      printed.release()
      const headers: Record<string, string> = {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'private, no-cache',
        'x-content-type-options': 'nosniff',
        ...heading.headers,
        ...this.#cookie(from, request, before),
      }
      return new this.responseClass(from.method === 'HEAD' ? null : body, { headers })
    } catch (error) {
      this.#windows.abandon(window)
      return this.#failed(error, route, from)
    }
  }

  #failed(error: unknown, route: LiveRoute, from: Request): Response {
    const code = error instanceof LiveError ? error.code : ''
    if (code === 'E_FORBIDDEN') return this.#error(403, error)
    if (code === 'E_NOT_FOUND') return this.#error(404, error)
    const { pathname } = new URL(from.url)
    this.#settings.logger.error({ view: route.view.name, path: pathname, error }, 'a page failed')
    return this.#error(500, error)
  }

  async #handle(
    handler: HttpHandler,
    params: Record<string, string>,
    from: Request,
    address: string,
  ): Promise<Response> {
    const settings = this.#settings
    // A form on another site would bring the visitor's cookies; programs send no origin.
    if (!['GET', 'HEAD', 'OPTIONS'].includes(from.method) && from.headers.has('origin')) {
      try {
        checkOrigin(from.headers, settings.origins, settings.trustedProxies)
      } catch (error) {
        return this.#error(403, error)
      }
    }
    const { request, before } = this.#visitor(from, params, address)
    if (settings.user) request.user = await settings.user(request)
    const response = await handler(from, request)
    // A visitor who has no session needs none for a stylesheet.
    if (before === '' && Object.keys(request.session).length === 1) return response
    const cookie = this.#cookie(from, request, before)['set-cookie']
    if (cookie === undefined) return response
    const changed = new Response(response.body, response)
    changed.headers.append('set-cookie', cookie)
    return changed
  }

  #visitor(from: Request, params: Record<string, string>, address: string): Visitor {
    const { pathname, search } = new URL(from.url)
    const url = pathname + search
    const { headers } = from
    const read = readRequest(url, headers, params, address, this.#signer, this.#settings)
    return { request: read.request, before: read.isNew ? '' : JSON.stringify(read.request.session) }
  }

  /** The header that keeps a changed session. */
  #cookie(from: Request, { session }: LiveRequest, before: string): { 'set-cookie'?: string } {
    if (JSON.stringify(session) === before) return {}
    const secure = from.url.startsWith('https:')
    const sealed = this.#signer.seal('session', session)
    return { 'set-cookie': writeCookie(this.#settings.sessionCookie, sealed, secure) }
  }

  #script(pathname: string, search: string): Response {
    const name = pathname.slice(SCRIPT_FOLDER.length)
    const { files } = this.client
    if (!Object.hasOwn(files, name)) return this.#error(404, fail('E_NO_VIEW', pathname))
    const headers = {
      'content-type': 'text/javascript; charset=utf-8',
      // An address without the version, which pages' own scripts use, means whatever is current.
      'cache-control': search ? 'public, max-age=31536000, immutable' : 'no-cache',
    }
    return new this.responseClass(files[name]!, { headers })
  }

  #error(status: number, error: unknown): Response {
    const { development } = this.#settings
    const { headers } = headingOf(this.#settings.headers)
    const shown = development || (error instanceof LiveError && status < 500)
    return new this.responseClass(errorPage(status, shown ? error : undefined), {
      status,
      headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
    })
  }
}
