/**
 * Opens every view of an app and calls every event with what a careless or hostile browser could send: what
 * throws, what shows what it should not, and what is slow.
 */
import type { Json } from '../wire/frames.ts'
import type { OnError } from '../live/page/failure.ts'
import { serverOf } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import type { RouteInfo } from '../server/route-list.ts'
import { hostileArguments, MARK } from './hostile-arguments.ts'
import { ANSWER_MS, SmokePage } from './smoke-page.ts'

/** Options of {@link smoke}. All may be left out. */
export interface SmokeOptions {
  /** Addresses of routes with parameters, by route: `{ '/users/:id': '/users/7' }`. Default: "1" for each one. */
  paths?: Readonly<Record<string, string>>
  /** Headers of all requests, such as a cookie: who the visitor is. Default: none. */
  headers?: Readonly<Record<string, string>>
  /** Milliseconds that an event may take. Default 50. */
  slowMs?: number
}

/** Something that is wrong. */
export interface SmokeFault {
  /**
   * `status`: the page is no page. `threw`: its code failed. `markup`: what a browser sent became HTML. `internals`:
   * the page shows a stack, `[object Object]` or the like. `slow`: it took too long. `silent`: no answer in 5 s.
   */
  kind: 'status' | 'threw' | 'markup' | 'internals' | 'slow' | 'silent'
  /** The view's class. */
  view: string
  path: string
  /** The event; "" for the page itself. */
  event: string
  /** What was sent. */
  args: Json
  /** What happened, in a sentence. */
  detail: string
}

/** How much was tried, and what was found. */
export interface SmokeReport {
  pages: number
  events: number
  faults: SmokeFault[]
}

const ORIGIN = 'http://localhost'
const INTERNALS = /\[object \w+\]|\n\s+at \S+ \(|\bundefined\b(?=[^<]*<)|\/node_modules\//

/**
 * Tries all views: `assert.deepEqual((await smoke(app)).faults, [])`. Each event runs in a page of its own, with no
 * arguments, wrong ones, huge ones, and ones that look like code. Events that a schema, a permission or a rate limit
 * refuses are right.
 * @returns what was found. It does not reject for faults of the app.
 */
export async function smoke(app: App, options: SmokeOptions = {}): Promise<SmokeReport> {
  const run = new SmokeRun(serverOf(app), options)
  await run.all()
  return run.report
}

class SmokeRun {
  readonly report: SmokeReport = { pages: 0, events: 0, faults: [] }
  readonly #server: AppServer
  readonly #options: SmokeOptions
  /** What failed last, for the log's ids say nothing. */
  #thrown: unknown

  constructor(server: AppServer, options: SmokeOptions) {
    this.#server = server
    this.#options = options
  }

  async all(): Promise<void> {
    const services = this.#server.settings.services as { onError?: OnError | undefined }
    const { onError } = services
    services.onError = (error, info) => {
      this.#thrown = error
      return onError?.(error, info)
    }
    try {
      for (const route of this.#server.routes()) if (route.kind === 'live') await this.#view(route)
    } finally {
      services.onError = onError
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
    const address = addressOf(++this.report.pages)
    const headers = new Headers({ ...this.#options.headers, host: 'localhost' })
    this.#thrown = undefined
    const response = await this.#server.fetch(new Request(ORIGIN + path, { headers }), address)
    const html = await response.text()
    const fault = (kind: SmokeFault['kind'], detail: string): void =>
      this.#note({ kind, view: route.name, path, event, args, detail })
    // A visitor who is sent elsewhere, or may not see it, is answered.
    if ([301, 302, 303, 401, 403, 404].includes(response.status)) return undefined
    const token = /live-root="([^"]*)"/.exec(html)?.[1]
    if (response.status >= 400 || token === undefined) {
      fault('status', `${path} answers ${response.status}. ${sentenceOf(this.#thrown)}`)
      return undefined
    }
    const cookie = response.headers.get('set-cookie')?.split(';')[0]
    if (cookie) headers.set('cookie', [headers.get('cookie'), cookie].filter(Boolean).join('; '))
    headers.set('origin', ORIGIN)
    const page = new SmokePage(this.#server, { headers, address, token, path })
    if (await page.joined()) return page
    fault('silent', `The page could not be joined: ${page.closed ?? 'no answer'}.`)
    return undefined
  }

  async #call(route: RouteInfo, page: SmokePage, event: string, args: Json): Promise<void> {
    this.report.events++
    this.#thrown = undefined
    const started = performance.now()
    const answer = await page.call(event, args)
    const ms = performance.now() - started
    const fault = (kind: SmokeFault['kind'], detail: string): void =>
      this.#note({ kind, view: route.name, path: page.path, event, args: shortened(args), detail })
    // A throw that a listener of the app's own swallowed is one too.
    if (this.#thrown !== undefined) fault('threw', sentenceOf(this.#thrown))
    if (answer === 'none') fault('silent', page.closed ?? `No answer in ${ANSWER_MS} ms.`)
    const { slowMs = 50 } = this.#options
    if (answer !== 'none' && ms > slowMs) fault('slow', `It took ${Math.round(ms)} ms.`)
    if (answer !== 'done') return
    const html = await page.html()
    if (html.includes(`<${MARK}`)) fault('markup', `The page shows <${MARK}> as an element.`)
    const internal = INTERNALS.exec(html)
    if (internal) fault('internals', `The page shows "${internal[0].trim()}".`)
  }

  #note(fault: SmokeFault): void {
    this.report.faults.push(fault)
  }
}

/** Each page comes from elsewhere, so that limits of one visitor are not what is tried. */
const addressOf = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`

const sentenceOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.name}: ${error.message}`
    : error === undefined
      ? ''
      : String(error)

/** A text of a megabyte is not worth a megabyte of report. */
function shortened(args: Json): Json {
  const text = JSON.stringify(args)
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : args
}

/** An address of a route: `/files/1` for `/files/**:rest`, `/users/1` for `/users/:id`. */
function exampleOf(path: string): string {
  const part = (text: string): string =>
    text.startsWith('*') ? '1' : text.replaceAll(/:\w+/g, '1')
  return path.split('/').map(part).join('/')
}
