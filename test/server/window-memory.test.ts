/** What connected windows hold: a limit for each, and for all of an address and of a user; others pay nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { z } from 'zod'
import { each, event, form, html, LiveView } from 'overwire'
import type { AppOptions, Limits } from 'overwire'
import { liveviewHandler } from 'overwire/handlers'
import { presence } from 'overwire/presence'
import { eventually } from '../eventually.ts'
import { Holding } from '../live/actor-views.ts'
import { RawWindow } from './raw-window.ts'
import type { Served } from './serve.ts'
import { serve } from './serve.ts'

const MIB = 1024 * 1024
/** A list that the whole app reads. */
const everyones = Array.from({ length: 40_000 }, (_, id) => ({ id, text: `item ${id}` }))
const schema = z.object({ lines: z.array(z.object({ qty: z.string() })) })

const here = presence('memory')

class Page extends LiveView {
  items: unknown = null
  form = form(schema, { lines: [] })
  everyones: unknown = null
  override mount({ query }: { query: URLSearchParams }): void {
    if (query.has('list')) this.everyones = everyones
  }
  @event keep({ items }: { items: unknown }): void {
    this.items = items
  }
  @event more({ items }: { items: unknown }): void {
    this.items = [this.items, items]
  }
  @event present({ items }: { items: unknown }): void {
    here.track(this, { meta: items })
  }
  @event later({ items }: { items: unknown }): void {
    this.sendAfter(3_600_000, 'never', items)
  }
  @event async subscribed({ items }: { items: string[] }): Promise<void> {
    await this.subscribe(items[0]!)
  }
  @event check(fields: Record<string, string>): void {
    this.form = this.form.change(fields)
  }
  @event list(): void {
    this.everyones = everyones
  }
  render() {
    const rows = this.form.rows('lines')
    return html`<button @click=${this.keep} @focus=${this.list} @blur=${this.more}></button>
      <button @click=${this.present} @focus=${this.later} @blur=${this.subscribed}></button>
      <form @change=${this.check}>${each(rows, 'key', ({ field }) => html`<i>${field('qty').name}</i>`)}</form>`
  }
}

liveviewHandler('memory.present', (consumer, { data }) => {
  here.track(consumer, { meta: data['items'] })
})
liveviewHandler('memory.join', (consumer, { data }) => {
  const begin = String(data['items']).slice(0, 500)
  for (let i = 0; i < 1000; i++) consumer.join(begin + i)
})

async function start(t: TestContext, limits: Partial<Limits>): Promise<Served> {
  const user: AppOptions['user'] = ({ query }) =>
    query.has('as') ? ({ id: query.get('as') } as never) : null
  const options: AppOptions = { limits, user, trustedProxies: 1, development: false }
  return serve(t, (app) => app.live('/', Page).live('/thread', Holding), options)
}

async function call(window: RawWindow, n: number, name: string, args: object): Promise<void> {
  window.send([1, n, window.frames.length - 1, name, args])
  await window.answer(n)
  window.send([2, window.frames.length - 1])
}

/** Windows that are still open after those that were measured. */
const ended = (windows: RawWindow[]): number =>
  windows.filter(({ closed }) => closed !== undefined).length

const text = 'x'.repeat(800_000)
const empty = Array.from({ length: 20_000 }, () => ({}))
const rows = Object.fromEntries(Array.from({ length: 1900 }, (_, i) => [`lines[${i}][qty]`, 'x']))

for (const [what, name, args, least] of [
  ['a text', 'keep', { items: [text] }, 3],
  ['many small objects', 'keep', { items: empty }, 3],
  ['rows of a form', 'check', rows, 1],
  ['a message for later', 'later', { items: [text] }, 3],
  ['the name of a topic', 'subscribed', { items: [text] }, 3],
  ['what others see of who is present', 'present', { items: [text] }, 3],
] as const) {
  test(`connected windows of one address hold ${what} up to a limit`, async (t) => {
    const { url, app, logged } = await start(t, { windowBytesPerVisitor: 3 * MIB })
    const other = await RawWindow.behindProxy(url, '2.2.2.2', '/')
    await call(other, 1, 'keep', { items: [text] })
    const windows: RawWindow[] = []
    for (let i = 0; i < 8; i++) windows.push(await RawWindow.behindProxy(url, '1.1.1.1', '/'))
    for (const window of windows) await call(window, 1, name, args)
    await eventually(() => ended(windows) >= least)
    const [first] = windows.filter(({ closed }) => closed !== undefined)
    assert.equal(first!.closed, 4416)
    assert.match(first!.reason, /^E_WINDOW_BYTES: This page took too much/)
    assert.equal(other.closed, undefined)
    assert.ok(ended(windows) <= 6, `${ended(windows)} ended`)
    // Nothing of them is kept for a browser that comes back.
    await eventually(() => app.counts.connected === 9 - ended(windows))
    assert.equal(app.counts.absent, 0)
    const [line] = logged.filter(({ sentence }) => sentence.includes('took too much'))
    assert.equal(line!.fields['address'], '1.1.1.1')
    assert.equal(line!.fields['view'], 'Page')
  })
}

for (const [what, name] of [
  ['presence', 'memory.present'],
  ['topics', 'memory.join'],
] as const) {
  test(`what handlers keep for a window counts: ${what}`, async (t) => {
    const { url } = await start(t, { windowBytesPerVisitor: 2 * MIB })
    const windows: RawWindow[] = []
    for (let i = 0; i < 8; i++) windows.push(await RawWindow.behindProxy(url, '1.1.1.1', '/'))
    for (const [i, window] of windows.entries()) {
      window.send([6, 1, window.frames.length - 1, 0, name, { data: { items: text + i } }])
      assert.equal((await window.answer(1))[0], 1)
      window.send([2, window.frames.length - 1])
    }
    await eventually(() => ended(windows) >= 3)
  })
}

test('windows of views in threads hold up to the limit, and others of the thread stay', async (t) => {
  const { url } = await start(t, { windowBytesPerVisitor: 3 * MIB })
  const other = await RawWindow.behindProxy(url, '2.2.2.2', '/thread')
  await call(other, 1, 'keep', { items: [text] })
  const windows: RawWindow[] = []
  for (let i = 0; i < 8; i++) windows.push(await RawWindow.behindProxy(url, '1.1.1.1', '/thread'))
  for (const [i, window] of windows.entries()) await call(window, 1, 'keep', { items: [text + i] })
  await eventually(() => ended(windows) >= 3)
  assert.equal(windows.find(({ closed }) => closed !== undefined)!.closed, 4416)
  await call(other, 2, 'keep', { items: ['small'] })
  assert.equal(other.closed, undefined)
})

test('many large events at once end windows before they are more than may be', async (t) => {
  const { url, app } = await start(t, { windowBytesPerVisitor: 8 * MIB })
  const windows: RawWindow[] = []
  for (let i = 0; i < 40; i++) windows.push(await RawWindow.behindProxy(url, '1.1.1.1', '/'))
  let most = 0
  const left = [...windows]
  const one = async (): Promise<void> => {
    for (let window = left.pop(); window !== undefined; window = left.pop()) {
      window.send([1, 1, 0, 'keep', { items: text + left.length }])
      await window.until(() => window!.closed !== undefined || window!.frames.length > 1)
      most = Math.max(most, app.counts.connected - left.length)
    }
  }
  await Promise.all([one(), one(), one(), one()])
  // Each holds 0.8 MB, and one more may be about to.
  assert.ok(most <= 16, `${most} held it at a time`)
  await eventually(() => app.counts.connected <= 11)
})

test('many small windows of nobody end no larger one of a user at their address', async (t) => {
  const { url } = await start(t, { windowBytesPerVisitor: 4 * MIB })
  const users = await RawWindow.behindProxy(url, '1.1.1.1', '/?as=7')
  await call(users, 1, 'keep', { items: [text] })
  const windows: RawWindow[] = []
  for (let i = 0; i < 20; i++) windows.push(await RawWindow.behindProxy(url, '1.1.1.1', '/'))
  for (const window of windows) await call(window, 1, 'keep', { items: [text.slice(0, 300_000)] })
  await eventually(() => ended(windows) >= 6)
  assert.equal(users.closed, undefined)
})

test('windows of one user are one user’s, from however many addresses', async (t) => {
  const { url } = await start(t, { windowBytesPerVisitor: 3 * MIB })
  const other = await RawWindow.behindProxy(url, '1.1.1.1', '/?as=8')
  await call(other, 1, 'keep', { items: [text] })
  const windows: RawWindow[] = []
  for (let i = 0; i < 8; i++) windows.push(await RawWindow.behindProxy(url, `1.1.1.${i}`, '/?as=7'))
  for (const window of windows) await call(window, 1, 'keep', { items: [text] })
  await eventually(() => ended(windows) >= 4)
  assert.equal(other.closed, undefined)
})

test('the largest window ends first, and one that is too large by itself', async (t) => {
  const { url } = await start(t, { windowBytesPerVisitor: 4 * MIB, windowBytes: 3 * MIB })
  const windows: RawWindow[] = []
  for (let i = 0; i < 5; i++) windows.push(await RawWindow.behindProxy(url, '1.1.1.1', '/'))
  const [small, large, growing] = windows as [RawWindow, RawWindow, RawWindow]
  await call(small, 1, 'keep', { items: ['x'.repeat(100_000)] })
  for (const n of [1, 2]) await call(large, n, 'more', { items: [text] })
  for (const n of [1, 2, 3, 4, 5]) await call(growing, n, 'more', { items: [text] })
  await growing.closing()
  assert.equal(growing.closed, 4416)
  assert.equal(ended(windows), 1)
  await call(windows[3]!, 1, 'keep', { items: [text] })
  await call(windows[4]!, 1, 'keep', { items: [text + text.slice(0, 100_000)] })
  await call(windows[3]!, 2, 'more', { items: [text] })
  await eventually(() => ended(windows) >= 2)
  assert.equal(small.closed, undefined)
  assert.equal(windows[4]!.closed, undefined)
})

test('many small events count too', async (t) => {
  const { url } = await start(t, { windowBytes: MIB / 4, eventsPerSecond: Infinity })
  const window = await RawWindow.behindProxy(url, '1.1.1.1', '/')
  for (let n = 1; window.closed === undefined && n < 2000; n++) {
    window.send([1, n, window.frames.length - 1, 'more', { items: 'y'.repeat(900) }])
    if (n % 50 === 0) await window.answer(n)
  }
  assert.equal(await window.closing(), 4416)
})

/** Long enough for these to be measured, one after another, each within a few milliseconds. */
const measured = (windows: RawWindow[]): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 100 * windows.length))

/** Fails when one of these windows ends, each of which is measured. */
async function staysOpen(app: Served['app'], windows: RawWindow[]): Promise<void> {
  for (const n of [8, 9]) {
    for (const window of windows) await call(window, n, 'keep', { items: [n, 'x'.repeat(300_000)] })
    await measured(windows)
  }
  assert.equal(ended(windows), 0)
  assert.equal(app.counts.connected, windows.length)
}

test('what a view has at first ends nobody', async (t) => {
  const { url, app } = await start(t, { windowBytes: MIB, windowBytesPerVisitor: 2 * MIB })
  await staysOpen(app, [await RawWindow.behindProxy(url, '1.1.1.1', '/?list=1')])
})

test('what events put into several windows, such as a list of the app’s, ends nobody', async (t) => {
  const { url, app } = await start(t, { windowBytes: MIB, windowBytesPerVisitor: 2 * MIB })
  const windows: RawWindow[] = []
  for (let i = 0; i < 3; i++) windows.push(await RawWindow.behindProxy(url, '1.1.1.1', '/'))
  for (const window of windows) await call(window, 1, 'keep', { items: ['x'.repeat(50_000)] })
  await measured(windows)
  // Too little comes and goes to measure one that is the first to have it.
  for (const window of windows) await call(window, 2, 'list', {})
  await staysOpen(app, windows)
})
