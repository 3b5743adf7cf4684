/**
 * Opens every view of an app and calls every event with what a careless or hostile browser could send: what
 * throws, what shows what it should not, what is slow, and what could not be looked at.
 */
import { equip } from '../adapters/equipment.ts'
import { hrefOf } from '../base/base-path.ts'
import { fail } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import type { Logger } from '../base/logger.ts'
import type { Json } from '../wire/frames.ts'
import { EVENT_REFUSED } from '../live/page/failure.ts'
import type { OnError } from '../live/page/failure.ts'
import type { User } from '../live/page/request.ts'
import { VisitorSession } from '../live/page/session.ts'
import { serverOf } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import type { RouteInfo } from '../server/route-list.ts'
import { hostileArguments, MARK } from './hostile-arguments.ts'
import { actAs, askActing } from './page/acting.ts'
import { cookiesOf } from './page/cookies.ts'
import { errorSentence, placeOf, SmokeFaults } from './smoke-faults.ts'
import type { SmokeFault } from './smoke-faults.ts'
import { ANSWER_MS, SmokePage } from './smoke-page.ts'
import { stayAwake } from './stay-awake.ts'
import { dueNow, takeStrayErrors } from './stray-errors.ts'

/** Options of {@link smoke}. All may be left out. */
export interface SmokeOptions {
  /** Addresses of routes with parameters, by route: `{ '/users/:id': '/users/7' }`. Default: "1" for each one. */
  paths?: Readonly<Record<string, string>>
  /** Who the visitor is, whatever `createApp({ user })` says. Default: whom the app knows by the headers. */
  as?: User & object
  /** Headers of all requests, such as a cookie: who the visitor is. Default: none. */
  headers?: Readonly<Record<string, string>>
  /** Milliseconds that an event may take. Default 50. */
  slowMs?: number
}

/** A page that was not looked at, and its events with it. */
export interface SmokeSkip {
  /** The address that was asked for. */
  path: string
  /** The view's class. */
  view: string
  /** `answers 302, to /login`, `answers 403`. */
  why: string
}

/** The number of calls, and the faults. */
export interface SmokeReport {
  /** How often a page was asked for. */
  pages: number
  /** How often an event was called. */
  events: number
  faults: SmokeFault[]
  /** Pages that lead elsewhere or refuse their visitor: give smoke a user, or other paths. */
  skipped: SmokeSkip[]
}

const ORIGIN = 'http://localhost'
const INTERNALS = /\[object \w+\]|\n\s+at \S+ \(|\bundefined\b(?=[^<]*<)|\/node_modules\//

/**
 * Tries all views: `assert.deepEqual(await smoke(app), …)`, or its `faults` and `skipped`. Each event runs in
 * a new page, without arguments, with wrong ones, huge ones, and ones that look like code. A refusal by a
 * schema, a permission or a rate limit is correct, and not logged.
 * @returns the faults. It does not reject for faults of the app.
 * @throws LiveError E_OPTION for a key of `paths` that is no route of a view.
 */
export async function smoke(app: App, options: SmokeOptions = {}): Promise<SmokeReport> {
  const server = serverOf(app)
  checkPaths(server, options.paths ?? {})
  equip(server)
  if (options.as !== undefined) askActing(server)
  return stayAwake(new SmokeRun(server, options).all())
}

/** A key with a slip would leave its route where no view is. */
function checkPaths(server: AppServer, paths: object): void {
  const known = server.routes().flatMap(({ kind, path }) => (kind === 'live' ? [path] : []))
  const wrong = Object.keys(paths).find((key) => !known.includes(key))
  if (wrong === undefined) return
  throw fail('E_OPTION', 'smoke paths', `routes of views (${known.join(', ')})`, wrong)
}

/** What is tried at the moment. */
interface Trial {
  readonly route: RouteInfo
  readonly path: string
  /** "" for the page itself. */
  readonly event: string
  readonly args: Json
}

class SmokeRun {
  #pages = 0
  #events = 0
  readonly #faults = new SmokeFaults()
  readonly #skipped = new Map<string, SmokeSkip>()
  readonly #server: AppServer
  readonly #options: SmokeOptions
  /** What failed last, for the log's ids say nothing. */
  #thrown: unknown
  #trial: Trial | undefined

  constructor(server: AppServer, options: SmokeOptions) {
    this.#server = server
    this.#options = options
  }

  async all(): Promise<SmokeReport> {
    const services = this.#server.settings.services as {
      logger: Logger
      onError?: OnError | undefined
    }
    const { logger, onError } = services
    services.logger = withoutRefusals(logger)
    services.onError = (error, info) => {
      this.#thrown = error
      return onError?.(error, info)
    }
    const end = takeStrayErrors((error) =>
      this.#note('threw', `Uncaught: ${errorSentence(error)}`, placeOf(error)),
    )
    try {
      for (const route of this.#server.routes()) if (route.kind === 'live') await this.#view(route)
    } finally {
      Object.assign(services, { logger, onError })
      end()
    }
    return {
      pages: this.#pages,
      events: this.#events,
      faults: this.#faults.list(),
      skipped: [...this.#skipped.values()],
    }
  }

  async #view(route: RouteInfo): Promise<void> {
    const page = await this.#open(route, '', null)
    page?.close()
    if (!page) return
    for (const event of route.events) {
      for (const args of hostileArguments) {
        const fresh = await this.#open(route, event, args)
        if (!fresh) continue
        await this.#call(route, fresh, event, args)
        fresh.close()
      }
    }
  }

  async #open(route: RouteInfo, event: string, args: Json): Promise<SmokePage | undefined> {
    const path = this.#options.paths?.[route.path] ?? exampleOf(route.path)
    const address = addressOf(++this.#pages)
    const { basePath } = this.#server.place
    const headers = this.#headers()
    this.#trial = { route, path, event, args }
    this.#thrown = undefined
    const response = await this.#server.fetch(
      new Request(ORIGIN + hrefOf(basePath, path), { headers }),
      address,
    )
    const html = await response.text()
    const token = /live-root="([^"]*)"/.exec(html)?.[1]
    const { status } = response
    if (ELSEWHERE.includes(status)) {
      const to = response.headers.get('location')
      this.#skip({ path, view: route.name, why: `answers ${status}${to ? `, to ${to}` : ''}` })
      return undefined
    }
    if (status >= 400 || token === undefined) {
      const detail = `${path} answers ${status}. ${errorSentence(this.#thrown)}`
      this.#note('status', detail, `${status} ${placeOf(this.#thrown)}`)
      return undefined
    }
    const cookies = cookiesOf(response)
    if (cookies) addCookie(headers, cookies)
    headers.set('origin', ORIGIN)
    const page = new SmokePage(this.#server, { headers, address, basePath, token, path })
    if (await page.joined()) return page
    this.#note('silent', `The page could not be joined: ${page.closed ?? 'no answer'}.`)
    return undefined
  }

  /** Of a visitor who was not here before. */
  #headers(): Headers {
    const { headers: given, as } = this.#options
    const headers = new Headers({ ...given, host: 'localhost' })
    if (as === undefined) return headers
    const { settings } = this.#server
    const session = new VisitorSession({ id: randomId() }, settings.clock.now())
    actAs(session.id, as)
    addCookie(headers, `${settings.sessionCookie}=${this.#server.sealSession(session)}`)
    return headers
  }

  async #call(route: RouteInfo, page: SmokePage, event: string, args: Json): Promise<void> {
    this.#events++
    this.#trial = { route, path: page.path, event, args }
    this.#thrown = undefined
    const started = performance.now()
    const answer = await page.call(event, args)
    const ms = performance.now() - started
    await dueNow()
    // A throw that a listener of the app's own swallowed is one too.
    if (this.#thrown !== undefined) {
      this.#note('threw', errorSentence(this.#thrown), placeOf(this.#thrown))
    } else if (page.refusal === 'E_HANDLER')
      this.#note('threw', 'It failed in its thread: see the log.')
    if (answer === 'none') this.#note('silent', page.closed ?? `No answer in ${ANSWER_MS} ms.`)
    const { slowMs = 50 } = this.#options
    if (answer !== 'none' && ms > slowMs) this.#note('slow', `It took ${Math.round(ms)} ms.`, '')
    if (answer !== 'done') return
    const html = await page.html()
    if (html.includes(`<${MARK}`)) this.#note('markup', `The page shows <${MARK}> as an element.`)
    const internal = INTERNALS.exec(html)
    if (internal) this.#note('internals', `The page shows "${internal[0].trim()}".`)
  }

  /** @param cause tells faults of one kind apart. Default: the detail. */
  #note(kind: SmokeFault['kind'], detail: string, cause: string = detail): void {
    const { route, path = '', event = '', args = null } = this.#trial ?? {}
    this.#faults.add({ kind, view: route?.name ?? '', path, event, args, detail }, cause)
  }

  #skip(skip: SmokeSkip): void {
    this.#skipped.set(JSON.stringify(skip), skip)
  }
}

/** Refusals are what is hoped for, and would hide in dozens of lines what is not. */
function withoutRefusals(logger: Logger): Logger {
  const warn = (fields: object, sentence: string): void => {
    if (sentence !== EVENT_REFUSED) logger.warn(fields, sentence)
  }
  return { ...logger, warn }
}

/** Statuses of answers to a visitor who is sent elsewhere, or may not see it. */
const ELSEWHERE = [301, 302, 303, 307, 308, 401, 403, 404]

function addCookie(headers: Headers, cookie: string): void {
  headers.set('cookie', [headers.get('cookie'), cookie].filter(Boolean).join('; '))
}

/** Each page comes from elsewhere, so that limits of one visitor are not what is tried. */
const addressOf = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`

/** An address of a route: `/files/1` for `/files/**:rest`, `/users/1` for `/users/:id`. */
function exampleOf(path: string): string {
  const part = (text: string): string =>
    text.startsWith('*') ? '1' : text.replaceAll(/:\w+/g, '1')
  return path.split('/').map(part).join('/')
}
