/** The fallback transport: what it takes, what it refuses, and that nothing is taken twice. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp, event, html, LiveView } from 'overwire'
import type { App, AppOptions, EventContext } from 'overwire'
import { eventually } from '../eventually.ts'
import { memoryLayer } from '../../src/pubsub/memory.ts'
import { FakeClock, turn } from '../tasks/fake-clock.ts'
import { Counter } from './counter.ts'
import { FallbackWindow, loadPage } from './raw-window.ts'
import { serve } from './serve.ts'

const STREAM = '/_overwire/events'
const FRAMES = '/_overwire/frames'
const secret = 'the secret of the fallback tests'
const silent = { info: () => {}, warn: () => {}, error: () => {} }

/** Sends a request to an app without a network, and answers what it answers. */
type Ask = (path: string, headers?: Record<string, string>, body?: string) => Promise<Response>

/** A stream, without a browser. */
interface Opened {
  ask: Ask
  /** Names the stream. */
  id: string
  /** All that came so far. */
  readonly text: string
  /** True once it has ended. */
  readonly isOver: boolean
  token: string
  /** Closes it as a browser does that is gone. */
  cancel(): Promise<void>
  /** Sends a POST of frames with this number. @returns the status of its answer. */
  post(number: number, frames: unknown[], more?: Record<string, string>): Promise<number>
}

const over = (app: App, cookie: string): Ask => {
  const own = { host: 'a', origin: 'http://a', cookie }
  return (path, headers = {}, body = '') =>
    app.fetch(
      new Request(`http://a${path}`, { method: 'POST', headers: { ...own, ...headers }, body }),
      '1.2.3.4',
    )
}

async function openStream(app: App, others: readonly App[] = []): Promise<Opened> {
  const page = await app.fetch(new Request('http://a/'))
  const cookie = page.headers.get('set-cookie')!.split(';')[0]!
  const token = /live-root="([^"]+)"/.exec(await page.text())![1]!
  const answer = await over(app, cookie)(STREAM)
  assert.equal(answer.status, 200)
  const ask = over(others[0] ?? app, cookie)
  const opened = { text: '', isOver: false }
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      opened.text += value
    }
  }
  const end = (): void => void (opened.isOver = true)
  read().then(end, end)
  const id = await eventually(() => /^event: open\ndata: (.+)\n\n/.exec(opened.text)?.[1])
  return Object.assign(opened, {
    ask,
    id,
    token,
    cancel: () => reader.cancel(),
    post: async (number: number, frames: unknown[], more: Record<string, string> = {}) => {
      const headers = { 'overwire-connection': id, 'overwire-number': String(number), ...more }
      const lines = frames.map((frame) =>
        typeof frame === 'string' ? frame : JSON.stringify(frame),
      )
      return (await ask(FRAMES, headers, lines.join('\n'))).status
    },
  })
}

function appOf(options: AppOptions = {}): App {
  return createApp({ secret, logger: silent, ...options }).live('/', Counter)
}

const joined = async (stream: Opened): Promise<void> => {
  assert.equal(await stream.post(1, [[0, 1, stream.token]]), 204)
  await eventually(() => /data: \[0,/.test(stream.text), 'it is joined', { state: () => stream })
}

test('a POST that comes twice is taken once, also while the first is being read', async () => {
  const clock = new FakeClock(Date.now())
  const stream = await openStream(appOf({ clock }))
  await joined(stream)
  const inc = [[1, 1, 0, 'inc']]
  assert.deepEqual(await Promise.all([stream.post(2, inc), stream.post(2, inc)]), [204, 204])
  // Two events that the window would count as two.
  assert.equal(await stream.post(2, [[1, 2, 0, 'inc']]), 204)
  await stream.post(3, [[3]])
  await eventually(() => stream.text.includes('[6]'))
  assert.match(stream.text, /,0,1\]/)
  assert.doesNotMatch(stream.text, /,0,2\]/)
  // Nor does it wait for others.
  await clock.advance(10_000)
  assert.equal(stream.isOver, false)
})

test('POSTs that overtake each other are taken in their order', async () => {
  const stream = await openStream(appOf())
  await joined(stream)
  assert.equal(await stream.post(4, [[1, 3, 0, 'quick']]), 204)
  assert.equal(await stream.post(3, [[1, 2, 0, 'slow']]), 204)
  await turn()
  assert.doesNotMatch(stream.text, /"s?q"/)
  await stream.post(2, [[1, 1, 0, 'quick']])
  await eventually(() => stream.text.includes('"qsq"'), undefined, { state: () => stream.text })
})

test('a POST that never comes ends the stream, and its window may come back', async () => {
  const clock = new FakeClock(Date.now())
  const app = appOf({ clock })
  const stream = await openStream(app)
  await joined(stream)
  await stream.post(3, [[1, 2, 0, 'inc']])
  await clock.advance(4_900)
  assert.equal(stream.isOver, false)
  await clock.advance(200)
  await eventually(() => stream.isOver)
  assert.deepEqual(app.counts, { connected: 0, pending: 0, absent: 1 })
})

test('POSTs far ahead are not collected', async () => {
  const app = appOf({ clock: new FakeClock(Date.now()) })
  const stream = await openStream(app)
  await joined(stream)
  for (let number = 3; number < 30; number++) await stream.post(number, [[3]])
  await eventually(() => stream.isOver)
  assert.equal(await stream.post(2, [[3]]), 410)
  const other = await openStream(app)
  await joined(other)
  await other.post(3, [[1, 2, 0, 'x'.repeat(70_000)]])
  await eventually(() => other.isOver)
})

test('streams and frames of other sites and of nobody are refused', async () => {
  const stream = await openStream(appOf())
  const named = { 'overwire-connection': stream.id, 'overwire-number': '1' }
  for (const origin of ['https://example.com', 'null', 'http://a.example', '']) {
    assert.equal((await stream.ask(STREAM, { origin })).status, 403, `stream of ${origin}`)
    assert.equal((await stream.ask(FRAMES, { ...named, origin })).status, 403, `frames ${origin}`)
  }
})

test('frames of another session, to no stream, without a number or with an odd code are refused', async () => {
  const app = appOf()
  const stream = await openStream(app)
  const named = { 'overwire-connection': stream.id, 'overwire-number': '1' }
  const other = await app.fetch(new Request('http://a/'))
  const cookie = other.headers.get('set-cookie')!.split(';')[0]!
  const join = JSON.stringify([0, 1, stream.token])
  const statusOf = async (headers: Record<string, string>): Promise<number> =>
    (await stream.ask(FRAMES, { ...named, ...headers }, join)).status
  assert.equal(await statusOf({ cookie }), 403)
  assert.equal(await statusOf({ cookie: '' }), 403)
  for (const id of ['', 'x', `${stream.id}x`, stream.id.slice(1)])
    assert.equal(await statusOf({ 'overwire-connection': id }), 410, id)
  for (const number of ['', '0', '-1', '1.5', 'x', '1e99', '9007199254740993'])
    assert.equal(await statusOf({ 'overwire-number': number }), 400, number)
  for (const code of ['', '0', '99999', '1006', '1001', 'x'])
    assert.equal(await statusOf({ 'overwire-close': code }), 400, code)
  for (const path of [STREAM, FRAMES]) {
    const answer = await app.fetch(new Request(`http://a${path}`))
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST'])
  }
  assert.doesNotMatch(stream.text, /data: \[0,/)
  await joined(stream)
})

test('the stream goes through caches and proxies as it is', async () => {
  const app = appOf()
  const { ask } = await openStream(app)
  const { headers, body } = await ask(STREAM)
  await body!.cancel()
  assert.match(headers.get('content-type')!, /^text\/event-stream/)
  assert.match(headers.get('cache-control')!, /no-store.*no-transform/)
  assert.equal(headers.get('x-accel-buffering'), 'no')
})

test('a stream that joins no page in time is closed with the code of sockets', async () => {
  const clock = new FakeClock(Date.now())
  const stream = await openStream(appOf({ clock }))
  await clock.advance(10_000)
  await eventually(() => stream.isOver)
  assert.match(stream.text, /event: close\ndata: 4414 E_JOIN_TIME/)
})

test('streams that join no page are counted for their address', async () => {
  const { ask } = await openStream(appOf({ limits: { windowsPerAddress: 2 } }))
  const second = await ask(STREAM)
  assert.equal(second.status, 200)
  assert.equal((await ask(STREAM)).status, 429)
  await second.body!.cancel()
  await turn()
  const third = await ask(STREAM)
  assert.equal(third.status, 200)
  await third.body!.cancel()
})

test('joined windows are counted for their address, whatever carries them', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Counter), {
    limits: { windowsPerAddress: 1 },
  })
  const page = await loadPage(url)
  const first = await FallbackWindow.joinPage(url, page)
  assert.equal(first.closed, undefined)
  const second = await FallbackWindow.joinPage(url, await loadPage(url))
  assert.equal(second.closed, 4429)
  await first.close()
  assert.equal((await FallbackWindow.join(url)).closed, undefined)
})

test('frames that are too long, broken or too many end a stream with the codes of sockets', async (t) => {
  const limits = { frameBytes: 1000, eventBytes: 1000, eventBurst: 10, eventsPerSecond: 0.001 }
  const { url } = await serve(t, (app) => app.live('/', Counter), { limits })
  const cases: [what: string, send: (window: FallbackWindow) => void, code: number][] = [
    ['long', (window) => window.send([1, 1, 0, 'x'.repeat(1001)]), 1009],
    ['long in bytes', (window) => window.send([1, 1, 0, '€'.repeat(400)]), 1009],
    ['no JSON', (window) => window.send('{'), 4400],
    ['no frame', (window) => window.send('[99]'), 4400],
    ['a prototype', (window) => window.send('[1,1,0,"add",{"__proto__":1}]'), 4400],
    ['a flood', (window) => Array.from({ length: 60 }, () => window.send([3])), 4413],
  ]
  for (const [what, send, code] of cases) {
    const window = await FallbackWindow.join(url)
    send(window)
    assert.equal(await window.closing(), code, what)
  }
})

test('a body that is longer than all its frames may be is not read', async () => {
  const stream = await openStream(appOf({ limits: { frameBytes: 1000, eventBytes: 1000 } }))
  await joined(stream)
  assert.equal(await stream.post(2, ['x'.repeat(100_000)]), 413)
  await eventually(() => stream.isOver)
  assert.match(stream.text, /event: close\ndata: 1009 /)
})

test('events over what a window may send are refused one by one, as over a socket', async (t) => {
  const limits = { eventBurst: 5, eventsPerSecond: 0.001 }
  const { url } = await serve(t, (app) => app.live('/', Counter), { limits })
  const window = await FallbackWindow.join(url)
  for (let n = 1; n <= 6; n++) window.send([1, n, 0, 'inc'])
  assert.equal((await window.answer(5))[0], 1)
  assert.deepEqual((await window.answer(6)).slice(0, 3), [2, 6, 'E_RATE'])
})

test('a browser that leaves takes its last events along, and its view ends at once', async () => {
  const app = appOf()
  const stream = await openStream(app)
  await joined(stream)
  const gone = Counter.gone
  assert.equal(await stream.post(2, [[1, 1, 0, 'inc']], { 'overwire-close': '1000' }), 204)
  await eventually(() => Counter.gone > gone)
  assert.deepEqual(app.counts, { connected: 0, pending: 0, absent: 0 })
  assert.equal(stream.isOver, true)
})

test('a stream that breaks a moment before its browser says that it leaves: the view ends at once', async () => {
  const clock = new FakeClock(Date.now())
  const app = appOf({ clock })
  const [left, lost] = [await openStream(app), await openStream(app)]
  await Promise.all([joined(left), joined(lost)])
  const gone = Counter.gone
  await Promise.all([left.cancel(), lost.cancel()])
  assert.equal(await left.post(2, [], { 'overwire-close': '1000' }), 204)
  await eventually(() => Counter.gone > gone)
  await clock.advance(1000)
  assert.deepEqual(app.counts, { connected: 0, pending: 0, absent: 1 })
  assert.equal(await lost.post(2, [], { 'overwire-close': '1000' }), 410)
})

class Large extends LiveView {
  @event say(): string {
    return 'x'.repeat(300_000)
  }
  render() {
    return html`<p></p>`
  }
}

/** A browser that joins a page and reads nothing from then on; gives the function that posts its frames. */
async function deafWindow(t: TestContext, url: string) {
  const { cookie, token } = await loadPage(url)
  const headers = { origin: url, cookie }
  const asked = request(url + STREAM, { method: 'POST', headers })
  t.after(() => asked.destroy())
  const id = await new Promise<string>((resolve, reject) => {
    asked.on('error', reject)
    asked.on('response', (answer) =>
      answer.once('data', (data: Buffer) => {
        answer.pause()
        resolve(/data: (.+)/.exec(String(data))![1]!)
      }),
    )
    asked.end()
  })
  let number = 0
  const post = async (frame: unknown): Promise<number> => {
    const named = { 'overwire-connection': id, 'overwire-number': String(++number) }
    const init = { method: 'POST', headers: { ...headers, ...named }, body: JSON.stringify(frame) }
    return (await fetch(url + FRAMES, init)).status
  }
  assert.equal(await post([0, 1, token]), 204)
  return post
}

test('a browser that reads nothing is ended when it asks for more than is kept for it', async (t) => {
  const { url, app } = await serve(t, (app) => app.live('/', Large))
  const post = await deafWindow(t, url)
  await eventually(() => app.counts.connected === 1)
  let status = 204
  for (let n = 1; n < 50 && status === 204; n++) status = await post([1, n, 0, 'say', {}, 0, 1])
  assert.equal(status, 410)
  await eventually(() => app.counts.connected === 0)
})

test('what a browser does not read counts as buffered, also what it says that it has', async (t) => {
  const { url, app } = await serve(t, (app) => app.live('/', Large))
  const post = await deafWindow(t, url)
  await eventually(() => app.counts.connected === 1)
  for (let n = 1; n < 20; n++) assert.equal(await post([1, n, n, 'say', {}, 0, 1]), 204)
  // Its answer would be more than may wait.
  await eventually(async () => (await post([3])) === 410)
})

test('a closed stream that nobody reads is given up after the time that sockets have', async () => {
  const clock = new FakeClock(Date.now())
  const app = appOf({ clock })
  const { ask, cancel } = await openStream(app)
  const { body } = await ask(STREAM)
  await clock.advance(10_000)
  // Closed, since it joined no page.
  await clock.advance(10_000)
  await assert.rejects(body!.getReader().read(), /the client does not read it/)
  await cancel()
})

test('large frames arrive whole, whatever is in them', async (t) => {
  const text = `\n\ndata: €uro\r\n\n event: close ${'ü€😀'.repeat(50_000)}`
  class Strange extends LiveView {
    @event say(): string {
      return text
    }
    @event hear({ said }: { said: string }): boolean {
      return said === text
    }
    render() {
      return html`<p></p>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Strange))
  const window = await FallbackWindow.join(url)
  window.send([1, 1, 0, 'say', {}, 0, 1])
  await window.answer(1)
  assert.ok(window.frames.some((frame) => frame[0] === 9 && frame[2] === text))
  window.send([1, 2, 2, 'hear', { said: text }, 0, 1])
  await window.answer(2)
  assert.ok(window.frames.some((frame) => frame[0] === 9 && frame[1] === 2 && frame[2] === true))
})

test('streams that are silent show that they are used', async () => {
  const clock = new FakeClock(Date.now())
  const app = appOf({ clock })
  const stream = await openStream(app)
  await joined(stream)
  assert.doesNotMatch(stream.text, /\n:\n\n/)
  await clock.advance(20_000)
  await eventually(() => stream.text.endsWith('\n:\n\n'))
  await stream.post(2, [], { 'overwire-close': '1000' })
  await clock.advance(60_000)
  const { pending } = clock
  await clock.advance(600_000)
  // Without streams nothing beats.
  assert.ok(clock.pending <= pending)
})

test('a server that stops gives states to its streams and ends them', async (t) => {
  const { url, close } = await serve(t, (app) => app.live('/', Large))
  const window = await FallbackWindow.join(url)
  const unjoined = await FallbackWindow.open(url, '')
  await close()
  assert.deepEqual([await window.closing(), await unjoined.closing()], [1001, 1001])
  const ops = window.frames.map(([op]) => op)
  assert.ok(ops.includes(7), 'it says when to come back')
  assert.equal(ops.filter((op) => op === 0).length, 2, 'it gives the state')
})

test('an app that stops opens no stream any more', async () => {
  const app = appOf()
  const { ask } = await openStream(app)
  await app.stop()
  assert.equal((await ask(STREAM)).status, 503)
})

test('the log says once that pages come without a WebSocket', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Counter))
  await FallbackWindow.join(url)
  await FallbackWindow.join(url)
  assert.equal(logged.filter(({ sentence }) => /may not pass upgrades/.test(sentence)).length, 1)
})

test('a session that a view renews goes on, and its old cookie too until the browser has the new one', async (t) => {
  class Login extends LiveView {
    @event log_in(_: object, { request: { session } }: EventContext): void {
      session.renew()
    }
    render() {
      return html`<p></p>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Login))
  const window = await FallbackWindow.join(url)
  const { id } = window.socket as unknown as { id: string }
  window.send([1, 1, 0, 'log_in'])
  await window.until(() => window.frames.some(([op]) => op === 8))
  const effect = window.frames.find(([op]) => op === 8)![2] as [string, string]
  window.send([3])
  await window.until(() => window.frames.some(([op]) => op === 6))
  const { cookie } = window
  const init = { method: 'POST', headers: { cookie, origin: url } }
  const kept = await fetch(`${url}/_overwire/session`, { ...init, body: effect[1] })
  const renewed = kept.headers.get('set-cookie')!.split(';')[0]!
  const headers = {
    cookie: renewed,
    origin: url,
    'overwire-connection': id,
    'overwire-number': '4',
  }
  assert.equal((await fetch(url + FRAMES, { method: 'POST', headers, body: '[3]' })).status, 204)
})

test('a POST that reaches another process is handed to the one with the stream', async () => {
  const layer = memoryLayer()
  const [first, second] = [appOf({ layer }), appOf({ layer })]
  const stream = await openStream(first, [second])
  assert.equal(await stream.post(1, [[0, 1, stream.token]]), 202)
  await eventually(() => /data: \[0,/.test(stream.text))
  assert.equal(await stream.post(2, [[1, 1, 0, 'inc']]), 202)
  await eventually(() => /,0,1\]/.test(stream.text))
  const large = [1, 2, 0, 'add', { why: '"'.repeat(500_000) }]
  assert.equal(await stream.post(3, [large]), 413)
  const forged = `${stream.id.split('.')[0]}.${'x'.repeat(43)}`
  assert.equal(await stream.post(3, [[3]], { 'overwire-connection': forged }), 410)
  const other = await second.fetch(new Request('http://a/'))
  const cookie = other.headers.get('set-cookie')!.split(';')[0]!
  assert.equal(await stream.post(3, [[1, 2, 0, 'inc']], { cookie }), 202)
  // It was of another session: this number is still to come.
  assert.equal(await stream.post(3, [[3]]), 202)
  await eventually(() => stream.text.includes('[6]'))
  assert.doesNotMatch(stream.text, /,0,2\]/)
})

test('without a layer a POST that reaches another process is refused, and the browser comes again', async () => {
  const warned: string[] = []
  const logger = { ...silent, warn: (_: object, sentence: string) => void warned.push(sentence) }
  const stream = await openStream(appOf(), [appOf({ logger })])
  for (let i = 0; i < 30; i++) assert.equal(await stream.post(1, [[0, 1, stream.token]]), 410)
  assert.equal(warned.filter((sentence) => sentence.includes('createApp({ layer })')).length, 1)
})

test('whatever is posted ends at most its own stream', async (t: TestContext) => {
  const { url, app } = await serve(t, (app) => app.live('/', Counter))
  const other = await FallbackWindow.join(url)
  const bodies = [
    '',
    '\n\n\n',
    '[',
    '[0]',
    '[0,1]',
    '[0,1,"x"]',
    '\u0000',
    '[3]\n[3]',
    '{"a":1}',
    '[1,1]',
  ]
  for (const body of bodies) {
    const window = await FallbackWindow.open(url, '')
    window.send(body)
    window.socket.terminate()
  }
  other.send([1, 1, 0, 'inc'])
  assert.equal((await other.answer(1))[0], 1)
  assert.equal(app.counts.connected, 1)
})
