/** A page without a browser: the real client runs in happy-dom, and its socket leads straight to the app. */
import { equip } from '../../adapters/equipment.ts'
import { randomId } from '../../base/ids.ts'
import type { User } from '../../live/page/request.ts'
import { VisitorSession } from '../../live/page/session.ts'
import type { AppServer } from '../../server/app-server.ts'
import { serverOf } from '../../server/app.ts'
import type { App } from '../../server/app.ts'
import { actAs, askActing } from './acting.ts'
import { TestBrowser } from './browser.ts'
import { faultsOf } from './checks.ts'
import { TestClock } from './clock.ts'
import { Cookies } from './cookies.ts'
import { cleanHtml } from './clean-html.ts'
import { libraries } from './libraries.ts'
import type { Libraries, RoleOptions, TextMatcher } from './libraries.ts'
import { Locator } from './locator.ts'
import type { ActionOwner, UserEvents } from './locator.ts'
import { turn } from './turn.ts'

/** Who opens a page, and how. All may be left out. */
export interface OpenPageOptions {
  /** What the visitor's session holds: how most apps know their user. Default: a new session. */
  session?: Readonly<Record<string, unknown>>
  /** Who the visitor is, whatever `createApp({ user })` says. Default: whom the app knows by the session. */
  as?: User & object
  /** Headers of all requests. Default: none. */
  headers?: Readonly<Record<string, string>>
  /** Network address of the visitor. Default "127.0.0.1". */
  address?: string
  /** For pauses and timers of the page; give the app the same one to drive ticks. Default: a new one. */
  clock?: TestClock
  /** Names faults that a test would not see, such as two elements of one id. Default true. */
  checks?: boolean
}

/**
 * Milliseconds of pauses that a settled page has behind it, by its clock: debounced fields have sent. Less than
 * the client waits before it acknowledges.
 */
const PAUSES_MS = 400
/** Milliseconds of the machine's time that a page may take to settle. */
const MOST_MS = 5000

/** A page without a browser, and its user; {@link openPage} makes it. */
export class TestPage implements ActionOwner {
  readonly clock: TestClock
  /** Questions of `confirm` so far. */
  readonly questions: string[] = []
  /** What the user answers to them. */
  answer = true
  readonly #browser: TestBrowser
  readonly #checks: boolean
  readonly #options: OpenPageOptions
  readonly #libraries: Libraries
  #users = new WeakMap<Document, UserEvents>()

  constructor(app: App, options: OpenPageOptions, libraries: Libraries, cookies?: Cookies) {
    const { clock = new TestClock(), headers = {}, address = '127.0.0.1', checks = true } = options
    this.clock = clock
    this.#checks = checks
    this.#options = options
    this.#libraries = libraries
    this.#browser = new TestBrowser(app, {
      cookies: cookies ?? new Cookies(),
      clock,
      headers,
      address,
      confirms: (question) => {
        this.questions.push(question)
        return this.answer
      },
    })
    equip(serverOf(app))
    if (options.as !== undefined) askActing(serverOf(app))
    const isKnown = options.session !== undefined || options.as !== undefined
    if (isKnown && cookies === undefined) this.#begin(serverOf(app), options)
  }

  /** A session before the first request. */
  #begin(server: AppServer, { session: values, as }: OpenPageOptions): void {
    const { settings } = server
    const session = new VisitorSession({ id: randomId(), ...values }, settings.clock.now())
    if (as !== undefined) actAs(session.id, as)
    this.#browser.cookies.set(settings.sessionCookie, server.sealSession(session))
  }

  /** The document that is shown now. */
  get document(): Document {
    return this.#browser.window.document
  }

  /** Path, query and fragment. */
  get url(): string {
    return this.#browser.url
  }

  /** Status of the answer that brought the document, such as 200 or 404. */
  get status(): number {
    return this.#browser.status
  }

  get title(): string {
    return this.document.title
  }

  /** True while the page has its connection. */
  get isConnected(): boolean {
    return this.#connection === 'connected'
  }

  get #connection(): string | null {
    return this.document.documentElement.getAttribute('live-connection')
  }

  /** The text that a reader sees, without elements that are `hidden`. */
  text(selector: string = 'body'): string {
    const copy = this.#one(selector).cloneNode(true) as HTMLElement
    for (const unseen of copy.querySelectorAll('[hidden], script, style, template')) unseen.remove()
    return (copy.textContent ?? '').replace(/\s+/g, ' ').trim()
  }

  /** The view's HTML, or an element's, without what the framework marks in it. */
  html(selector: string = '[live-root]'): string {
    return cleanHtml(this.#one(selector))
  }

  /** Texts of the flash messages that are shown. */
  flash(): string[] {
    return this.#texts('.live-flash:not(.live-flash-removing)')
  }

  /** What screen readers are told of visits. */
  announced(): string[] {
    return this.#texts('.live-announcer')
  }

  getByRole(role: string, options: RoleOptions = {}): Locator {
    return this.#locator(() => this.#libraries.queries.getByRole(this.document.body, role, options))
  }

  getByText(text: TextMatcher): Locator {
    return this.#locator(() => this.#libraries.queries.getByText(this.document.body, text))
  }

  /** A field by its label. */
  getByLabel(text: TextMatcher): Locator {
    return this.#locator(() => this.#libraries.queries.getByLabelText(this.document.body, text))
  }

  getByPlaceholder(text: TextMatcher): Locator {
    return this.#locator(() =>
      this.#libraries.queries.getByPlaceholderText(this.document.body, text),
    )
  }

  getByTestId(id: TextMatcher): Locator {
    return this.#locator(() => this.#libraries.queries.getByTestId(this.document.body, id))
  }

  /** The element that a selector names. */
  locator(selector: string): Locator {
    return this.#locator(() => this.#one(selector))
  }

  /** All elements that a selector names. */
  all(selector: string): HTMLElement[] {
    return [...this.document.querySelectorAll<HTMLElement>(selector)]
  }

  /** Presses a key where the focus is: `press('Tab')`. */
  press(key: string): Promise<void> {
    return this.act((user) => (key === 'Tab' ? user.tab() : user.keyboard(`{${key}}`)))
  }

  /** Another tab of the same visitor, with the same cookies and the same clock. */
  async newTab(path: string): Promise<TestPage> {
    const { clock } = this
    const options = { ...this.#options, clock }
    const tab = new TestPage(this.#browser.app, options, this.#libraries, this.#browser.cookies)
    await tab.goto(path)
    return tab
  }

  /** Goes to an address, as the address bar does. */
  async goto(path: string): Promise<void> {
    await this.#browser.goto(path)
    await this.settled()
  }

  async reload(): Promise<void> {
    await this.#browser.reload()
    await this.settled()
  }

  async back(): Promise<void> {
    await this.#browser.back()
    await this.settled()
  }

  /** The network is lost: events wait. */
  async disconnect(): Promise<void> {
    this.#browser.goOffline()
    await turn()
  }

  /** The network is there again. */
  async reconnect(): Promise<void> {
    this.#browser.goOnline()
    await this.settled()
  }

  /** Messages take so many milliseconds by {@link clock}, each way. */
  latency(ms: number): void {
    this.#browser.latencyMs = ms
  }

  /**
   * Another process serves the page from now on, as after a crash: `await page.restartServer(makeApp())`. Both apps need
   * the same secret, and durable views the same store; other views are mounted anew.
   * @param how `orderly`: the process before is stopped, as by a deploy, and its views go on with their state.
   */
  async restartServer(app: App, { orderly = false }: { orderly?: boolean } = {}): Promise<void> {
    if (this.#options.as !== undefined) askActing(serverOf(app))
    const before = this.#browser.app
    this.#browser.app = app
    if (orderly) await before.stop()
    this.#browser.lose()
    await this.settled()
  }

  /** Lets time pass and runs the timers that are due by then. @param ms milliseconds. */
  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms)
    await this.settled()
  }

  /**
   * Waits until the page is settled: events are answered, fields have sent their text, parts of the client
   * are loaded.
   * @throws Error after 5 s, naming what the page waits for, and when the page reported an error or has a
   * fault.
   */
  async settled(): Promise<void> {
    const { traffic, timers } = this.#browser
    const end = performance.now() + MOST_MS
    let pauses = PAUSES_MS
    for (;;) {
      await turn()
      this.#throwErrors()
      const isBusy = traffic.waitsFor !== undefined
      const next = timers.next
      // A page that lost its server tries again, however long the client waits before it does.
      const isAway = this.#connection === 'disconnected' && next < Infinity
      if (!isBusy && !(this.#browser.isOnline && (isAway || next <= pauses))) break
      if (performance.now() > end) {
        throw new Error(
          `After ${MOST_MS} ms the page still waits for ${traffic.waitsFor ?? 'a timer'}.`,
        )
      }
      // Messages under way arrive by the clock when they have a latency.
      if (isBusy) await this.clock.advance(this.#browser.latencyMs)
      else {
        if (!isAway) pauses -= next
        await this.clock.advance(next)
      }
      if (isBusy) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const faults = this.#checks ? faultsOf(this.document) : []
    if (faults.length > 0) throw new Error(faults.join('\n'))
  }

  async act(run: (user: UserEvents) => Promise<unknown>): Promise<void> {
    const { document } = this
    let user = this.#users.get(document)
    if (user === undefined) this.#users.set(document, (user = this.#libraries.setup(document)))
    await run(user)
    await this.settled()
  }

  /** The user closes the tab. */
  async close(): Promise<void> {
    await this.#browser.close()
  }

  #throwErrors(): void {
    const errors = this.#browser.errors.splice(0)
    if (errors.length > 0) throw new Error(`The page reported an error: ${errors.join('\n')}`)
  }

  #texts(selector: string): string[] {
    return this.all(selector).map((element) => {
      const copy = element.cloneNode(true) as HTMLElement
      for (const button of copy.querySelectorAll('button')) button.remove()
      return (copy.textContent ?? '').trim()
    })
  }

  #one(selector: string): HTMLElement {
    const found = this.document.querySelectorAll<HTMLElement>(selector)
    if (found.length === 1) return found[0]!
    throw new Error(
      `Expected one element ${selector}, found ${found.length} in:\n${this.html('body')}`,
    )
  }

  #locator(find: () => HTMLElement): Locator {
    return new Locator(this, find)
  }
}

/**
 * Opens a page of an app, without a browser and without a port: `await openPage(app, '/todos')`. The client is
 * the real one, what it clicks and types goes through the app's own gateway. Needs the packages `happy-dom`,
 * `@testing-library/dom` and `@testing-library/user-event`.
 * @throws LiveError E_TEST_PEER when one of them is missing; Error when the page reports one.
 */
export async function openPage(
  app: App,
  path: string = '/',
  options: OpenPageOptions = {},
): Promise<TestPage> {
  const page = new TestPage(app, options, await libraries())
  await page.goto(path)
  return page
}
