/** What the page shows of its connection, what waits for it, and which links keep it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, LiveView } from 'overwire'
import { assertNoErrors, newContext, openTab, serve } from './browser.ts'
import { eventually } from '../eventually.ts'
import { openHandled } from './handled.ts'

class Home extends LiveView {
  render() {
    return html`<h1>Home</h1><a id="same" href="/near" live-navigate>Near</a>
      <a id="other" href="/far" live-navigate>Far</a>`
  }
}

class Near extends LiveView {
  render() {
    return html`<h1>Near</h1><a id="home" href="/" live-navigate>Home</a>`
  }
}

class Far extends LiveView {
  render() {
    return html`<h1>Far</h1><a id="home" href="/" live-navigate>Home</a>`
  }
}

test('html[live-connection] is connecting, connected, disconnected and connected again [B146]', async () => {
  const served = await serve((app) => app.live('/', Home))
  const sockets = new Set<{ destroy(): void }>()
  served.server.on('connection', (socket) => sockets.add(socket))
  const context = await newContext()
  await context.addInitScript(() => {
    const states: (string | null)[] = []
    Object.assign(window, { states })
    new MutationObserver(() => {
      states.push(document.documentElement.getAttribute('live-connection'))
    }).observe(document, {
      subtree: true,
      attributeFilter: ['live-connection'],
    })
  })
  const tab = await openTab(served.url, context)
  const { page } = tab
  await tab.connected()
  const states = () => page.evaluate(() => (window as unknown as { states: string[] }).states)
  await eventually(async () => (await states()).at(-1) === 'connected', 'connected', {
    state: () => tab.frames,
  })
  assert.deepEqual(await states(), ['connecting', 'connected'])
  await context.setOffline(true)
  for (const socket of sockets) socket.destroy()
  await page.waitForSelector('html[live-connection=disconnected]')
  await context.setOffline(false)
  await tab.connected()
  const all = await states()
  assert.deepEqual(all.slice(0, 3), ['connecting', 'connected', 'disconnected'])
  assert.deepEqual(all.slice(-2), ['connecting', 'connected'])
})

test('html[live-connection] is failed, and stays so, when no attempt helps any more [B146]', async () => {
  const served = await serve((app) => app.live('/', Home))
  const tab = await openTab('about:blank')
  const { page } = tab
  let opened = 0
  await page.routeWebSocket(/_overwire/, (socket) => {
    opened++
    // A newer socket has the window: E_REPLACED.
    socket.onMessage(() => void socket.close({ code: 4409 }))
  })
  await page.goto(served.url)
  await page.waitForSelector('html[live-connection=failed]')
  // What would bring a lost connection back brings back none.
  await page.evaluate("window.dispatchEvent(new Event('online'))")
  assert.equal(await page.getAttribute('html', 'live-connection'), 'failed')
  assert.equal(opened, 1)
})

test('a link within a liveSession keeps the page; one across two sessions loads it [B169]', async () => {
  const served = await serve((app) =>
    app
      .live('/', Home, { liveSession: 'one' })
      .live('/near', Near, { liveSession: 'one' })
      .live('/far', Far, { liveSession: 'two' }),
  )
  const tab = await openTab(served.url)
  const { page } = tab
  await tab.connected()
  const mark = () => page.evaluate(() => void Object.assign(window, { marked: true }))
  const isMarked = () => page.evaluate(() => 'marked' in window)
  await mark()
  await page.click('#same')
  await page.waitForSelector('h1:text-is("Near")')
  assert.equal(await isMarked(), true)
  await page.click('#home')
  await page.waitForSelector('h1:text-is("Home")')
  assert.equal(await isMarked(), true)
  await page.click('#other')
  await page.waitForSelector('h1:text-is("Far")')
  await tab.connected()
  assert.equal(await isMarked(), false)
  await mark()
  await page.click('#home')
  await page.waitForSelector('h1:text-is("Home")')
  await tab.connected()
  assert.equal(await isMarked(), false)
  assertNoErrors(tab)
})

test('500 calls wait for the connection and come in order; the next one is refused [A57]', async () => {
  const sockets = new Set<{ destroy(): void }>()
  const tab = await openHandled(
    `<main data-controller="page"><button data-action="click->page#run" data-liveview-function="take">x</button></main>`,
    {
      limits: { eventBurst: 2000, mailbox: 2000 },
      opened: ({ server }) => server.on('connection', (socket) => sockets.add(socket)),
    },
  )
  const { page, calls } = tab
  await page.context().setOffline(true)
  for (const socket of sockets) socket.destroy()
  await page.waitForSelector('html[live-connection=disconnected]')
  const codes = await page.evaluate(() => {
    const refused: string[] = []
    addEventListener('live:error', (error) =>
      refused.push((error as CustomEvent<{ code: string }>).detail.code),
    )
    const button = document.querySelector('button')!
    for (let n = 0; n < 501; n++) {
      button.dataset['dataN'] = String(n)
      button.click()
    }
    return new Promise<string[]>((resolve) => setTimeout(() => resolve(refused)))
  })
  assert.deepEqual(codes, ['E_QUEUE'])
  assert.equal(calls.length, 0)
  await page.context().setOffline(false)
  await eventually(() => calls.length >= 500, '500 calls have come', { state: () => calls.length })
  await page.waitForFunction(() => document.querySelector('[aria-busy]') === null)
  assert.deepEqual(
    calls.map(({ data }) => data['n']),
    Array.from({ length: 500 }, (_, n) => String(n)),
  )
})
