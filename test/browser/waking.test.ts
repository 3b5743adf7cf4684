/** Tabs that slept, that are hidden, or that the server does not know. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createApp, event, html, LiveView } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { newContext, openTab, serve, takeErrors } from './browser.ts'

class Page extends LiveView {
  count = 0
  @event inc() {
    this.count++
  }
  @event typed() {}
  render() {
    return html`<h1>${this.count}</h1><button @click=${this.inc}>Add</button>
      <form @change=${this.typed}><textarea name="text"></textarea></form>`
  }
}

const logger = { info: () => {}, warn: () => {}, error: () => {} }
const secret = 'the same in all processes'

async function start(port: number, options = {}): Promise<Listening> {
  const app = createApp({ logger, development: true, ...options }).live('/', Page)
  const server = await listen(app, { port })
  after(() => server.close())
  return server
}

test('a tab that slept longer than its token lasts keeps its text, focus and caret, and works', async () => {
  let now = Date.now()
  const after = (ms: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  }
  const clock = { now: () => now, after }
  const options = { secret, clock, limits: { tokenMs: 1000 } }
  const first = await start(0, options)
  const tab = await openTab(first.url)
  const { page } = tab
  await tab.connected()
  await page.evaluate(() => Object.assign(window, { old: true }))
  await page.click('textarea')
  await page.keyboard.type('a long text')
  await page.evaluate(() => document.querySelector('textarea')!.setSelectionRange(2, 6))
  await first.close()
  await page.waitForSelector('html[live-connection=disconnected]')
  now += 10_000
  await start(first.port, options)
  await page.waitForSelector('html[live-connection=connected]')
  const state = await page.evaluate(() => {
    const { value, selectionStart, selectionEnd } = document.querySelector('textarea')!
    const isFocused = document.activeElement === document.querySelector('textarea')
    return [value, selectionStart, selectionEnd, isFocused, 'old' in window]
  })
  assert.deepEqual(state, ['a long text', 2, 6, true, true])
  await page.click('button')
  await page.waitForSelector('h1:text-is("1")')
})

test('a tab that nobody looks at connects again by itself', async () => {
  const first = await start(0, { secret })
  const tab = await openTab(first.url)
  const { page } = tab
  await tab.connected()
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true })
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await first.close()
  await page.waitForSelector('html[live-connection=disconnected]')
  await start(first.port, { secret })
  await tab.connected()
  await page.click('button')
  await page.waitForSelector('h1:text-is("1")')
})

test('a server that restarts again and again, each time with a secret of its own, is found each time', async () => {
  let server = await start(0)
  const tab = await openTab(server.url)
  for (let i = 0; i < 3; i++) {
    await tab.connected()
    await tab.page.click('button')
    await tab.page.waitForSelector('h1:text-is("1")')
    await server.close()
    await tab.page.waitForSelector('html[live-connection=disconnected]')
    await tab.page.evaluate(() => Object.assign(window, { old: true }))
    server = await start(server.port)
    await tab.page.waitForFunction(() => !('old' in window))
  }
  await tab.connected()
  assert.equal(await tab.page.textContent('h1'), '0')
})

test('a server that restarts with another secret finds a page with its typed text', async () => {
  let server = await start(0)
  const tab = await openTab(server.url)
  await tab.connected()
  await tab.page.click('button')
  await tab.page.waitForSelector('h1:text-is("1")')
  await tab.page.fill('textarea', 'typed')
  await server.close()
  await tab.page.waitForSelector('html[live-connection=disconnected]')
  await tab.page.evaluate(() => Object.assign(window, { old: true }))
  server = await start(server.port)
  await tab.page.waitForSelector('h1:text-is("0")')
  await tab.page.click('button')
  await tab.page.waitForSelector('h1:text-is("1")')
  assert.equal(await tab.page.inputValue('textarea'), 'typed')
  assert.ok(await tab.page.evaluate(() => 'old' in window))
})

test('without cookies the page stays readable and says why it can’t be used', async () => {
  // Browsers refuse a cookie of this name, since it is not from a secure page.
  const { url } = await serve((app) => app.live('/', Page), { sessionCookie: '__Secure-session' })
  const context = await newContext()
  await context.addInitScript(() => {
    addEventListener('live:error', (error) => {
      document.body.dataset['code'] = (error as CustomEvent<{ code: string }>).detail.code
    })
  })
  const tab = await openTab(url, context)
  await tab.page.waitForSelector('[role=alert]:has-text("keeps no cookies")')
  assert.equal(await tab.page.getAttribute('html', 'live-connection'), 'failed')
  assert.equal(await tab.page.getAttribute('body', 'data-code'), 'E_COOKIES')
  assert.equal(await tab.page.textContent('h1'), '0')
  await takeErrors(tab, /E_COOKIES/)
})
