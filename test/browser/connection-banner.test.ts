/** What a page tells of a lost connection: a banner, events that wait, and a button that tries at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { createApp, event, html, LiveView } from 'overwire'
import { newContext, openTab, serve } from './browser.ts'
import { eventually } from '../eventually.ts'

class Counter extends LiveView {
  n = 0
  @event up() {
    this.n++
  }
  render() {
    return html`<p id="n">${this.n}</p><button id="up" @click=${this.up}>up</button>`
  }
}

const BANNER = '.live-connection-banner'

/** A page whose connection the test cuts. */
async function open(options: Parameters<typeof createApp>[0] = {}) {
  const served = await serve((app) => app.live('/', Counter), options)
  const sockets = new Set<{ destroy(): void }>()
  served.server.on('connection', (socket) => sockets.add(socket))
  const context = await newContext()
  await context.addInitScript(() => {
    const counts: number[] = []
    Object.assign(window, { counts })
    document.addEventListener('live:pending', (event) =>
      counts.push((event as CustomEvent<{ count: number }>).detail.count),
    )
  })
  const tab = await openTab(served.url, context)
  await tab.connected()
  const cut = async (): Promise<void> => {
    await context.setOffline(true)
    for (const socket of sockets) socket.destroy()
    await tab.page.waitForSelector('html[live-connection=disconnected]')
  }
  return { tab, page: tab.page, context, cut }
}

const counts = (page: Page) =>
  page.evaluate(() => (window as unknown as { counts: number[] }).counts)

test('a page without a connection shows a banner with what waits, and none once it is back [B146]', async () => {
  const { page, context, cut } = await open()
  await cut()
  assert.equal(await page.locator(BANNER).count(), 0, 'a short loss is not told')
  await page.waitForSelector(BANNER)
  assert.match(await page.innerText(`${BANNER} [role=status]`), /^The connection is lost\./)
  await page.click('#up')
  assert.match(await page.innerText(BANNER), /One change waits\./)
  await page.click('#up')
  assert.match(await page.innerText(BANNER), /2 changes wait\./)
  assert.equal(await page.getAttribute('html', 'live-pending-events'), '2')
  assert.deepEqual(await counts(page), [1, 2])
  await context.setOffline(false)
  await eventually(async () => (await page.innerText('#n')) === '2', 'both arrived')
  await page.waitForSelector(BANNER, { state: 'detached' })
  await eventually(async () => (await counts(page)).at(-1) === 0, 'none waits')
  assert.equal(await page.getAttribute('html', 'live-pending-events'), null)
})

test('a page that is offline says so, though its socket has not heard of it', async () => {
  const { page, context } = await open()
  await context.setOffline(true)
  await page.click('#up')
  await page.waitForSelector(BANNER)
  assert.match(await page.innerText(BANNER), /The connection is lost\. One change waits\./)
  assert.equal(await page.getAttribute('html', 'live-pending-events'), '1')
  await context.setOffline(false)
  await page.waitForSelector(BANNER, { state: 'detached' })
  await eventually(async () => (await page.innerText('#n')) === '1', 'it arrived')
  await eventually(
    async () => (await page.getAttribute('html', 'live-pending-events')) === null,
    'none waits',
  )
})

test('the button of the banner tries at once, and an event of the page does the same [B55]', async () => {
  const { page, cut, context } = await open()
  // Sockets of this page open once they may.
  await page.evaluate(() => {
    const Native = WebSocket
    Object.assign(window, { tries: 0, may: false, Native })
    window.WebSocket = class extends Native {
      constructor(url: string) {
        const state = window as unknown as { tries: number; may: boolean }
        state.tries++
        super(state.may ? url : url.replace('/ws', '/nothing'))
      }
    } as typeof WebSocket
    // Nothing tries by itself.
    Math.random = () => 0.999_999
  })
  await cut()
  await context.setOffline(false)
  await page.waitForSelector(BANNER)
  const tries = () => page.evaluate(() => (window as unknown as { tries: number }).tries)
  await eventually(async () => (await tries()) >= 4, 'it backs off')
  await page.waitForSelector('html[live-connection=disconnected]')
  assert.match(await page.innerText(BANNER), /Trying again, attempt \d+\./)
  await page.evaluate(() => Object.assign(window, { may: true }))
  await page.click(`${BANNER} button`)
  await page.waitForSelector('html[live-connection=connected]', { timeout: 3000 })
  await page.waitForSelector(BANNER, { state: 'detached' })
})

test('an app has its own words, or its own banner [B55, B146]', async () => {
  const words = await open({ connectionBanner: { lost: 'Keine Verbindung.', connect: '„Jetzt“' } })
  await words.cut()
  await words.page.waitForSelector(BANNER)
  assert.equal(await words.page.innerText(BANNER), 'Keine Verbindung.\n„Jetzt“')

  const own = await open({ connectionBanner: false })
  await own.cut()
  await own.page.click('#up')
  assert.equal(await own.page.getAttribute('html', 'live-pending-events'), '1')
  // The other page's came by now.
  await own.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2100)))
  assert.equal(await own.page.locator(BANNER).count(), 0)
  await own.context.setOffline(false)
  await own.page.evaluate(() => document.dispatchEvent(new Event('live:connect')))
  await eventually(async () => (await own.page.innerText('#n')) === '1', 'it arrived')
})

test('a page that can’t connect any more says so at once, and offers to load it', async () => {
  const { page, tab } = await open()
  let isOver = false
  await page.routeWebSocket(/_overwire/, (socket) => {
    if (isOver) return void socket.connectToServer()
    // A newer socket has the window: E_REPLACED.
    socket.onMessage(() => void socket.close({ code: 4409 }))
  })
  await page.reload()
  await page.waitForSelector('html[live-connection=failed]')
  await page.waitForSelector(BANNER)
  assert.match(await page.innerText(BANNER), /can’t connect any more/)
  isOver = true
  await page.click(`${BANNER} button`)
  await tab.connected()
})

test('words that the banner does not have are refused', () => {
  assert.throws(
    () => createApp({ connectionBanner: { offline: 'x' } as never }),
    /connectionBanner\.offline: expected lost, trying/,
  )
})
