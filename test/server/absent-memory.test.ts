/** What windows without a connection take: all that is kept for them, and a share for each network and user. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { z } from 'zod'
import { component, each, event, form, html, LiveComponent, LiveView, textStream } from 'overwire'
import type { App, AppOptions, Limits } from 'overwire'
import { Mode } from '../../src/wire/frames.ts'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import type { LoadedPage } from './raw-window.ts'
import { serve } from './serve.ts'

class Row extends LiveComponent<{ id: number }> {
  text = 'x'
  render() {
    return html`<i>${this.text}</i>`
  }
}

/** A list that the whole app reads. */
const everyones = Array.from({ length: 20_000 }, (_, id) => ({ id, text: `item ${id}` }))
const schema = z.object({ lines: z.array(z.object({ qty: z.string() })).optional() })

class Page extends LiveView {
  items: unknown = null
  log = textStream()
  form = form(schema, {})
  cart = new Map<string, unknown>()
  readonly everyones = everyones
  rows = 0
  @event keep({ items }: { items: unknown }): void {
    this.items = items
  }
  @event note({ text }: { text: string }): void {
    this.log.append(text)
  }
  @event later({ text }: { text: string }): void {
    this.streamText('answer', text)
  }
  @event check(fields: Record<string, string>): void {
    this.form = this.form.change(fields)
  }
  @event put({ text }: { text: string }): void {
    this.cart.set('a', { text })
  }
  @event grow({ rows }: { rows: number }): void {
    this.rows = rows
  }
  @event look(): void {}
  render() {
    const rows = Array.from({ length: this.rows }, (_, id) => ({ id }))
    return html`<p @click=${this.look}>${this.rows}</p>
      <ul>
        ${each(rows, 'id', ({ id }) => html`<li>${component(Row, { id })}</li>`)}
      </ul>`
  }
}

const route = (app: App): unknown => app.live('/', Page)
const MIB = 1024 * 1024

async function join(url: string, page: LoadedPage, address: string, key?: unknown) {
  const headers = { origin: url, cookie: page.cookie, 'x-forwarded-for': address }
  const window = new RawWindow(url, headers)
  await once(window.socket, 'open')
  window.send([0, 1, page.token, ...(key === undefined ? [] : [key, 0])])
  await window.until(() => window.frames.length > 0)
  return window
}

async function open(url: string, address: string): Promise<RawWindow> {
  return join(url, await loadPage(url, '', { 'x-forwarded-for': address }), address)
}

async function call(window: RawWindow, name: string, args: object): Promise<void> {
  window.send([1, 1, window.frames.length - 1, name, args])
  assert.equal((await window.answer(1))[0], 1)
  window.send([2, window.frames.length - 1])
}

const text = 'x'.repeat(800_000)
const kept: [name: string, args: object][] = [
  ['keep', { items: Array.from({ length: 20_000 }, () => ({})) }],
  ['keep', { items: Array.from({ length: 10_000 }, (_, i) => ({ [`k${i}`]: 1 })) }],
  ['keep', { items: [[text]] }],
  ['note', { text }],
  ['later', { text }],
  ['check', Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`lines[${i}][qty]`, 'x']))],
  ['put', { text }],
  ['grow', { rows: 4000 }],
]

for (const [name, args] of kept) {
  test(`what ${name} kept counts for a lost window: ${JSON.stringify(args).slice(0, 30)}`, async (t) => {
    const limits: Partial<Limits> = { absentBytes: 2.2 * MIB, ringFrames: 10_000 }
    const { url, app } = await serve(t, route, { limits, trustedProxies: 1, development: false })
    const windows: RawWindow[] = []
    for (let i = 0; i < 8; i++) windows.push(await open(url, '1.1.1.1'))
    for (const window of windows) await call(window, name, args)
    for (const { socket } of windows) socket.terminate()
    await eventually(() => app.counts.connected === 0)
    const { absent } = app.counts
    assert.ok(absent >= 1 && absent <= 5, `${absent} windows wait`)
  })
}

test('what all windows share counts once, and small ones all wait', async (t) => {
  const limits: Partial<Limits> = { absentBytes: 8 * MIB }
  const { url, app } = await serve(t, route, { limits, trustedProxies: 1 })
  const windows: RawWindow[] = []
  for (let i = 0; i < 30; i++) windows.push(await open(url, '1.1.1.1'))
  for (const { socket } of windows) socket.terminate()
  await eventually(() => app.counts.connected === 0)
  assert.equal(app.counts.absent, 30)
})

test('one address that leaves many windows takes the places of its own alone', async (t) => {
  const limits: Partial<Limits> = { absentBytes: 4 * MIB }
  const user: AppOptions['user'] = ({ query }) => ({ id: query.get('as') }) as never
  const { url, app } = await serve(t, route, { limits, user, trustedProxies: 1 })
  const others: { address: string; page: LoadedPage; window: RawWindow }[] = []
  for (const [address, path] of [
    ['2.2.2.1', '/'],
    ['2.2.2.2', '/'],
    ['1.1.1.1', '/?as=colleague'],
  ] as const) {
    const page = await loadPage(url + path, '', { 'x-forwarded-for': address })
    others.push({ address, page, window: await join(url, page, address) })
  }
  for (const { window } of others) window.socket.terminate()
  await eventually(() => app.counts.absent === 3)
  for (let i = 0; i < 8; i++) {
    const window = await open(url, '1.1.1.1')
    await call(window, 'keep', { items: [text] })
    window.socket.terminate()
    await eventually(() => app.counts.connected === 0)
  }
  assert.ok(app.counts.absent < 3 + 8)
  for (const { address, page, window } of others) {
    const key = window.frames[0]![3]
    const [hello] = (await join(url, page, address, key)).frames
    assert.equal(hello![5], Mode.RESUMED)
  }
})

test('pages that wait for their socket count with what mount kept', async (t) => {
  class Large extends LiveView {
    items: unknown[] = []
    override mount(): void {
      this.items = Array.from({ length: 20_000 }, () => ({}))
    }
    render() {
      return html`<p></p>`
    }
  }
  const limits: Partial<Limits> = { pendingBytes: 5 * MIB }
  const { url, app } = await serve(t, (app) => app.live('/', Large), { limits })
  for (let i = 0; i < 8; i++) await loadPage(url)
  assert.ok(app.counts.pending >= 1 && app.counts.pending <= 4, `${app.counts.pending} wait`)
})
