/** An app's own HTTP handlers: which one a method and a path mean, and what becomes of its answer. */
import { locationOf } from '../base/destination.ts'
import { describe, fail } from '../base/errors.ts'
import { Closing } from '../live/page/closing.ts'
import type { LiveRequest } from '../live/page/request.ts'
import type { ErrorAnswers } from './error-answers.ts'
import { statusOf } from './error-answers.ts'
import { answerInTime } from './answer-time.ts'
import { checkSite, isEncrypted } from './rate-limits.ts'
import { askGuards } from './route-guards.ts'
import { readUser } from './current-user.ts'
import type { Settings } from './settings.ts'
import { askedUrl } from './proxies.ts'
import { bodyOf, limitBody } from './request-body.ts'
import { tellingSent } from './sent-answers.ts'
import { Routes } from './routes.ts'
import type { Match, Route } from './routes.ts'
import type { Visitors } from './visitors.ts'

/**
 * Answers one request. What it changes in `live.session` is kept in the cookie.
 * @param live who asks: session, user, route parameters, query.
 */
export type HttpHandler = (request: Request, live: LiveRequest) => Response | Promise<Response>

/** Options of app.http() and its siblings. */
export interface HttpOptions {
  /** Largest body of a request, in bytes. Default: `limits.bodyBytes`. */
  bodyBytes?: number
  /** Milliseconds the handler has for its Response. Default: `limits.answerMs`. */
  answerMs?: number
}

/** A handler and what it may be sent. */
export interface HttpRoute {
  handler: HttpHandler
  /** As the app wrote it: `POST /login`. */
  name: string
  options: HttpOptions
}

/** Methods that a path may name. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** Estimated bytes of a body for which it matters how long its answer takes. */
const LARGE = 64 * 1024
/** Methods that change nothing: other sites' pages may send them. */
const SAFE = ['GET', 'HEAD', 'OPTIONS']

export class HttpHandlers {
  /** Those that have not answered. */
  readonly running: Closing = new Closing()
  readonly #settings: Settings
  readonly #visitors: Visitors
  readonly #errors: ErrorAnswers
  readonly #routes = new Routes<HttpRoute>('a handler')

  constructor(settings: Settings, visitors: Visitors, errors: ErrorAnswers) {
    this.#settings = settings
    this.#visitors = visitors
    this.#errors = errors
  }

  /** @param path `/login` for all methods, `POST /login` for one. @throws LiveError E_ROUTE. */
  add(path: string, handler: HttpHandler, options: HttpOptions): void {
    const [method, ...rest] = path.split(' ')
    const named = rest.length > 0
    if (named && !METHODS.includes(method!)) {
      throw fail('E_ROUTE', path, `expected one of ${METHODS.join(', ')} before the path.`)
    }
    const route = { handler, name: path, options }
    this.#routes.add(named ? rest.join(' ').trimStart() : path, route, named ? method : '')
  }

  /** What each handler is registered for. */
  list(): Route<HttpRoute>[] {
    return this.#routes.list()
  }

  /** HEAD is what GET answers, without its body. */
  find(method: string, path: string): Match<HttpRoute> | undefined {
    const found = this.#routes.find(path, method)
    return found ?? (method === 'HEAD' ? this.#routes.find(path, 'GET') : undefined)
  }

  /** The methods that a path has handlers for; none for a path without. */
  methodsOf(path: string): string[] {
    return METHODS.filter((method) => this.find(method, path) !== undefined)
  }

  /** Never rejects: what fails is logged, and the browser gets an error page. */
  async answer(
    { target, params }: Match<HttpRoute>,
    from: Request,
    address: string,
  ): Promise<Response> {
    const { handler, name, options } = target
    const settings = this.#settings
    const { clock, limits } = settings
    // A form on another site would bring the visitor's cookies; programs send no origin.
    if (!SAFE.includes(from.method)) {
      try {
        const { origins, trustedProxies } = settings
        checkSite(from.headers, { origins, trustedProxies, isEncrypted: isEncrypted(from) })
      } catch (error) {
        return this.#errors.answer(from, 403, error)
      }
    }
    let isTooLong = (): boolean => false
    const body = bodyOf(from, address, settings)
    let answered = body.end
    this.running.begin()
    try {
      const asked = askedUrl(from, settings.trustedProxies)
      const limited = limitBody(from, options.bodyBytes ?? limits.bodyBytes, body, asked)
      isTooLong = () => limited.exceeded
      const visitor = await this.#visitors.read(from, params, address)
      await readUser(visitor.request, settings)
      const redirectTo = await askGuards(settings, visitor.request)
      if (redirectTo !== undefined)
        return redirect(locationOf(redirectTo, visitor.request.basePath))
      const ms = options.answerMs ?? limits.answerMs
      const run = (request: Request): Response | Promise<Response> =>
        handler(request, visitor.request)
      const answer = await answerInTime(run, limited.request, clock, ms)
      const response = this.#visitors.withCookie(checked(answer, name), from, visitor)
      if (body.held < LARGE) return response
      const { end } = body
      answered = () => {}
      return tellingSent(response, end, { clock, ms: limits.answerMs })
    } catch (error) {
      const status = isTooLong() ? 413 : statusOf(error)
      if (status !== undefined) return this.#errors.answer(from, status, error)
      return this.#errors.failed(from, name, 'http', error)
    } finally {
      answered()
      this.running.end()
    }
  }
}

/** To GET, whatever the request was. */
function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location } })
}

/** @throws LiveError E_NO_RESPONSE for what is no answer, or can't be sent any more. */
function checked(response: Response, name: string): Response {
  const given: unknown = response
  const isResponse = typeof given === 'object' && given !== null && 'headers' in given
  if (!isResponse || typeof response.status !== 'number') {
    throw fail('E_NO_RESPONSE', name, describe(given))
  }
  if (response.bodyUsed) throw fail('E_NO_RESPONSE', name, 'a Response whose body was read already')
  if (response.body?.locked) {
    throw fail('E_NO_RESPONSE', name, 'a Response whose body has a reader already')
  }
  if (response.status < 200 || response.status > 599) {
    throw fail('E_NO_RESPONSE', name, `a Response with the status ${response.status}`)
  }
  return response
}
