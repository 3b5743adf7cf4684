/** Work of one address or user does not hold others up: what they send next waits its turn, and nothing of it is lost. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView } from 'overwire'
import type { AppOptions, Params } from 'overwire'
import { liveviewHandler } from 'overwire/handlers'
import { everyone, signal } from 'overwire/signals'
import { z } from 'zod'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { Reader } from './reader.ts'
import type { Served } from './serve.ts'
import { serve } from './serve.ts'

/** Milliseconds that a heavy event takes, of windows that many: alone they hold everybody up for more than a second. */
const HEAVY_MS = 60
const WINDOWS = 20

/** Who was served, in order. */
let served: string[] = []

/** Nothing else runs for so long. */
function work(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

class Page extends LiveView {
  who = ''
  heavy = 0
  steps = 0
  override mount({ query }: { query: URLSearchParams }): void {
    this.who = query.get('who') ?? ''
  }
  @event work({ ms }: { ms: number }): void {
    served.push(this.who)
    work(ms)
  }
  @event show({ ms }: { ms: number }): void {
    served.push(this.who)
    this.heavy = ms
  }
  @event note({ n }: { n: number }): void {
    served.push(`${this.who} ${n}`)
  }
  @event step(): void {
    this.steps++
  }
  render() {
    work(this.heavy)
    this.heavy = 0
    return html`<p>${served.length}</p><button @click=${this.work} @focus=${this.show} @blur=${this.note}></button>
      <i>${this.steps}</i><button @click=${this.step}>step</button>`
  }
}

/** What it shows of an event and of the address that follows from it are of one moment. */
class Follows extends LiveView {
  typed = ''
  wanted = ''
  override async handleParams(query: Params): Promise<void> {
    await Promise.resolve()
    this.wanted = query['q'] ?? ''
  }
  @event search({ q }: { q: string }): void {
    work(HEAVY_MS)
    this.typed = q
    this.livePatch(`?q=${q}`, { replace: true })
  }
  render() {
    return html`<p @click=${this.search}>${this.typed === this.wanted ? `same ${this.wanted}` : 'other'}</p>`
  }
}

class Wall extends LiveView {
  static override shared = (): string => 'all'
  text = ''
  @event say({ text }: { text: string }): void {
    this.text = text
  }
  render() {
    served.push('wall')
    return html`<p @click=${this.say}>${this.text}</p>`
  }
}

liveviewHandler('turns.work', (_, { data }) => {
  served.push('heavy')
  work(Number(data['ms']))
})

const check = z.any().refine(() => {
  served.push('heavy')
  return work(HEAVY_MS) === undefined
})
liveviewHandler('turns.check', { form: check }, () => {})
signal({ path: 'turns.check', isAllowedTo: everyone, args: check }, () => {})

const options: AppOptions = {
  trustedProxies: 1,
  development: false,
  user: ({ query }) => (query.has('as') ? ({ id: query.get('as') } as never) : null),
}

async function start(t: TestContext): Promise<Served> {
  served = []
  return serve(
    t,
    (app) => app.live('/', Page).live('/wall', Wall).live('/follows', Follows),
    options,
  )
}

const open = (url: string, path: string, address: string, key?: unknown): Promise<RawWindow> =>
  RawWindow.behindProxy(url, address, path, ...(key === undefined ? [] : [key, 0]))

async function openAll(url: string, path: (i: number) => string, address: (i: number) => string) {
  const windows: RawWindow[] = []
  for (let i = 0; i < WINDOWS; i++) windows.push(await open(url, path(i), address(i)))
  return windows
}

/** Clicks on and on, as somebody does who waits for each answer and some milliseconds, until the others have theirs. */
async function clickUntil(
  window: RawWindow,
  done: Promise<unknown>,
  ms: number = 10,
): Promise<void> {
  let isOver = false
  void done.then(() => (isOver = true))
  for (let n = 1; !isOver; n++) {
    window.send([1, n, 0, 'note', { n }])
    assert.equal((await window.answer(n))[0], 1)
    window.send([2, window.frames.length - 1])
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
  }
}

/** The longest row of heavy events without another sender's event between them. */
function longestRow(): number {
  let longest = 0
  let row = 0
  for (const who of served) {
    row = who.startsWith('other') ? 0 : row + 1
    longest = Math.max(longest, row)
  }
  return longest
}

const floods: [what: string, frame: (n: number) => unknown[], row?: number][] = [
  ['events', (n) => [1, n, 0, 'work', { ms: HEAVY_MS }]],
  ['renders', (n) => [1, n, 0, 'show', { ms: HEAVY_MS }]],
  ['handlers', (n) => [6, n, 0, 0, 'turns.work', { data: { ms: String(HEAVY_MS) } }]],
  ['schemas of handlers', (n) => [6, n, 0, 0, 'turns.check', { form: { a: 'b' } }]],
  ['schemas of signals', (n) => [6, n, 0, 1, 'turns.check', { a: 'b' }], 6],
]

// A signal's task checks once more.
for (const [what, frame, row = 2] of floods) {
  test(`others are heard between the ${what} of one address that take long`, async (t) => {
    const { url } = await start(t)
    const heavy = await openAll(
      url,
      () => '/?who=heavy',
      () => '1.1.1.1',
    )
    const other = await open(url, '/?who=other', '2.2.2.2')
    for (const window of heavy) window.send(frame(1))
    const done = Promise.all(heavy.map((window) => window.answer(1)))
    await clickUntil(other, done)
    assert.deepEqual(
      (await done).map((frame) => frame[0]),
      Array(WINDOWS).fill(1),
    )
    assert.equal(served.filter((who) => who === 'heavy').length % WINDOWS, 0)
    assert.ok(longestRow() <= row, served.join(', '))
  })
}

/** Frames of a window, of which all together take seconds. */
const REFUSED = 2000

test('thousands of frames that are refused, each of which takes little, hold nobody up', async (t) => {
  served = []
  const limits = { eventBurst: Infinity, eventsPerSecond: Infinity, mailbox: Infinity }
  const { url } = await serve(t, (app) => app.live('/', Page), { ...options, limits })
  const many = await openAll(
    url,
    () => '/?who=many',
    () => '1.1.1.1',
  )
  const other = await open(url, '/?who=other', '2.2.2.2')
  const frames = Array.from({ length: REFUSED }, (_, i) =>
    JSON.stringify([6, i + 1, 0, 1, 'nope', {}]),
  )
  for (const window of many) for (const text of frames) window.send(text)
  let isOver = false
  const done = Promise.all(many.map((window) => window.answer(REFUSED))).then(() => (isOver = true))
  const waits: number[] = []
  for (let n = 1; !isOver; n++) {
    const began = performance.now()
    other.send([1, n, other.frames.length - 1, 'note', { n }])
    await other.answer(n)
    waits.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await done
  assert.ok(Math.max(...waits) < 1000, waits.map(Math.round).join(' '))
})

test('a user has one turn, from however many addresses', async (t) => {
  const { url } = await start(t)
  const heavy = await openAll(
    url,
    () => '/?who=heavy&as=7',
    (i) => `1.1.1.${i}`,
  )
  const other = await open(url, '/?who=other&as=8', '2.2.2.2')
  for (const window of heavy) window.send([1, 1, 0, 'work', { ms: HEAVY_MS }])
  await clickUntil(other, Promise.all(heavy.map((window) => window.answer(1))))
  assert.ok(longestRow() <= 2, served.join(', '))
})

test('a window that used little goes before those of its address that used much', async (t) => {
  const { url } = await start(t)
  const heavy = await openAll(
    url,
    () => '/?who=heavy',
    () => '1.1.1.1',
  )
  const other = await open(url, '/?who=other', '1.1.1.1')
  for (const n of [1, 2]) for (const window of heavy) window.send([1, n, 0, 'work', { ms: 25 }])
  await heavy[0]!.answer(1)
  other.send([1, 1, 0, 'note', { n: 1 }])
  await other.answer(1)
  const before = served.indexOf('other 1')
  assert.ok(before < WINDOWS, `after ${before} others`)
  await Promise.all(heavy.map((window) => window.answer(2)))
})

test('frames that wait keep their order, and each is answered once', async (t) => {
  const { url } = await start(t)
  const windows = await Promise.all(
    Array.from({ length: 4 }, (_, i) => open(url, `/?who=${i}`, '1.1.1.1')),
  )
  for (let n = 1; n <= 30; n++) {
    for (const window of windows) {
      window.send(n % 10 === 0 ? [1, n, 0, 'work', { ms: 25 }] : [1, n, 0, 'note', { n }])
    }
  }
  // Sent once more, as after a lost connection.
  for (const window of windows) window.send([1, 30, 0, 'work', { ms: 25 }])
  for (const [i, window] of windows.entries()) {
    assert.equal((await window.answer(30))[0], 1)
    const own = served.filter((who) => who.startsWith(`${i}`))
    const expected = Array.from({ length: 30 }, (_, k) => (k % 10 === 9 ? `${i}` : `${i} ${k + 1}`))
    assert.deepEqual(own, expected)
  }
})

test('events that came together give way to others too', async (t) => {
  const { url } = await start(t)
  const heavy = await open(url, '/?who=heavy', '1.1.1.1')
  const other = await open(url, '/?who=other', '2.2.2.2')
  const frames = Array.from({ length: WINDOWS }, (_, i) => [1, i + 1, 0, 'work', { ms: HEAVY_MS }])
  // In one piece of what comes over the network.
  const { _socket: socket } = heavy.socket as unknown as {
    _socket: { cork(): void; uncork(): void }
  }
  socket.cork()
  for (const frame of frames) heavy.send(frame)
  socket.uncork()
  await clickUntil(other, heavy.answer(WINDOWS))
  assert.ok(longestRow() <= 2, served.join(', '))
})

test('what waits runs once when its connection is lost, and pings are answered meanwhile', async (t) => {
  const { url, app } = await start(t)
  const page = await loadPage(`${url}/?who=me`, '', { 'x-forwarded-for': '1.1.1.1' })
  const headers = { origin: url, cookie: page.cookie, 'x-forwarded-for': '1.1.1.1' }
  const join = async (...rest: unknown[]): Promise<RawWindow> => {
    const window = new RawWindow(url, headers)
    await once(window.socket, 'open')
    window.send([0, 1, page.token, ...rest])
    await window.until(() => window.frames.length > 0)
    return window
  }
  const window = await join()
  const other = await open(url, '/?who=other', '2.2.2.2')
  window.send([1, 1, 0, 'work', { ms: 400 }])
  await eventually(() => served.includes('me'))
  for (let n = 2; n <= 6; n++) window.send([1, n, 0, 'note', { n }])
  window.send([3])
  other.send([1, 1, 0, 'note', { n: 1 }])
  await window.until(() => window.frames.some(([kind]) => kind === 6))
  assert.ok(!served.includes('me 2'), 'the ping was answered before')
  window.socket.terminate()
  await eventually(() => app.counts.absent === 1)
  const again = await join(window.frames[0]![3], window.frames.length - 2)
  for (let n = 2; n <= 7; n++) again.send([1, n, 0, 'note', { n }])
  assert.equal((await again.answer(7))[0], 1)
  const own = served.filter((who) => who.startsWith('me'))
  assert.deepEqual(own, ['me', 'me 2', 'me 3', 'me 4', 'me 5', 'me 6', 'me 7'])
})

test('forms that are posted without a script wait for their turn, again and again', async (t) => {
  const { url } = await start(t)
  const heavy = await open(url, '/?who=heavy', '127.0.0.1')
  const other = await open(url, '/?who=other', '2.2.2.2')
  const reader = await new Reader(url).get('/?who=me')
  for (let n = 1; n <= 4; n++) {
    heavy.send([1, n, 0, 'work', { ms: 100 }])
    const posted = reader.post('step')
    other.send([1, n, 0, 'note', { n }])
    await Promise.all([posted, heavy.answer(n), other.answer(n)])
    assert.match(reader.html, new RegExp(`<i>${n}</i>`))
  }
})

test('an event and the address that follows from it are shown together', async (t) => {
  const { url } = await start(t)
  const window = await open(url, '/follows', '1.1.1.1')
  for (let n = 1; n <= 3; n++) {
    window.send([1, n, window.frames.length - 1, 'search', { q: `q${n}` }])
    await window.until(() => JSON.stringify(window.frames).includes(`same q${n}`))
  }
  assert.doesNotMatch(JSON.stringify(window.frames), /other/)
})

test('a server that stops runs what waits before it lets go', async (t) => {
  const { url, app } = await start(t)
  const heavy = await openAll(
    url,
    () => '/?who=heavy',
    () => '1.1.1.1',
  )
  const other = await open(url, '/?who=other', '2.2.2.2')
  for (const window of heavy) window.send([1, 1, 0, 'work', { ms: 25 }])
  other.send([1, 1, 0, 'note', { n: 1 }])
  await other.answer(1)
  await heavy[0]!.answer(1)
  await new Promise((resolve) => setTimeout(resolve, 10))
  assert.ok(served.length < WINDOWS, 'some wait')
  await app.stop()
  assert.equal(served.filter((who) => who === 'heavy').length, WINDOWS)
})

test('what all windows of a shared view are sent is on the account of who asked for it', async (t) => {
  const { url } = await start(t)
  const readers = await openAll(
    url,
    () => '/wall',
    (i) => `3.3.3.${i}`,
  )
  // What they are sent is no work of this process.
  for (const { socket } of readers) socket.pause()
  const writer = await open(url, '/wall', '1.1.1.1')
  const own = await open(url, '/?who=own', '1.1.1.1')
  const others = await Promise.all([2, 3, 4, 5].map((i) => open(url, '/?who=other', `2.2.2.${i}`)))
  const write = async (): Promise<void> => {
    for (const n of [1, 2]) {
      writer.send([1, n, writer.frames.length - 1, 'say', { text: String(n).repeat(400_000) }])
      assert.equal((await writer.answer(n))[0], 1)
    }
    own.send([1, 1, 0, 'note', { n: 1 }])
    assert.equal((await own.answer(1))[0], 1)
  }
  const written = write()
  await Promise.all(others.map((other) => clickUntil(other, written, 0)))
  const between = served.slice(served.lastIndexOf('wall') + 1, served.indexOf('own 1'))
  assert.ok(between.length >= 2, served.join(', '))
})
