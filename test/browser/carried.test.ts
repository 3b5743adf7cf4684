/** A server stops and another takes its place: pages go on with their state, and each event counts once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  component,
  createApp,
  each,
  event,
  html,
  LiveComponent,
  LiveView,
  publish,
  stream,
} from 'overwire'
import type { App } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import type { Page } from 'playwright-core'
import { assertNoErrors, openTab } from './browser.ts'

const secret = 'the same in all processes'
const logged: string[] = []
const logger = {
  info: (fields: { reason?: string }) => void (fields.reason && logged.push(fields.reason)),
  warn: () => {},
  error: console.error,
}

class Cell extends LiveComponent<{ start: number }> {
  n = 0
  updates = 0
  override update() {
    this.n = this.props.start
    this.updates++
  }
  @event up() {
    this.n++
  }
  override render() {
    return html`<button id="cell" @click=${this.up}>${this.n} ${this.updates}</button>
      <form><input id="inside"></form>`
  }
}

let mounts = 0
let gaps = 0
class Counter extends LiveView {
  count = 0
  seen = new Map([['a', new Date(0)]])
  news = ''
  override async mount() {
    mounts++
    await this.subscribe('news')
  }
  @event inc() {
    this.count++
  }
  override handleGap() {
    gaps++
  }
  override handleInfo(_name: string, news: unknown) {
    this.news = String(news)
  }
  override render() {
    return html`<h1>${this.count}</h1><p id="seen">${this.seen.get('a')?.toISOString()}</p>
      <p id="news">${this.news}</p>
      <button id="inc" @click=${this.inc}>Add</button><input id="text">
      ${component(Cell, { id: 1, start: 5 })}`
  }
}

class Hidden extends Counter {
  #more = 0
  @event more() {
    this.#more++
    this.count = this.#more
  }
}
class Streaming extends Counter {
  rows = stream<{ id: number }>()
  override async mount() {
    await super.mount()
    this.rows.insertAll(endless())
  }
  override render() {
    return html`${super.render()}${each(this.rows, ({ id }) => html`<i>${id}</i>`)}`
  }
}
async function* endless(): AsyncGenerator<{ id: number }> {
  yield { id: 1 }
  await new Promise(() => {})
}
class Timed extends Counter {
  override async mount() {
    await super.mount()
    this.sendAfter(60_000, 'late', () => 1)
  }
}
class Uncarried extends Counter {
  static override carry = false
}
class Fun extends Counter {
  run = () => 1
}
class Busy extends Counter {
  override async mount() {
    await super.mount()
    this.startAsync(
      ({ signal }) => new Promise<void>((done) => signal.addEventListener('abort', () => done())),
    )
  }
}

class Deaf extends LiveView {
  count = 0
  override async mount() {
    await this.subscribe('news')
  }
  @event inc() {
    this.count++
  }
  override render() {
    return html`<h1>${this.count}</h1>`
  }
}
class Ending extends Counter {
  override disconnect() {}
}
class EndingCell extends Cell {
  override unmount() {}
}
class WithEndingCell extends Counter {
  override render() {
    return html`${super.render()}${component(EndingCell, { id: 2, start: 1 })}`
  }
}
class Forgetful extends Counter {
  static override temporaryAssigns = { lines: [] }
  lines = ['one']
  override render() {
    return html`${super.render()}<ul>${each(
      this.lines,
      (line) => line,
      (line) => html`<li>${line}</li>`,
    )}</ul>`
  }
}
const start = async (port: number, setUp: (app: App) => App): Promise<Listening> =>
  listen(
    setUp(
      createApp({
        logger,
        secret,
        limits: { closeMs: 1000, eventsPerSecond: 1000, eventBurst: 1000 },
      }),
    ),
    {
      port,
      stopOnSignals: false,
    },
  )

class SharedCounter extends Counter {
  static override shared = () => 'all'
}
for (const View of [Counter, SharedCounter]) {
  test(`a page of a ${View.name} goes on: state, components, typed text, focus; what was clicked meanwhile counts once`, async (t) => {
    const setUp = (app: App): App => app.live('/', View)
    let server = await start(0, setUp)
    t.after(() => server.close())
    mounts = 0
    gaps = 0
    const tab = await openTab(server.url)
    const { page } = tab
    await tab.connected()
    for (let i = 0; i < 3; i++) await page.click('#inc')
    await page.click('#cell')
    await page.waitForSelector('h1:text-is("3")')
    await page.waitForSelector('#cell:text-is("6 1")')
    await page.fill('#inside', 'in it')
    await page.evaluate(() => Object.assign(window, { cell: document.querySelector('#cell') }))
    await page.focus('#text')
    await page.keyboard.type('typed')
    const origin = await page.evaluate(() => performance.timeOrigin)
    await server.close()
    await page.waitForSelector('html[live-connection=disconnected]')
    await page.keyboard.type(' more')
    await page.evaluate(() => {
      for (let i = 0; i < 2; i++) document.querySelector<HTMLElement>('#inc')!.click()
      document.querySelector<HTMLElement>('#cell')!.click()
    })
    server = await start(server.port, setUp)
    await page.waitForSelector('h1:text-is("5")')
    await tab.connected()
    assert.equal(mounts, 1)
    assert.equal(gaps, 1)
    assert.equal(await page.textContent('#seen'), '1970-01-01T00:00:00.000Z')
    assert.equal(await page.inputValue('#text'), 'typed more')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'text')
    assert.equal(await page.evaluate(() => performance.timeOrigin), origin)
    await page.waitForSelector('#cell:text-is("7 1")')
    await page.click('#cell')
    await page.waitForSelector('#cell:text-is("8 1")')
    assert.equal(await page.inputValue('#inside'), 'in it')
    assert.ok(
      await page.evaluate(
        () => (window as unknown as { cell: Element }).cell === document.querySelector('#cell'),
      ),
    )
    await publish('news', 'said', 'heard')
    await page.waitForSelector('#news:text-is("heard")')
    // And once more.
    await server.close()
    await page.waitForSelector('html[live-connection=disconnected]')
    server = await start(server.port, setUp)
    await page.click('#inc')
    await page.waitForSelector('h1:text-is("6")')
    await page.click('#cell')
    await page.waitForSelector('#cell:text-is("9 1")')
    assert.equal(mounts, 1)
    tab.errors.splice(
      0,
      Infinity,
      ...tab.errors.filter((text) => !/WebSocket connection/.test(text)),
    )
    assertNoErrors(tab)
  })
}

class Logged extends LiveView {
  log: number[] = []
  slow = 0
  @event note({ i }: { i: string }) {
    this.log.push(Number(i))
  }
  @event async wait() {
    await new Promise((done) => setTimeout(done, 30))
    this.slow++
  }
  override render() {
    return html`<p id="log">${this.log.join()}</p><p id="slow">${this.slow}</p>
      <button id="note" @click=${this.note}>note</button><button id="wait" @click=${this.wait}>wait</button>`
  }
}

test('clicks through three stops, in two browsers, count once each and in their order', async (t) => {
  const setUp = (app: App): App => app.live('/', Logged)
  let server = await start(0, setUp)
  t.after(() => server.close())
  const pages: Page[] = []
  for (let i = 0; i < 2; i++) {
    const tab = await openTab(server.url)
    await tab.connected()
    await tab.page.evaluate(() => {
      const [note, wait] = [...document.querySelectorAll<HTMLElement>('#note, #wait')]
      const clicker = Object.assign(window, { clicks: 0, timer: 0 })
      clicker.timer = window.setInterval(() => {
        note!.setAttribute('live-value-i', String(++clicker.clicks))
        note!.click()
        if (clicker.clicks % 10 === 0) wait!.click()
      }, 20)
    })
    pages.push(tab.page)
  }
  type Clicker = Window & { clicks: number; timer: number }
  const clicksOf = (page: Page): Promise<number> =>
    page.evaluate(() => (window as unknown as Clicker).clicks)
  const goOn = async (): Promise<void> => {
    for (const page of pages) {
      const more = (await clicksOf(page)) + 15
      await page.waitForFunction((n) => (window as unknown as Clicker).clicks > n, more)
    }
  }
  for (let stops = 0; stops < 3; stops++) {
    await goOn()
    await server.close()
    await goOn()
    server = await start(server.port, setUp)
    for (const page of pages) await page.waitForSelector('html[live-connection=connected]')
  }
  for (const page of pages) {
    await page.evaluate(() => clearInterval((window as unknown as Clicker).timer))
    const clicks = await clicksOf(page)
    await page.waitForFunction(
      ([all, slow]) => {
        const [log, waited] = [...document.querySelectorAll('#log, #slow')]
        const isThere = log!.textContent!.endsWith(`,${all}`)
        return isThere && waited!.textContent === String(slow)
      },
      [clicks, Math.floor(clicks / 10)],
    )
    const log = (await page.textContent('#log'))!.split(',').map(Number)
    assert.deepEqual(
      log,
      Array.from({ length: clicks }, (_, i) => i + 1),
    )
  }
})

let stuck = 0
class Stuck extends LiveView {
  @event inc() {}
  @event stuck() {
    stuck++
    return new Promise(() => {})
  }
  override render() {
    return html`<p @click=${this.inc} @focus=${this.stuck}></p>`
  }
}

test('an event that has not ended in time: the log says that its page is mounted anew', async () => {
  logged.length = 0
  const server = await start(0, (app) => app.live('/', Stuck))
  const window = await RawWindow.join(server.url)
  window.send([1, 1, 0, 'stuck'])
  await eventually(() => stuck === 1, 'the event runs')
  await server.close()
  assert.match(logged[0]!, /finished/)
})

/** A window whose server has stopped, with what it was given for the next one. */
async function stopped(View: new () => LiveView) {
  const server = await start(0, (app) => app.live('/', View))
  const { token, cookie } = await loadPage(server.url)
  const window = await RawWindow.open(server.url, cookie)
  window.send([0, 1, token])
  await window.until(() => window.frames.length > 0)
  window.send([1, 1, 0, 'inc'])
  await window.answer(1)
  await server.close()
  const hellos = window.frames.filter(([op]) => op === 0) as unknown as [0, 1, string, string][]
  return { token, cookie, port: server.port, key: hellos.at(-1)![3], hellos: hellos.length }
}

async function join(url: string, cookie: string, token: string, key: string) {
  const window = await RawWindow.open(url, cookie)
  window.send([0, 1, token, key, 9, [], '/'])
  await window.until(() => window.frames.some(([op]) => op === 4) || window.closed !== undefined)
  const hello = window.frames[0] as unknown as unknown[]
  const values = JSON.stringify(window.frames.find(([op]) => op === 4))
  return { mode: hello?.[5], lastEvent: hello?.[4], values, window }
}

test('a state is taken once, and not when it was changed or is of another session', async (t) => {
  const { cookie, key, port, token } = await stopped(Counter)
  const server = await start(port, (app) => app.live('/', Counter))
  t.after(() => server.close())
  const forged = await join(server.url, cookie, token, `${key.slice(0, -3)}AAA`)
  assert.equal(forged.mode, 2)
  const other = await loadPage(server.url)
  const stranger = await join(server.url, other.cookie, other.token, key)
  assert.equal(stranger.mode, 2)
  const first = await join(server.url, cookie, token, key)
  // The browser sends all again that it has no answer to: some may have been on its way.
  assert.deepEqual([first.mode, first.lastEvent], [3, 0])
  assert.match(first.values, /\[4,0,0,\[-\d+,1,/)
  const again = await join(server.url, cookie, token, key)
  assert.deepEqual([again.mode, again.lastEvent], [2, 0])
})

test('a server with another secret, and one whose class has another version, mount anew', async (t) => {
  const { cookie, key, port, token } = await stopped(Counter)
  const Newer = {
    Counter: class extends Counter {
      static override version = 2
    },
  }['Counter']
  Object.defineProperty(Newer, 'name', { value: 'Counter' })
  const server = await start(port, (app) => app.live('/', Newer))
  t.after(() => server.close())
  assert.equal((await join(server.url, cookie, token, key)).mode, 2)
})

for (const [why, View, reason] of [
  ['private fields', Hidden, /#private/],
  ['a stream that still reads its source', Streaming, /reads its source/],
  ['a function in a message for later', Timed, /function .*sendAfter/],
  ['carry = false', Uncarried, /carry = false/],
  ['a function in a field', Fun, /function/i],
  ['a task that runs', Busy, /tasks/],
  ['topics whose messages it could not catch up with', Deaf, /handleGap/],
  ['a disconnect', Ending, /disconnect/],
  ['a component’s unmount', WithEndingCell, /unmount/],
  ['temporary fields', Forgetful, /temporary/],
] as const) {
  test(`what can’t be carried is mounted anew, and the log says why: ${why}`, async () => {
    logged.length = 0
    const { hellos } = await stopped(View)
    assert.equal(hellos, 1)
    await eventually(() => logged.length > 0, 'the reason is logged')
    assert.match(logged[0]!, reason)
  })
}
