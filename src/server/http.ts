/**
 * Answers HTTP requests: pages with their first render, the browser's files, and an app's own handlers.
 */
import { hrefOf, pathBelow } from '../base/base-path.ts'
import { elapsed } from '../base/clock.ts'
import { checkAddress, locationOf } from '../base/destination.ts'
import { runIn } from '../base/namespace.ts'
import { shippedClient } from './client-files.ts'
import type { ClientFiles } from './client-files.ts'
import { fail } from '../base/errors.ts'
import { inTime } from '../base/wait.ts'
import { randomId } from '../base/ids.ts'
import { Window } from '../window/window.ts'
import { encode } from '../wire/codec.ts'
import { FromServer } from '../wire/frames.ts'
import type { Effect } from '../wire/effects.ts'
import { ErrorAnswers, statusOf } from './error-answers.ts'
import { passes } from './route-guards.ts'
import { isFormPost } from './form-post.ts'
import { FormPosts } from './form-posts.ts'
import type { Connect } from './form-posts.ts'
import { StreamRequests } from './stream-requests.ts'
import type { SocketRequest } from './pages.ts'
import { HttpHandlers } from './http-handlers.ts'
import { readUser } from './current-user.ts'
import type { Settings } from './settings.ts'
import {
  keepFlashes,
  newPage,
  openView,
  peekFlashes,
  printPage,
  takeFlashes,
  takePosted,
} from './page.ts'
import type { LiveRoute, Page } from './page.ts'
import { headValuesOf } from './page-headers.ts'
import { basePathOf } from './placed-requests.ts'
import { isHost } from './proxies.ts'
import type { AppPlace } from './app-place.ts'
import type { Routes } from './routes.ts'
import { scriptTags } from './script-tags.ts'
import { ServingMistakes } from './serving-mistakes.ts'
import { answerTicket } from './session-tickets.ts'
import {
  OWN_PATH,
  CLIENT_PATH,
  FRAMES_PATH,
  SESSION_PATH,
  STREAM_PATH,
  UPLOAD_PATH,
} from '../wire/paths.ts'
import { tellingTaken } from './taken-bodies.ts'
import type { Signer } from './tokens.ts'
import { UploadRequests } from './upload-requests.ts'
import { Visitors } from './visitors.ts'
import type { Visitor } from './visitors.ts'
import type { Windows } from './windows.ts'

/** Where the browser's files live. */
const SCRIPT_FOLDER = `${OWN_PATH}/`
/** For health checks of the process: it lives; it takes visitors. */
const HEALTH_PATH = `${SCRIPT_FOLDER}health`
/** Milliseconds that its layer and its store have to answer. */
const READY_MS = 2000
/** A window that none is. */
const PROBE = 'ready'
const READY_PATH = `${SCRIPT_FOLDER}ready`

export type ResponseClass = new (
  body: string | Uint8Array<ArrayBuffer> | null,
  init: ResponseInit,
) => Response

/** What answers are made of. */
export interface HttpParts {
  readonly settings: Settings
  readonly place: AppPlace
  readonly signer: Signer
  readonly live: Routes<LiveRoute>
  readonly windows: Windows
  readonly connect: Connect
  /** Whether a socket may be opened: see App.checkSocket. */
  checkSocket(request: SocketRequest): void
}

export class Http {
  /** What pages are answered with; an adapter may put a faster class of the same shape here. */
  responseClass: ResponseClass = Response
  client: ClientFiles = shippedClient()
  readonly #settings: Settings
  readonly #mistakes: ServingMistakes
  readonly #signer: Signer
  readonly #live: Routes<LiveRoute>
  readonly #windows: Windows
  readonly #visitors: Visitors
  readonly handlers: HttpHandlers
  readonly errors: ErrorAnswers
  readonly #posts: FormPosts
  readonly #uploads: UploadRequests
  readonly #streams: StreamRequests
  /** The last host that was fine: nearly all requests have the same. */
  #goodHost: string | null = null

  constructor({ settings, place, signer, live, windows, connect, checkSocket }: HttpParts) {
    this.#settings = settings
    this.#signer = signer
    this.#live = live
    this.#windows = windows
    this.#visitors = new Visitors(settings, signer)
    this.#uploads = new UploadRequests(settings, signer, this.#visitors)
    this.#streams = new StreamRequests(settings, {
      signer,
      visitors: this.#visitors,
      windows,
      connect,
      checkSocket,
    })
    this.errors = new ErrorAnswers(settings)
    this.#mistakes = new ServingMistakes(settings, place, this.errors)
    this.handlers = new HttpHandlers(settings, this.#visitors, this.errors)
    this.#posts = new FormPosts(settings, {
      signer,
      visitors: this.#visitors,
      errors: this.errors,
      connect,
    })
  }

  /** Never rejects: whatever a request brings, it gets an answer. */
  async answer(asked: Request, address: string): Promise<Response> {
    const { devLog, clock } = this.#settings
    if (!devLog) return this.#answer(asked, address)
    const began = elapsed(clock)
    const answer = await this.#answer(asked, address)
    const { pathname } = new URL(asked.url)
    // Not of what pages load of ours.
    if (!pathname.startsWith(hrefOf(basePathOf(asked), SCRIPT_FOLDER)))
      devLog.request(asked.method, pathname, { status: answer.status, ms: elapsed(clock) - began })
    return answer
  }

  async #answer(asked: Request, address: string): Promise<Response> {
    const from = tellingTaken(asked)
    try {
      if (!this.#hasGoodHost(from)) {
        return await this.errors.answer(from, 400, fail('E_HOST', from.headers.get('host') ?? ''))
      }
      const { namespace } = this.#settings.services
      return await runIn(namespace, () => this.#route(from, address))
    } catch (error) {
      const status = statusOf(error)
      if (status !== undefined) return this.errors.answer(from, status, error)
      return this.errors.failed(from, 'http', 'http', error)
    }
  }

  /** @returns when the app's handlers have answered, at the latest after half of `limits.closeMs`. */
  answered(): Promise<void> {
    const { clock, limits } = this.#settings
    return this.handlers.running.ended(clock, limits.closeMs / 2)
  }

  /** Ends what goes on after an answer. */
  stop(): void {
    this.#streams.stop()
  }

  #route(from: Request, address: string): Response | Promise<Response> {
    const url = new URL(from.url)
    const { search } = url
    const pathname = pathBelow(basePathOf(from), url.pathname)
    const mistake = this.#mistakes.look(from, pathname)
    if (mistake) return mistake
    if (pathname === undefined) {
      const own = hrefOf(basePathOf(from), url.pathname)
      const error = fail('E_BASE_PATH', basePathOf(from), url.pathname, own)
      return this.errors.answer(from, 404, error)
    }
    if (pathname !== url.pathname) url.pathname = pathname
    const { method } = from
    if (pathname === SESSION_PATH) {
      return answerTicket(from, address, {
        visitors: this.#visitors,
        signer: this.#signer,
        settings: this.#settings,
      })
    }
    if (pathname === UPLOAD_PATH) return this.#uploads.answer(from, address)
    if (pathname === STREAM_PATH) return this.#streams.open(from, address)
    if (pathname === FRAMES_PATH) return this.#streams.take(from, address)
    if (pathname === HEALTH_PATH) return state(200, 'alive')
    if (pathname === READY_PATH) return this.#readiness()
    if (pathname.startsWith(SCRIPT_FOLDER)) return this.#script(from, pathname, search)
    const handler = this.handlers.find(method, pathname)
    if (handler) return this.handlers.answer(handler, from, address)
    const live = this.#live.find(pathname)
    if (live && (method === 'GET' || method === 'HEAD')) {
      return this.page(live.target, live.params, from, address)
    }
    if (live && isFormPost(from, url.searchParams)) {
      return this.#posts.answer(live, url, from, address)
    }
    const own = this.handlers.methodsOf(pathname)
    const allowed = new Set([...(live ? ['GET', 'HEAD'] : []), ...own])
    if (allowed.size === 0) return this.errors.answer(from, 404, fail('E_NO_VIEW', pathname))
    const allow = [...allowed.add('OPTIONS')].join(', ')
    if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } })
    return this.errors.answer(from, 405, undefined, { headers: { allow } })
  }

  /** Whether it takes visitors: what it needs beside itself is asked too. */
  async #readiness(): Promise<Response> {
    const { layer, durability, clock, logger } = this.#settings
    if (this.#windows.isStopping) return state(503, 'stopping')
    const isDurable = this.#live.list().some(({ target }) => target.view.durable)
    const asked: Promise<unknown>[] = []
    if (layer) asked.push(layer.ready())
    if (isDurable) asked.push(durability.store.load(PROBE))
    try {
      await inTime(Promise.all(asked), { clock, limits: { eventMs: READY_MS } })
      return state(200, 'ready')
    } catch (error) {
      logger.warn({ error }, 'the app is not ready')
      return state(503, 'out of reach of its channel layer or store')
    }
  }

  /** In development, where the adapter brought it. */
  get #hasOverlay(): boolean {
    return this.#settings.development && Object.hasOwn(this.client.files, 'overlay.js')
  }

  /** False for a host that is none, with which no address can be made. */
  #hasGoodHost({ headers }: Request): boolean {
    const host = headers.get('host')
    if (host === null || host === this.#goodHost) return true
    if (!isHost(host) || !URL.canParse(`http://${host}/`)) return false
    this.#goodHost = host
    return true
  }

  /** Opens a view and prints it. */
  async page(
    route: LiveRoute,
    params: Record<string, string>,
    from: Request,
    address: string,
  ): Promise<Response> {
    const settings = this.#settings
    const visitor = await this.#visitors.read(from, params, address)
    const { request } = visitor
    const window = new Window(randomId(12), settings.limits)
    try {
      checkAddress(request.url)
      settings.mounts.mount(request.address)
      await readUser(request, settings)
      const flashes = peekFlashes(request)
      const posted = await this.#windows.takePosted(takePosted(request) ?? '', request)
      if (posted && !(await passes(settings, request))) posted.window.close()
      else if (posted) {
        const effects = takeFlashes(request)
        if (effects.length > 0) posted.window.tell(encode([FromServer.EFFECTS, 0, ...effects]))
        return await this.#print(posted, from, visitor, { flashes, isPosted: true })
      }
      this.#windows.begin(window, request)
      const opened = await openView(route, window, request, settings)
      if ('redirectTo' in opened) {
        this.#windows.abandon(window)
        keepFlashes(request, opened.flashes)
        const location = locationOf(opened.redirectTo, request.basePath)
        const headers = { location, ...this.#visitors.cookie(from, visitor) }
        return new this.responseClass(null, { status: 302, headers })
      }
      const { instance } = opened
      window.show(instance)
      const page = newPage(window, instance, route)
      return await this.#print(page, from, visitor, { flashes, isPosted: false })
    } catch (error) {
      this.#windows.abandon(window)
      const status = statusOf(error)
      if (status !== undefined) return this.errors.answer(from, status, error)
      return this.errors.failed(from, route.view.name, 'page', error)
    }
  }

  /** @param shown messages of the page before, and whether a form of this one was posted. */
  async #print(
    page: Page,
    from: Request,
    visitor: Visitor,
    { flashes, isPosted }: { flashes: Effect[]; isPosted: boolean },
  ): Promise<Response> {
    const settings = this.#settings
    const { instance, window } = page
    try {
      const printing = instance.print()
      const printed = printing instanceof Promise ? await printing : printing
      if (!isPosted) instance.opened()
      settings.durability.check(page)
      const basePath = basePathOf(from)
      const source = `${basePath}${CLIENT_PATH}?v=${this.client.version}`
      const { nonce, headers } = headValuesOf(settings.headers)
      const script = scriptTags(source, {
        nonce,
        own: settings.scripts.map((address) => hrefOf(basePath, address)),
        development: this.#hasOverlay,
        namespace: settings.services.namespace,
      })
      const parts = { page, printed, script, nonce, flashes }
      const body = printPage(parts, this.#signer, settings)
      // Who asks for the headers alone never joins.
      if (from.method === 'HEAD') this.#windows.abandon(window)
      else this.#windows.wait(page, printed.bytes.length, { isPosted })
      printed.release()
      return new this.responseClass(from.method === 'HEAD' ? null : body, {
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'private, no-cache',
          'x-content-type-options': 'nosniff',
          ...headers,
          ...this.#visitors.cookie(from, visitor),
        },
      })
    } catch (error) {
      this.#windows.abandon(window)
      throw error
    }
  }

  #script(from: Request, pathname: string, search: string): Response | Promise<Response> {
    const name = pathname.slice(SCRIPT_FOLDER.length)
    const { files } = this.client
    const { development, errorNotes } = this.#settings
    const note = development && name === 'error' && errorNotes.find(search.slice('?id='.length))
    if (note) return Response.json(note, { headers: { 'cache-control': 'no-store' } })
    const isServed = name === 'overlay.js' ? this.#hasOverlay : Object.hasOwn(files, name)
    if (!isServed) return this.errors.answer(from, 404, fail('E_NO_VIEW', pathname))
    const headers = {
      'content-type': 'text/javascript; charset=utf-8',
      // An address without the version, which pages' own scripts use, means whatever is current.
      'cache-control': search ? 'public, max-age=31536000, immutable' : 'no-cache',
    }
    return new this.responseClass(files[name]!, { headers })
  }
}

function state(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { 'cache-control': 'no-store' } })
}
