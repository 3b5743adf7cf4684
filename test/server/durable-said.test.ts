/** Replies, errors and effects of a durable view outlive its server: the next one says them, once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView, memoryStore } from 'overwire'
import type { StateStore } from 'overwire'
import type { ServerFrame } from '../../src/wire/frames.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'
import type { Served } from './serve.ts'

class Talk extends LiveView {
  static override durable = true
  count = 0
  @event add() {
    this.putFlash('info', `flash ${++this.count}`)
    this.pushEvent('pushed', { n: this.count })
    return `reply ${this.count}`
  }
  @event fail() {
    throw new Error('on purpose')
  }
  big = ''
  @event grow() {
    this.big = 'y'.repeat(240_000)
    return 'x'.repeat(40_000)
  }
  @event long() {
    return 'x'.repeat(70_000)
  }
  override render() {
    return html`<p>${this.count}</p>`
  }
}

const start = (t: TestContext, store: StateStore): Promise<Served> =>
  serve(t, (app) => void app.live('/', Talk), { store, secret: 'the same in all processes' })

/** Runs events in one server, and joins another. @param seen of the frames that came, how many the browser has. */
async function moved(t: TestContext, events: string[], seen: (frames: ServerFrame[]) => number) {
  const store = memoryStore()
  const one = await start(t, store)
  const page = await loadPage(one.url)
  const before = await RawWindow.joinPage(one.url, page)
  for (const [i, name] of events.entries()) {
    before.send([1, i + 1, 0, name, {}, 0, 1])
    await before.answer(i + 1)
  }
  // Effects follow the answer.
  if (events.includes('add')) await before.until(() => before.frames.some(([op]) => op === 8))
  const two = await start(t, store)
  const key = before.frames[0]![3]
  const after = await RawWindow.joinPage(two.url, page, key, seen(before.frames), [], '/')
  await after.until(() => after.frames.some(([op]) => op === 4))
  // As a browser does with what it has no answer to.
  after.send([1, events.length, 0, events.at(-1), {}, 0, 1])
  await after.answer(events.length)
  const said = after.frames.filter(([op]) => op === 2 || op === 8 || op === 9)
  return { said: JSON.stringify(said), after, before: before.frames }
}

test('a reply, a flash and a pushed event whose frames were lost come from the next server', async (t) => {
  const { said } = await moved(t, ['add'], () => 0)
  assert.match(said, /\[9,1,"reply 1"\]/)
  assert.equal(said.split('flash 1').length, 2)
  assert.equal(said.split('"pushed"').length, 2)
})

test('what the browser has is not said again', async (t) => {
  const { said } = await moved(t, ['add'], (frames) => frames.length - 1)
  assert.equal(said, '[]')
})

test('an event that failed is not told to have gone well by the next server', async (t) => {
  const { said } = await moved(t, ['fail'], () => 0)
  assert.match(said, /\[2,1,"E_HANDLER"/)
})

test('a reply beside a state that is nearly too large is left out, and the page goes on', async (t) => {
  const { said, before, after } = await moved(t, ['grow'], () => 0)
  assert.ok(
    before.some(([op]) => op === 9),
    'it was answered',
  )
  assert.equal(after.frames[0]![5], 3, 'another process goes on with it')
  assert.equal(said, '[]')
})

test('what has no room is left out', async (t) => {
  const { said } = await moved(t, ['add', 'long'], () => 0)
  assert.match(said, /reply 1/)
  assert.doesNotMatch(said, /x{100}/)
})
