/**
 * A real Chromium for tests: the one that `npm test` shares between its files (OVERWIRE_CHROMIUM), else one
 * for each file, closed at its end. Pages fail their test when the page throws or logs an error that the test
 * did not expect.
 */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after } from 'node:test'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { createApp } from 'overwire'
import type { App, AppOptions } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { chromiumFlags, chromiumPath } from '../../scripts/chromium-flags.mjs'
import { eventually, MOST_MS } from '../eventually.ts'

// An import would read its 7 MB twice: once for the names of what it exports.
const require = createRequire(import.meta.url)
const { chromium } = require('playwright-core') as typeof import('playwright-core')

/** What every test page must live with. */
export const strictPolicy: string =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; frame-src 'self'; media-src 'self' data:; base-uri 'none'; " +
  "form-action 'self'; require-trusted-types-for 'script'; trusted-types overwire"

/** What examples live with besides: no styles in attributes and elements of their HTML. */
const examplePolicy = strictPolicy
  .replace(" 'unsafe-inline'", '')
  .replace('data:; frame-src', 'data: blob:; frame-src')

/** What pages say that their visitor speaks, whichever Chromium it is. */
const locale = 'en-US'

let browser: Promise<Browser> | undefined
const closers: (() => Promise<unknown>)[] = []

after(async () => {
  for (const close of closers.reverse()) await close()
  await (await browser)?.close()
})

function launch(): Promise<Browser> {
  const executablePath = chromiumPath
  const shared = process.env['OVERWIRE_CHROMIUM']
  const args = chromiumFlags
  return (browser ??= shared ? chromium.connect(shared) : chromium.launch({ executablePath, args }))
}

/** A page whose errors are collected; see {@link Tab.errors}. */
export interface Tab {
  page: Page
  /** Errors the page threw or logged so far. A test that expects some empties it. */
  errors: string[]
  /** Frames as they crossed the wire: `>` from the browser, `<` from the server. */
  frames: string[]
  /** Resolves once the page is connected. */
  connected(): Promise<void>
}

/**
 * Opens a page in a context of its own (own cookies), or in the given one.
 * @param waitUntil 'commit' for a page that is used before all of it has come.
 */
export async function openTab(
  url: string,
  context?: BrowserContext,
  waitUntil: 'load' | 'commit' = 'load',
): Promise<Tab> {
  const own = context ?? (await (await launch()).newContext({ locale }))
  if (!context) closers.push(() => own.close())
  const page = await own.newPage()
  page.setDefaultTimeout(MOST_MS)
  const tab: Tab = {
    page,
    errors: [],
    frames: [],
    connected: () => page.waitForSelector('html[live-connection=connected]').then(() => undefined),
  }
  page.on('pageerror', (error) => tab.errors.push(String(error)))
  page.on('console', (message) => {
    const missingIcon = message.location().url.endsWith('/favicon.ico')
    if (message.type() === 'error' && !missingIcon) tab.errors.push(message.text())
  })
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => tab.frames.push(`> ${String(payload)}`))
    socket.on('framereceived', ({ payload }) => tab.frames.push(`< ${String(payload)}`))
  })
  await page.goto(url, { waitUntil })
  return tab
}

/** Waits until a part of the client has started, such as `display`: what is done before is not seen by it. */
export async function partStarted(page: Page, name: string): Promise<void> {
  await page.waitForFunction(async (file) => {
    const loaded = performance.getEntriesByType('resource').map((one) => one.name)
    const part = loaded.find((url) => url.includes(file))
    if (part === undefined) return false
    await import(part)
    return true
  }, `/${name}.js`)
  await page.evaluate(() => new Promise(requestAnimationFrame))
}

/**
 * Does something, and waits until the page has shown `selector`, which may be gone again by now.
 * @param texts selects elements. @returns their texts at that moment.
 */
export async function showsOnce(
  page: Page,
  selector: string,
  act: () => Promise<unknown>,
  texts = 'none',
): Promise<string[]> {
  const seen = await page.evaluateHandle(
    ([wanted, of]) => {
      const found: { texts?: string[] } = {}
      const look = new MutationObserver(() => {
        if (!document.querySelector(wanted!)) return
        found.texts = Array.from(document.querySelectorAll(of!), (one) => one.textContent)
        look.disconnect()
      })
      look.observe(document, { subtree: true, childList: true, attributes: true })
      return found
    },
    [selector, texts],
  )
  await act()
  await page.waitForFunction((found) => found.texts !== undefined, seen)
  return (await seen.jsonValue()).texts!
}

/** A new browser context, for tabs that share cookies. @param options as Playwright has them. */
export async function newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await (await launch()).newContext({ locale, ...options })
  closers.push(() => context.close())
  return context
}

/**
 * Waits for expected errors, which reach a test a moment after the page logged them; takes all there are.
 * @param texts each must stand in one of them.
 */
export async function takeErrors(tab: Tab, ...texts: RegExp[]): Promise<void> {
  const isThere = (text: RegExp): boolean => tab.errors.some((error) => text.test(error))
  await eventually(() => texts.every(isThere), `the page logs ${texts.join(' and ')}`, {
    state: () => tab.errors,
  })
  tab.errors.length = 0
}

/** Fails when the page threw or logged an error. */
export function assertNoErrors(tab: Tab): void {
  assert.deepEqual(tab.errors, [])
}

/** What a test's app logged; warnings and errors only. */
export interface Served extends Listening {
  app: App
  logged: { level: 'warn' | 'error'; fields: Record<string, unknown>; sentence: string }[]
}

/** Answers a request with a script of the page's own. */
export const javascript = (code: string) => (): Response =>
  new Response(code, { headers: { 'content-type': 'text/javascript' } })

/** Serves an app on a free port with a strict Content-Security-Policy, until the test file ends. */
export async function serve(setUp: (app: App) => void, options: AppOptions = {}): Promise<Served> {
  const logged: Served['logged'] = []
  const note = (level: 'warn' | 'error') => (fields: object, sentence: string) =>
    void logged.push({ level, fields: { ...fields }, sentence })
  const logger = { info: () => undefined, warn: note('warn'), error: note('error') }
  const headers = { 'content-security-policy': strictPolicy }
  const app = createApp({ logger, headers, development: true, ...options })
  setUp(app)
  const listening = await listen(app, { port: 0 })
  closers.push(() => listening.close())
  return { ...listening, app, logged }
}

/** The same for an example, whose styles are in files alone, and which BASE_PATH puts below a path. */
export function serveExample(setUp: (app: App) => void, options: AppOptions = {}): Promise<Served> {
  const basePath = process.env['BASE_PATH'] ?? '/'
  const headers = { 'content-security-policy': examplePolicy }
  return serve(setUp, { basePath, headers, ...options })
}
