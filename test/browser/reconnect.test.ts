import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { createApp, each, event, html, LiveView, pushToView } from 'overwire'
import { listen } from 'overwire/node'
import { assertNoErrors, openTab, serve } from './browser.ts'
import { eventually } from '../eventually.ts'

class Page extends LiveView {
  count = 0
  rows = [1, 2, 3]
  @event inc() {
    this.count++
  }
  render() {
    return html`
      <h1>${this.count}</h1>
      <button @click=${this.inc}>Add</button>
      <input id="typed">
      <ul>${each(
        this.rows,
        (n) => n,
        (n) => html`<li>${n}</li>`,
      )}</ul>
    `
  }
}

/** Cuts every socket of a server without a goodbye. */
function cut(server: { closeAllConnections(): void }, sockets: Set<{ destroy(): void }>): void {
  for (const socket of sockets) socket.destroy()
  server.closeAllConnections()
}

test('after a lost connection the same instance goes on, and clicks made meanwhile count', async () => {
  const served = await serve((app) => app.live('/', Page))
  const sockets = new Set<{ destroy(): void }>()
  served.server.on('connection', (socket) => sockets.add(socket))
  const tab = await openTab(served.url)
  const { page } = tab
  await tab.connected()
  await page.evaluate(() => {
    const states: string[] = []
    Object.assign(window, { states, button: document.querySelector('button') })
    addEventListener('live:connection', (event) =>
      states.push((event as CustomEvent<{ state: string }>).detail.state),
    )
  })
  await page.click('button')
  await page.waitForSelector('h1:has-text("1")')
  await page.context().setOffline(true)
  cut(served.server, sockets)
  await page.waitForSelector('html[live-connection=disconnected]')
  await page.click('button')
  await page.click('button')
  await pushToView(Page, { state: { rows: [3, 1, 4] } })
  await page.context().setOffline(false)
  await page.waitForSelector('h1:has-text("3")')
  await page.waitForSelector('li:has-text("4")')
  const [rows, same, states] = await page.evaluate(() => [
    [...document.querySelectorAll('li')].map((row) => row.textContent),
    document.querySelector('button') === (window as unknown as { button: Element }).button,
    (window as unknown as { states: string[] }).states,
  ])
  assert.deepEqual(rows, ['3', '1', '4'])
  assert.equal(same, true)
  assert.deepEqual(states, ['disconnected', 'connecting', 'connected'])
})

/** As after a crash: its state is not handed over. */
class Uncarried extends Page {
  static override carry = false
}

test('a server that was replaced: a fresh mount without a reload, typed text and nodes stay [B104]', async () => {
  const secret = 'the same in both processes'
  const logger = { info: () => {}, warn: () => {}, error: () => {} }
  const first = await listen(createApp({ secret, logger }).live('/', Uncarried), { port: 0 })
  const tab = await openTab(first.url)
  const { page } = tab
  await tab.connected()
  await page.click('button')
  await page.waitForSelector('h1:has-text("1")')
  await page.fill('#typed', 'kept')
  await page.evaluate(() => Object.assign(window, { button: document.querySelector('button') }))
  await first.close()
  await page.waitForSelector('html[live-connection=disconnected]')
  await page.click('button')
  tab.frames.length = 0
  const second = await listen(createApp({ secret, logger }).live('/', Uncarried), {
    port: first.port,
  })
  try {
    // The click made between the two servers was never sent, so it counts: once.
    await page.waitForSelector('html[live-connection=connected]')
    await page.waitForSelector('h1:has-text("1")')
    assert.equal(await page.inputValue('#typed'), 'kept')
    const same = await page.evaluate(
      () => document.querySelector('button') === (window as unknown as { button: Element }).button,
    )
    assert.equal(same, true)
    assert.deepEqual(await page.$$eval('li', (rows) => rows.map((row) => row.textContent)), [
      '1',
      '2',
      '3',
    ])
    // The root template was sent by the first server; the second does not send it again.
    const statics = tab.frames.filter((frame) => frame.includes('<h1>'))
    assert.deepEqual(statics, [])
    await page.click('button')
    await page.waitForSelector('h1:has-text("2")')
  } finally {
    await second.close()
  }
})

test('without a network nothing is thrown and every attempt waits longer, with jitter [B162]', async () => {
  const served = await serve((app) => app.live('/', Page))
  const tab = await openTab(served.url)
  await tab.connected()
  // The longest pause that the jitter allows, so that each has a least length.
  await tab.page.evaluate(() => {
    Math.random = () => 0.999
    const attempts: number[] = []
    addEventListener('live:connection', (event) => {
      const { state } = (event as CustomEvent<{ state: string }>).detail
      if (state === 'connecting') attempts.push(performance.now())
    })
    Object.assign(window, { attempts })
  })
  await served.close()
  const refuser = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => refuser.listen(served.port, resolve))
  // Attempts alone: what looks whether pages can do without a WebSocket asks the same port.
  const attempts = (): Promise<number[]> =>
    tab.page.evaluate(() => (window as unknown as { attempts: number[] }).attempts)
  await eventually(async () => (await attempts()).length >= 4, undefined, { state: attempts })
  await new Promise((resolve) => refuser.close(resolve))
  await tab.page.waitForSelector('html[live-connection=disconnected]')
  const times = await attempts()
  const pauses = times.slice(1).map((at, i) => at - times[i]!)
  // A second after the server said goodbye, then twice as long each time, or longer on a busy machine.
  const least = [500, 1600, 3200]
  const asLong = least.every((ms, i) => pauses[i]! > ms)
  assert.ok(asLong, `pauses of ${pauses.map(Math.round).join(', ')} ms`)
  assert.deepEqual(
    // What the browser itself says of sockets, and of the part that would go without.
    tab.errors.filter((text) => !/WebSocket|Failed to load resource/.test(text)),
    [],
  )
})

test('a page the server does not know any more is loaded again, once', async () => {
  const logger = { info: () => {}, warn: () => {}, error: () => {} }
  const first = await listen(createApp({ logger }).live('/', Page), { port: 0 })
  const tab = await openTab(first.url)
  await tab.connected()
  await tab.page.evaluate(() => Object.assign(window, { old: true }))
  await first.close()
  await tab.page.waitForSelector('html[live-connection=disconnected]')
  const second = await listen(createApp({ logger }).live('/', Page), { port: first.port })
  try {
    await tab.page.waitForFunction(() => !('old' in window))
    await tab.connected()
    await tab.page.click('button')
    await tab.page.waitForSelector('h1:has-text("1")')
  } finally {
    await second.close()
  }
})

test('two tabs of one browser have their own windows, also when one is duplicated', async () => {
  const served = await serve((app) => app.live('/', Page))
  const one = await openTab(served.url)
  const two = await openTab(served.url, one.page.context())
  await Promise.all([one.connected(), two.connected()])
  await one.page.click('button')
  await one.page.waitForSelector('h1:has-text("1")')
  assert.equal(await two.page.textContent('h1'), '0')
  // As browsers duplicate a tab: the session's storage is copied.
  await one.page.evaluate(() => (sessionStorage['copied'] = 'yes'))
  const [three] = await Promise.all([
    one.page.context().waitForEvent('page'),
    one.page.evaluate(() => void window.open(location.href)),
  ])
  await three.waitForSelector('html[live-connection=connected]')
  assert.equal(await three.evaluate(() => sessionStorage['copied'] as unknown), 'yes')
  assert.equal(served.app.counts.connected, 3)
  assert.equal(await three.textContent('h1'), '0')
  await three.click('button')
  await three.click('button')
  await three.waitForSelector('h1:has-text("2")')
  await one.page.click('button')
  await one.page.waitForSelector('h1:has-text("2")')
  await three.click('button')
  await three.waitForSelector('h1:has-text("3")')
  assert.deepEqual(await Promise.all([one, two].map(({ page }) => page.textContent('h1'))), [
    '2',
    '0',
  ])
  assertNoErrors(one)
  assertNoErrors(two)
})
