/** Pages behind a proxy that does not pass upgrades: all works as over a WebSocket. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createApp, event, html, LiveView, pushToView } from 'overwire'
import { listen } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { STREAM_PATH } from '../../src/wire/paths.ts'
import { BlockingProxy } from './blocking-proxy.ts'
import type { OnUpgrade } from './blocking-proxy.ts'
import { newContext, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

class Page extends LiveView {
  /** Counts of views that ended. */
  static gone: number[] = []
  count = 0
  said = ''
  @event inc() {
    this.count++
  }
  @event say({ text }: { text: string }) {
    this.said = text
  }
  override disconnect() {
    Page.gone.push(this.count)
  }
  render() {
    return html`
      <h1>${this.count}</h1>
      <button @click=${this.inc}>Add</button>
      <form @submit=${this.say}><input name="text"></form>
      <p>${this.said}</p>
    `
  }
}

const proxies: BlockingProxy[] = []
after(() => proxies.forEach((proxy) => proxy.close()))

async function block(target: () => number, how: OnUpgrade = 'refuse') {
  const proxy = new BlockingProxy(target)
  proxy.onUpgrade = how
  proxies.push(proxy)
  return { proxy, url: await proxy.listen() }
}

/** What browsers log of sockets and requests that fail; all else is an error of ours. */
function assertNoOtherErrors(tab: Tab): void {
  const known = /WebSocket|Failed to load resource|net::ERR/
  assert.deepEqual(
    tab.errors.filter((text) => !known.test(text)),
    [],
  )
}

test('a page behind a proxy without upgrades: clicks, forms and pushes [B160]', async () => {
  const served = await serve((app) => app.live('/', Page))
  const { proxy, url } = await block(() => served.port)
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  // One more where the part comes later than the next attempt.
  assert.ok(proxy.upgrades >= 2 && proxy.upgrades <= 4, `${proxy.upgrades} sockets were tried`)
  assert.ok(proxy.paths.includes('/_overwire/events'))
  await page.click('button')
  await page.waitForSelector('h1:has-text("1")')
  await page.fill('input', 'by POST')
  await page.press('input', 'Enter')
  await page.waitForSelector('p:has-text("by POST")')
  await pushToView(Page, { state: { said: 'pushed' } })
  await page.waitForSelector('p:has-text("pushed")')
  assertNoOtherErrors(tab)
})

test('POSTs whose answers are lost, or that a proxy answers itself: each click counts once', async () => {
  const served = await serve((app) => app.live('/', Page))
  const { proxy, url } = await block(() => served.port)
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  const streams = () => proxy.paths.filter((path) => path === STREAM_PATH).length
  const before = streams()
  proxy.losesAnswers = 1
  await page.click('button')
  await page.waitForSelector('h1:has-text("1")')
  await page.click('button')
  await page.waitForSelector('h1:has-text("2")')
  assert.deepEqual([proxy.losesAnswers, streams()], [0, before], 'it is sent once more')
  proxy.losesAnswers = 2
  await page.click('button')
  await page.waitForSelector('h1:has-text("3")')
  await eventually(() => streams() > before, 'another stream is opened')
  await tab.connected()
  proxy.answersItself = 1
  await page.click('button')
  await page.waitForSelector('h1:has-text("4")')
  assert.equal(await page.textContent('h1'), '4')
  assertNoOtherErrors(tab)
})

/** Its state is carried to the next process. */
class Carried extends LiveView {
  count = 0
  @event inc() {
    this.count++
  }
  render() {
    return html`<h1>${this.count}</h1><button @click=${this.inc}>Add</button>`
  }
}

test('a server that is replaced behind such a proxy: clicks made meanwhile count once', async () => {
  const secret = 'the same in both processes'
  const logger = { info: () => {}, warn: () => {}, error: () => {} }
  const start = (port: number) =>
    listen(createApp({ secret, logger }).live('/', Carried), { port, stopOnSignals: false })
  const first = await start(0)
  const { proxy, url } = await block(() => first.port)
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.click('button')
  await page.waitForSelector('h1:has-text("1")')
  const { upgrades } = proxy
  await first.close()
  await page.waitForSelector('html[live-connection=disconnected]')
  await page.click('button')
  await page.click('button')
  const second = await start(first.port)
  try {
    await page.waitForSelector('h1:has-text("3")')
    await tab.connected()
    await page.click('button')
    await page.waitForSelector('h1:has-text("4")')
    assertNoOtherErrors(tab)
  } finally {
    await second.close()
  }
  assert.ok(proxy.upgrades - upgrades <= 3, `${proxy.upgrades - upgrades} sockets were tried`)
})

test('a lost network behind such a proxy: the instance goes on, typed text and clicks stay', async () => {
  const served = await serve((app) => app.live('/', Page))
  const { proxy, url } = await block(() => served.port)
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.click('button')
  await page.waitForSelector('h1:has-text("1")')
  await page.fill('input', 'typed')
  await page.context().setOffline(true)
  proxy.cut()
  await page.waitForSelector('html[live-connection=disconnected]')
  await page.click('button')
  await page.context().setOffline(false)
  await page.waitForSelector('h1:has-text("2")')
  assert.equal(await page.inputValue('input'), 'typed')
  assert.deepEqual(served.app.counts, { connected: 1, pending: 0, absent: 0 })
  assertNoOtherErrors(tab)
})

test('where upgrades pass by now, the next connection is a WebSocket', async () => {
  const served = await serve((app) => app.live('/', Page))
  const { proxy, url } = await block(() => served.port)
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.click('button')
  await page.waitForSelector('h1:has-text("1")')
  assert.deepEqual(tab.frames, [])
  proxy.onUpgrade = 'pass'
  const probed = page.waitForEvent('websocket')
  await page.evaluate(() => void dispatchEvent(new Event('online')))
  await (await probed).waitForEvent('close')
  // The stream goes on: nothing is lost for a socket that opens.
  await page.click('button')
  await page.waitForSelector('h1:has-text("2")')
  proxy.cut()
  await eventually(() => tab.frames.length > 1, 'frames go over a WebSocket')
  await page.click('button')
  await page.waitForSelector('h1:has-text("3")')
})

test('an upgrade that is never answered counts as one that fails', async () => {
  const served = await serve((app) => app.live('/', Page))
  const { proxy, url } = await block(() => served.port, 'swallow')
  const context = await newContext()
  await context.clock.install()
  const tab = await openTab(url, context)
  await eventually(async () => {
    await context.clock.runFor(1000)
    return (await tab.page.$('html[live-connection=connected]')) !== null
  })
  assert.ok(proxy.upgrades >= 2)
  await tab.page.click('button')
  await eventually(() => tab.page.$('h1:has-text("1")'))
})

test('the next page of the tab needs one socket less, and leaving a page takes its last click along', async () => {
  const served = await serve((app) => app.live('/', Page).live('/next', Page))
  const { proxy, url } = await block(() => served.port)
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  const { upgrades } = proxy
  const gone = Page.gone.length
  await page.evaluate(() => {
    document.querySelector('button')!.click()
    location.href = '/next'
  })
  await page.waitForURL('**/next')
  await eventually(() => Page.gone.length > gone, 'its view has ended')
  assert.deepEqual(Page.gone.slice(gone), [1])
  await tab.connected()
  assert.ok(proxy.upgrades - upgrades < upgrades, `${proxy.upgrades - upgrades} sockets were tried`)
})

test('a page whose sockets work never asks for a stream, also when its server restarts', async () => {
  const secret = 'the same in both processes'
  const logger = { info: () => {}, warn: () => {}, error: () => {} }
  const start = (port: number) =>
    listen(createApp({ secret, logger }).live('/', Page), { port, stopOnSignals: false })
  const first = await start(0)
  const { proxy, url } = await block(() => first.port, 'pass')
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await first.close()
  const { upgrades } = proxy
  await eventually(() => proxy.upgrades - upgrades > 1, 'sockets fail')
  const second = await start(first.port)
  try {
    await tab.connected()
    await page.click('button')
    await page.waitForSelector('h1:has-text("1")')
    assert.deepEqual(
      proxy.paths.filter((path) => /fallback|events/.test(path)),
      [],
    )
  } finally {
    await second.close()
  }
})
