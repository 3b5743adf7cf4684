/**
 * A browser without a screen and without a network: happy-dom's pages, whose requests, cookies and sockets
 * go straight to an app, and whose script is the client itself.
 */
import type * as HappyDom from 'happy-dom'
import type { Browser, BrowserPage, BrowserWindow } from 'happy-dom'
import { addressBelow, hrefOf } from '../../base/base-path.ts'
import { fail } from '../../base/errors.ts'
import { serverOf } from '../../server/app.ts'
import type { App } from '../../server/app.ts'
import { CLIENT_PATH } from '../../wire/paths.ts'
import { stayAwake } from '../stay-awake.ts'
import type { TestClock } from './clock.ts'
import type { Cookies } from './cookies.ts'
import { failureText } from './failure-text.ts'
import { runClient } from './page-script.ts'
import { PageTimers } from './page-timers.ts'
import { socketClass } from './socket.ts'
import type { Network, PageSocket } from './socket.ts'
import { Traffic } from './traffic.ts'

/** Where pages seem to be. */
export const ORIGIN = 'http://localhost'
const HOST = 'localhost'
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]
const MOST_REDIRECTS = 20

/** The window of a page, with what pages may be given. */
type PageWindow = BrowserWindow & Record<string, unknown>

export interface BrowserOptions {
  readonly clock: TestClock
  /** Headers of all its requests. */
  readonly headers: Readonly<Record<string, string>>
  readonly address: string
  readonly cookies: Cookies
  /** The answer to `confirm`. */
  confirms(question: string): boolean
}

export class TestBrowser implements Network {
  app: App
  readonly traffic: Traffic = new Traffic()
  readonly cookies: Cookies
  readonly timers: PageTimers
  readonly address: string
  /** What pages wrote as errors, since they were taken last. */
  errors: string[] = []
  /** Status of the document's answer. */
  status = 0
  isOnline = true
  latencyMs = 0
  readonly #options: BrowserOptions
  readonly #sockets = new Set<PageSocket>()
  #browser: Browser | null = null
  #loaded: BrowserPage | null = null
  #isClosed = false

  constructor(app: App, options: BrowserOptions) {
    this.app = app
    this.#options = options
    this.address = options.address
    this.cookies = options.cookies
    this.timers = new PageTimers(options.clock)
  }

  get #page(): BrowserPage {
    if (this.#isClosed || !this.#loaded) throw closed()
    return this.#loaded
  }

  get window(): Window & typeof globalThis {
    return this.#page.mainFrame.window as unknown as Window & typeof globalThis
  }

  get url(): string {
    const url = this.#page.url.replace(ORIGIN, '')
    return addressBelow(this.#basePath, url) ?? url
  }

  /** Where the app stands: tests say its own addresses, as its routes do. */
  get #basePath(): string {
    return serverOf(this.app).place.basePath
  }

  /** Loads a page as the address bar does. @throws LiveError E_MODULE when happy-dom is not installed. */
  async goto(path: string): Promise<void> {
    if (this.#isClosed) throw closed()
    this.#loaded ??= await this.#start()
    await this.#page.goto(
      new URL(
        hrefOf(this.#basePath, path),
        this.#page.url.startsWith('http') ? this.#page.url : ORIGIN,
      ).href,
    )
  }

  async reload(): Promise<void> {
    await this.#page.reload()
  }

  async back(): Promise<void> {
    this.window.history.back()
  }

  /** Ends it: its window says goodbye as one that is closed. */
  async close(): Promise<void> {
    this.#leave()
    await this.#browser?.close()
    this.#browser = null
    this.#isClosed = true
  }

  headers(): Headers {
    const headers = new Headers({ ...this.#options.headers, host: HOST, origin: ORIGIN })
    if (this.cookies.header) headers.set('cookie', this.cookies.header)
    return headers
  }

  deliver(run: () => void): void {
    if (this.latencyMs > 0) this.#options.clock.after(this.latencyMs, run)
    else queueMicrotask(run)
  }

  note(socket: PageSocket, { isOpen }: { isOpen: boolean }): void {
    if (isOpen) this.#sockets.add(socket)
    else this.#sockets.delete(socket)
  }

  /** The network is there again; {@link goOffline}: it breaks. */
  goOnline(): void {
    this.isOnline = true
    this.window.dispatchEvent(new this.window.Event('online'))
  }

  goOffline(): void {
    this.isOnline = false
    this.lose()
    this.window.dispatchEvent(new this.window.Event('offline'))
  }

  /** Connections break; the browser may make others. */
  lose(): void {
    for (const socket of this.#sockets) socket.lose()
  }

  async #start(): Promise<BrowserPage> {
    const { Browser: HappyBrowser } = await load()
    this.#browser = new HappyBrowser({
      console: this.#console(),
      settings: {
        enableJavaScriptEvaluation: true,
        suppressInsecureJavaScriptEnvironmentWarning: true,
        disableJavaScriptFileLoading: true,
        handleDisabledFileLoadingAsSuccess: true,
        fetch: {
          interceptor: {
            beforeAsyncRequest: async ({ request, window }) =>
              this.#answer(request as unknown as Request, window as PageWindow) as never,
          },
        },
        navigation: { beforeContentCallback: (window) => this.#prepare(window as PageWindow) },
      },
    })
    return this.#browser.newPage()
  }

  /** Another document begins. */
  #prepare(window: PageWindow): void {
    this.#leave()
    this.traffic.isLoading = true
    const { clock } = this.#options
    const { timeOrigin } = performance
    const performanceOfPage = { now: () => clock.elapsed(), timeOrigin, getEntriesByType: () => [] }
    const own: Record<string, unknown> = {
      ...this.timers.functions,
      performance: performanceOfPage,
      WebSocket: socketClass(this),
      confirm: (question: string) => this.#options.confirms(question),
    }
    // Until then the window's own timers bring the document in.
    window.addEventListener('load', () => {
      for (const [name, value] of Object.entries(own)) {
        Object.defineProperty(window, name, { value, configurable: true, writable: true })
      }
      this.traffic.isLoading = false
      runClient(window, ORIGIN + this.#basePath + CLIENT_PATH)
    })
  }

  #leave(): void {
    for (const socket of this.#sockets) socket.close()
    // After them: a client that hears of the end would connect again.
    this.timers.clear()
  }

  async #answer(request: Request, window: PageWindow): Promise<unknown> {
    this.traffic.requests++
    try {
      if (!this.isOnline) throw new Error('The network is off.')
      const body = /^(GET|HEAD)$/.test(request.method) ? null : await request.arrayBuffer()
      let { url, method } = request
      let response = await this.#ask(url, method, request.headers, body)
      for (let i = 0; i < MOST_REDIRECTS && REDIRECTS.includes(response.status); i++) {
        url = new URL(response.headers.get('location') ?? '', url).href
        if (response.status < 307) method = 'GET'
        response = await this.#ask(url, method, new Headers(), method === 'GET' ? null : body)
      }
      const text = response.body === null ? null : await response.text()
      if (response.headers.get('content-type')?.startsWith('text/html'))
        this.#shows(url, response.status, text)
      const init = { status: response.status, headers: [...response.headers] as [string, string][] }
      return Object.defineProperty(new window.Response(text, init), 'url', { value: url })
    } finally {
      this.traffic.requests--
    }
  }

  #shows(url: string, status: number, text: string | null): void {
    this.status = status
    if (status < 500) return
    this.errors.push(`${url.replace(ORIGIN, '')} answers ${status}: ${failureText(text ?? '')}`)
  }

  async #ask(
    url: string,
    method: string,
    given: Headers,
    body: ArrayBuffer | null,
  ): Promise<Response> {
    const headers = this.headers()
    if (method === 'GET') headers.delete('origin')
    for (const [name, value] of given)
      if (!/^(cookie|host|origin)$/i.test(name)) headers.set(name, value)
    const asked = new Request(url, { method, headers, body })
    const response = await stayAwake(this.app.fetch(asked, this.address))
    this.cookies.take(response)
    return response
  }

  #console(): Console {
    const error = (...parts: unknown[]): void => {
      // Documents with another status than 200 are looked at where they come.
      if (/^GET \S+ \d{3} \(/.test(String(parts[0]))) return
      this.errors.push(parts.map((part) => String((part as Error)?.stack ?? part)).join(' '))
    }
    const quiet = (): void => {}
    return { ...console, log: quiet, info: quiet, debug: quiet, warn: quiet, error }
  }
}

function closed(): Error {
  return new Error('The page is closed: open another one with openPage.')
}

async function load(): Promise<typeof HappyDom> {
  try {
    return await import('happy-dom')
  } catch (cause) {
    throw fail('E_TEST_PEER', 'happy-dom', String(cause))
  }
}
