/** A visitor of one server in an engine, and what scenarios ask of their page. */
import assert from 'node:assert/strict'
import { html, LiveView } from 'overwire'
import type { App, AppOptions, Layout } from 'overwire'
import { javascript, serve } from '../browser/browser.ts'
import type { Served } from '../browser/browser.ts'
import { eventually } from '../eventually.ts'
import type { Engine, EnginePage } from './driver.ts'

/** Scenarios of a topic, by what they show. Each runs in all engines. */
export type Scenarios = Record<string, (visit: Visit) => Promise<void>>

/** Keeps what a page throws or logs, over its loads. It is the first script of every page. */
const watch = `
  if (!window.watched) watch()
  function watch() {
  window.watched = true
  const keep = (text) => {
    sessionStorage.errors = JSON.stringify([...JSON.parse(sessionStorage.errors ?? '[]'), text])
  }
  addEventListener('error', ({ message }) => keep(message))
  addEventListener('unhandledrejection', ({ reason }) => keep(String(reason)))
  const { error } = console
  console.error = (...words) => { keep(words.join(' ')); error.apply(console, words) }
  }
`

/** A bare document that watches for errors before anything else runs. */
const layout: Layout = ({ title, content, script }) => html`
  <!doctype html>
  <html lang="en">
    <head><meta charset="utf-8"><title>${title}</title><script src="/watch.js"></script>${script}</head>
    <body>${content}</body>
  </html>
`

/** One visitor of one server. */
export class Visit {
  readonly engine: Engine
  page!: EnginePage
  served!: Served
  readonly #pages: EnginePage[] = []
  readonly #sockets = new Set<{ destroy(): void }>()

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** Serves a view, or an app, and opens its page; resolves once it is connected. */
  async open(
    what: (new () => LiveView) | ((app: App) => void),
    { path = '/', script = '', ...options }: AppOptions & { path?: string; script?: string } = {},
  ): Promise<EnginePage> {
    const setUp = (app: App): void => {
      app.http('/watch.js', javascript(watch))
      app.http('/page.js', javascript(script))
      if (isView(what)) app.live('/', what)
      else what(app)
    }
    this.served = await serve(setUp, { scripts: ['/watch.js', '/page.js'], layout, ...options })
    this.served.server.on('connection', (socket) => this.#sockets.add(socket))
    this.page = await this.another(path)
    return this.page
  }

  /** Another tab of the same visitor. */
  async another(path: string): Promise<EnginePage> {
    const page = await this.engine.open()
    this.#pages.push(page)
    await page.goto(this.served.url + path)
    const failures = this.served.logged.filter(({ level }) => level === 'error')
    assert.deepEqual(failures, [], 'what the server logged for the page')
    await this.connected(page)
    return page
  }

  connected(page: EnginePage = this.page): Promise<unknown> {
    const state = () => document.documentElement.getAttribute('live-connection')
    return this.until(state, 'connected', page)
  }

  /** Waits until a function of the page gives this value. */
  async until<T, A extends unknown[]>(
    run: (...args: A) => T,
    wanted: T,
    page: EnginePage = this.page,
    ...args: A
  ): Promise<void> {
    let last: unknown
    const wantedText = JSON.stringify(wanted ?? null)
    const look = async (): Promise<boolean> => {
      // A page that is being left answers nothing.
      last = await page.evaluate(run, ...args).catch((error: unknown) => String(error))
      return JSON.stringify(last ?? null) === wantedText
    }
    await eventually(look, `${run.toString()} is ${wantedText}`, {
      state: () => this.#state(last),
    })
  }

  /** Waits until the first element has this text. */
  async shows(selector: string, text: string, page: EnginePage = this.page): Promise<void> {
    let last: unknown
    const read = (of: string) => document.querySelector(of)?.textContent?.trim()
    const look = async (): Promise<boolean> => {
      last = await page.evaluate(read, selector).catch((error: unknown) => String(error))
      return last === text
    }
    await eventually(look, `${selector} shows ${text}`, {
      state: () => this.#state(last),
    })
  }

  #state(last: unknown): unknown {
    const logged = this.served.logged.map(({ sentence, fields }) => [sentence, fields])
    return { last, logged }
  }

  /** Closes the visitor's tabs. */
  async leave(): Promise<void> {
    for (const page of this.#pages) await page.close()
    await this.served?.close()
  }

  /** Cuts the sockets without a goodbye. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }

  /** What the page threw or logged; the scenario expected it. */
  takeErrors(page: EnginePage = this.page): Promise<string[]> {
    return page.evaluate(() => {
      const errors = JSON.parse(sessionStorage['errors'] ?? '[]') as string[]
      delete sessionStorage['errors']
      return errors
    })
  }
}

function isView(what: Function): what is new () => LiveView {
  return what.prototype instanceof LiveView
}
