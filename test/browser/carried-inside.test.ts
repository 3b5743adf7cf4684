/** Views inside a page go on in the next process: their state, their numbers, the nodes that they show. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, each, event, html, LiveView, liveView, memoryStore, stream } from 'overwire'
import type { App, LiveRequest, StateStore } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { openTab } from './browser.ts'

let mounts = 0
let restores = 0
let banned = false

class Deep extends LiveView {
  n = 0
  override mount() {
    mounts++
  }
  @event up() {
    this.n++
  }
  override render() {
    return html`<button id="deep" @click=${this.up}>${this.n}</button>`
  }
}

class Inner extends LiveView {
  static override onMount = [
    () => {
      if (banned) return '/elsewhere'
    },
  ]
  count = 0
  rows = stream<{ id: number }>()
  _open = false
  override async mount(_request: LiveRequest, { start }: { start?: string }) {
    mounts++
    this.count = Number(start ?? 0)
    this.rows.insert({ id: this.count })
    this._open = true
    await this.subscribe('news')
  }
  override handleGap() {}
  override restored() {
    restores++
    this._open = true
  }
  @event add() {
    if (!this._open) throw new Error('not restored')
    this.rows.insert({ id: ++this.count })
  }
  override render() {
    return html`<p id="count">${this.count}</p><button id="add" @click=${this.add}>Add</button>
      <ul>${each(this.rows, ({ id }) => html`<li>${id}</li>`)}</ul><input id="text">
      ${liveView(Deep, { id: 'deep' })}`
  }
}

class Outer extends LiveView {
  clicks = 0
  override mount() {
    mounts++
  }
  @event inc() {
    this.clicks++
  }
  override render() {
    return html`<h1>${this.clicks}</h1><button id="inc" @click=${this.inc}>More</button>
      ${liveView(Inner, { id: 'a', params: { start: '5' } })}`
  }
}

class DurableOuter extends Outer {
  static override durable = true
}

function start(port: number, View: new () => LiveView, store: StateStore): Promise<Listening> {
  const app: App = createApp({ secret: 'the same in all processes', store })
  return listen(app.live('/', View), { port, stopOnSignals: false })
}

for (const [kind, View] of [
  ['an ordinary view', Outer],
  ['a durable view', DurableOuter],
] as const) {
  test(`views inside go on, with what was typed and clicked meanwhile: ${kind}`, async (t) => {
    const store = memoryStore()
    let server = await start(0, View, store)
    t.after(() => server.close())
    mounts = restores = 0
    const { page, connected } = await openTab(server.url)
    await connected()
    await page.click('#add')
    await page.click('#deep')
    await page.click('#inc')
    await page.waitForSelector('#count:text-is("6")')
    await page.waitForSelector('#deep:text-is("1")')
    await page.waitForSelector('h1:text-is("1")')
    assert.equal(mounts, 3)
    await page.focus('#text')
    await page.keyboard.type('typed')
    await page.evaluate(() => Object.assign(window, { kept: document.querySelector('#text') }))
    for (let stops = 1; stops <= 2; stops++) {
      await server.close()
      await page.waitForSelector('html[live-connection=disconnected]')
      await page.evaluate(() => {
        for (const id of ['add', 'deep', 'inc', 'add']) document.getElementById(id)!.click()
      })
      server = await start(server.port, View, store)
      await connected()
      await page.waitForSelector(`#count:text-is("${6 + 2 * stops}")`)
      await page.waitForSelector(`#deep:text-is("${1 + stops}")`)
      await page.waitForSelector(`h1:text-is("${1 + stops}")`)
    }
    assert.equal(mounts, 3, 'mount did not run again')
    assert.equal(restores, 2)
    assert.deepEqual(await page.$$eval('li', (rows) => rows.map((row) => row.textContent)), [
      ...['5', '6', '7', '8', '9', '10'],
    ])
    assert.equal(await page.inputValue('#text'), 'typed')
    assert.ok(
      await page.evaluate(
        () => (window as unknown as { kept: Element }).kept === document.querySelector('#text'),
      ),
      'its nodes are the same',
    )
  })
}

test('who may not see a view inside any more sees nothing of it in the next process', async (t) => {
  const store = memoryStore()
  let server = await start(0, Outer, store)
  t.after(() => server.close())
  t.after(() => void (banned = false))
  const { page, connected } = await openTab(server.url)
  await connected()
  await page.click('#inc')
  await page.waitForSelector('h1:text-is("1")')
  await server.close()
  await page.waitForSelector('html[live-connection=disconnected]')
  await page.evaluate(() => document.getElementById('add')!.click())
  banned = true
  server = await start(server.port, Outer, store)
  await connected()
  await page.waitForSelector('[role=alert]')
  await page.waitForSelector('h1:text-is("1")')
  assert.equal(await page.$('#count'), null)
})
