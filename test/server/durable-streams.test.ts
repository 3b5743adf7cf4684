/** Rows of a durable view's streams: the next server knows which the browser has, and sends the others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import {
  component,
  each,
  event,
  html,
  LiveComponent,
  LiveView,
  memoryStore,
  stream,
} from 'overwire'
import type { StateStore, Stream } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'
import type { Served } from './serve.ts'

interface Line {
  id: number
  text: string
}

class Log extends LiveView {
  static override durable = true
  lines = stream<Line>({ limit: 5 })
  last = 0
  override mount() {
    this.lines.reset([{ id: 0, text: 'first' }])
  }
  @event add({ many, text = 'line' }: { many?: number; text?: string }) {
    for (let i = 0; i < (many ?? 1); i++) {
      const id = ++this.last
      this.lines.insert({ id, text: `${text} ${id}` })
    }
  }
  @event change() {
    this.lines.insert({ id: 0, text: 'changed' })
  }
  @event remove({ id }: { id?: number }) {
    this.lines.delete(id ?? 0)
  }
  @event quiet() {
    this._skipRender = true
    this.lines.insert({ id: 77, text: 'not shown yet' })
  }
  override render() {
    return html`<ul>${each(this.lines, (line) => html`<li>${line.text}</li>`)}</ul>`
  }
}

class Cell extends LiveComponent<{ id: number }> {
  override render() {
    return html`<b>${this.props.id}</b>`
  }
}
class Hosting extends LiveView {
  static override durable = true
  rows = stream<{ id: number }>()
  override mount() {
    this.rows.insert({ id: 1 })
  }
  override render() {
    return html`<ul>${each(this.rows, ({ id }) => html`<li>${component(Cell, { id })}</li>`)}</ul>`
  }
}
class Keyed extends LiveView {
  static override durable = true
  override mount() {
    this.stream('rows', [{ n: 1 }], { key: ({ n }) => n })
  }
  override render() {
    return html`<ul>${each(this.streams['rows']!, ({ n }) => html`<li>${n}</li>`)}</ul>`
  }
}

class KeyedLater extends LiveView {
  static override durable = true
  declare rows: Stream<{ n: number }>
  override mount() {
    this.rows = stream<{ n: number }>({ key: ({ n }) => n })
    this.rows.insert({ n: 1 })
  }
  override render() {
    return html`<ul>${each(this.rows, ({ n }) => html`<li>${n}</li>`)}</ul>`
  }
}

const start = (t: TestContext, store: StateStore, errors: unknown[] = []): Promise<Served> =>
  serve(
    t,
    (app) =>
      void app
        .live('/', Log)
        .live('/hosting', Hosting)
        .live('/keyed', Keyed)
        .live('/later', KeyedLater),
    {
      store,
      secret: 'the same in all processes',
      onError: (error) => void errors.push(error),
    },
  )

/** Runs events in one server, and joins another that has what was stored. @param seen the browser's last frame, of those there were. */
async function moved(t: TestContext, events: unknown[][], seen: (last: number) => number) {
  const store = memoryStore()
  const one = await start(t, store)
  const page = await loadPage(one.url)
  const before = await RawWindow.joinPage(one.url, page)
  const key = before.frames[0]![3] as string
  for (const [i, [name, args]] of events.entries()) {
    before.send([1, i + 1, 0, name, args ?? {}])
    await before.answer(i + 1)
  }
  const two = await start(t, store)
  const last = before.frames.length - 1
  const after = await RawWindow.joinPage(two.url, page, key, seen(last), [], '/')
  await after.until(() => after.frames.some(([op]) => op === 4))
  const list = (after.frames.find(([op]) => op === 4)![3] as unknown[])[1] as unknown[]
  return { list: list.slice(2), after, key, page, store }
}

test('rows that the browser has are named, and not sent again', async (t) => {
  const { list } = await moved(t, [['add'], ['add']], (last) => last)
  assert.deepEqual(list, [0, 1, 2])
})

test('rows whose frames did not arrive are sent again', async (t) => {
  const { list } = await moved(t, [['add'], ['add', { many: 2 }], ['change']], () => 0)
  assert.deepEqual(
    list.map((row) => (row as unknown[])[1]),
    ['changed', 'line 1', 'line 2', 'line 3'],
  )
})

test('a row is sent again when only the last frame is missing, and those before it are not', async (t) => {
  const { list, after, key, page, store } = await moved(t, [['add'], ['add']], (last) => last - 1)
  assert.deepEqual(list.slice(0, 2), [0, 1])
  assert.equal((list[2] as unknown[])[1], 'line 2')
  // And once more, in a third server: what this one sent counts too.
  after.send([1, 3, 0, 'remove', { id: 1 }])
  await after.answer(3)
  const three = await start(t, store)
  const again = await RawWindow.joinPage(three.url, page, key, 0, [], '/')
  await again.until(() => again.frames.some(([op]) => op === 4))
  const rows = ((again.frames.find(([op]) => op === 4)![3] as unknown[])[1] as unknown[]).slice(2)
  assert.equal(rows[0], 0)
  assert.equal((rows[1] as unknown[])[1], 'line 2')
  assert.equal(rows.length, 2)
})

test('rows that were removed, or went for the limit, do not come back', async (t) => {
  const { list } = await moved(
    t,
    [
      ['add', { many: 7 }],
      ['remove', { id: 5 }],
    ],
    () => 0,
  )
  assert.deepEqual(
    list.map((row) => (row as unknown[])[1]),
    ['line 3', 'line 4', 'line 6', 'line 7'],
  )
})

test('rows that no render has shown are shown by the next server', async (t) => {
  const { list } = await moved(t, [['quiet']], (last) => last)
  assert.deepEqual(list.slice(0, 1), [0])
  assert.equal((list[1] as unknown[])[1], 'not shown yet')
})

test('acknowledged rows are not stored', async (t) => {
  const store = memoryStore()
  const { url } = await start(t, store)
  const window = await RawWindow.joinPage(url, await loadPage(url))
  window.send([1, 1, 0, 'add', {}])
  await window.answer(1)
  const state = async (): Promise<string> => (await store.load((await store.list())[0]!))!.state
  assert.match(await state(), /line 1/)
  window.send([2, window.frames.length - 1])
  window.send([1, 2, 0, 'remove', { id: 9 }])
  await window.answer(2)
  assert.doesNotMatch(await state(), /line 1/)
})

for (const [path, reason] of [
  ['hosting', /Hosting.*components in rows of rows/],
  ['keyed', /Keyed.*a function for the keys of rows/],
  ['later', /KeyedLater.*a function for the keys of rows/],
] as const) {
  test(`streams that can't be stored are an error when the page is joined: ${path}`, async (t) => {
    const errors: unknown[] = []
    const { url } = await start(t, memoryStore(), errors)
    await RawWindow.join(url, `/${path}`)
    await eventually(() => errors.length > 0, 'it is reported')
    assert.match(String(errors[0]), reason)
  })
}

test('a state that is too large for its rows on their way says so', async (t) => {
  const errors: Error[] = []
  const { url } = await start(t, memoryStore(), errors)
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'add', { many: 5, text: 'x'.repeat(100_000) }])
  await window.closing()
  const [error] = errors
  assert.match(
    String(error),
    /E_STATE_SIZE.*the field Log \(rows of streams on their way\) has 50\d{4}/s,
  )
})
