/** What runs beside a durable view's events is covered by their numbers: calls, topics of the window, timers. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp, event, html, LiveView, memoryStore, to } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { listen } from 'overwire/node'
import { setWebsocketTopics } from 'overwire/signals'
import { TestClock } from 'overwire/testing'
import type { AppOptions, LiveRequest, StateStore } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import type { LoadedPage } from './raw-window.ts'
import { serve } from './serve.ts'

beforeEach(() => liveviewRegistry.clear())

class Board extends LiveView {
  static override durable = true
  count = 0
  told: string[] = []
  override mount(request: LiveRequest) {
    setWebsocketTopics(request, 'board')
  }
  @event inc() {
    this.count++
  }
  @event later() {
    this.sendAfter(60_000, 'late', new Date(7))
  }
  override handleInfo(name: string, data: unknown) {
    this.told.push(`${name} ${(data as Date).getTime()}`)
  }
  override render() {
    return html`<p>${this.count}</p><p>${this.told.join()}</p>`
  }
}
class Carried extends Board {
  static override durable = false
}

const secret = 'the same in all processes'
const join = RawWindow.joinPage.bind(RawWindow)
const keyOf = (window: RawWindow): unknown => window.frames.findLast(([op]) => op === 0)![3]
const said = ({ frames }: RawWindow): string => JSON.stringify(frames)

const start = (t: TestContext, store: StateStore, options: AppOptions = {}) =>
  serve(t, (app) => void app.live('/', Board).live('/other', Other), { store, secret, ...options })

class Other extends Board {
  override async mount() {
    Other.opened++
    await Other.wait
  }
  override render() {
    return html`<p>another ${this.count}</p>`
  }
  static opened = 0
  static wait: Promise<void> = Promise.resolve()
}

/** Comes back to another server, as after a kill: the first one is not asked. */
async function comeBack(url: string, page: LoadedPage, before: RawWindow): Promise<RawWindow> {
  const after = await join(url, page, keyOf(before), 0, [], '/')
  await after.until(() => after.frames.some(([op]) => op === 4))
  assert.equal(after.frames[0]![5], 3, 'goes on')
  return after
}

test('a call that was under way when a later event was stored runs in the next process, once', async (t) => {
  const store = memoryStore()
  const one = await start(t, store)
  let runs = 0
  let isHeld = true
  const ids: string[] = []
  liveviewHandler('pay', async (consumer) => {
    runs++
    ids.push(consumer.callId)
    if (isHeld) await new Promise(() => {})
  })
  const page = await loadPage(one.url)
  const before = await join(one.url, page)
  before.send([6, 1, 0, 0, 'pay', {}])
  await eventually(() => runs === 1)
  before.send([1, 2, 0, 'inc'])
  await before.answer(2)
  isHeld = false
  const two = await start(t, store)
  const after = await comeBack(two.url, page, before)
  after.send([6, 1, 0, 0, 'pay', {}])
  after.send([6, 1, 0, 0, 'pay', {}])
  after.send([1, 2, 0, 'inc'])
  await after.answer(2)
  await after.answer(1)
  await eventually(() => runs === 2)
  assert.equal(ids[0], ids[1], 'it has the same id')
  after.send([1, 3, 0, 'inc'])
  assert.match(JSON.stringify(await after.answer(3)), /,0,2\]/, 'event 2 was not run again')
  assert.equal(runs, 2)
})

test('a call is answered when it is stored that it ran, and then never runs again', async (t) => {
  const inner = memoryStore()
  let hold = false
  let waiting = 0
  const store: StateStore = {
    ...inner,
    async commit(commits) {
      if (hold) {
        waiting++
        await eventually(() => !hold)
      }
      return inner.commit(commits)
    },
  }
  const one = await start(t, store)
  let runs = 0
  liveviewHandler('pay', () => void runs++)
  const page = await loadPage(one.url)
  const before = await join(one.url, page)
  hold = true
  before.send([6, 1, 0, 0, 'pay', {}])
  await eventually(() => waiting > 0)
  before.send([3])
  await before.until(() => before.frames.some(([op]) => op === 6))
  assert.doesNotMatch(said(before), /\[1,1/)
  hold = false
  await before.answer(1)
  const two = await start(t, store)
  const after = await comeBack(two.url, page, before)
  after.send([6, 1, 0, 0, 'pay', {}])
  await after.answer(1)
  assert.equal(runs, 1)
})

test('a visit that was under way when a later event was stored is made by the next process', async (t) => {
  const store = memoryStore()
  const one = await start(t, store)
  const page = await loadPage(one.url)
  const before = await join(one.url, page)
  const opened = Other.opened
  let go = (): void => {}
  Other.wait = new Promise((done) => (go = done))
  before.send([5, 1, 0, '/other', 1])
  await eventually(() => Other.opened > opened)
  before.send([1, 2, 0, 'inc'])
  await before.answer(2)
  const two = await start(t, store)
  const after = await comeBack(two.url, page, before)
  go()
  after.send([5, 1, 0, '/other', 1])
  await after.until(
    () => /another|"other/.test(said(after)) && after.frames.filter(([op]) => op === 4).length > 1,
  )
  await after.answer(1)
})

test('a visit of the same view is not made again once it is stored', async (t) => {
  const store = memoryStore()
  const one = await start(t, store)
  const page = await loadPage(one.url)
  const before = await join(one.url, page)
  before.send([5, 1, 0, '/?a=1', 0])
  await before.answer(1)
  before.send([1, 2, 0, 'inc'])
  await before.answer(2)
  const [id] = await store.list()
  const { lastEvent, state } = (await store.load(id!))!
  assert.equal(lastEvent, 2)
  assert.deepEqual([JSON.parse(state).calls, JSON.parse(state).url], [undefined, '/?a=1'])
})

test('a window stays in the topics that its page has set: what is sent to them later arrives', async (t) => {
  const store = memoryStore()
  const one = await start(t, store)
  liveviewHandler('follow', (consumer) => consumer.join('more'))
  const page = await loadPage(one.url)
  const before = await join(one.url, page)
  before.send([6, 1, 0, 0, 'follow', {}])
  await before.answer(1)
  const two = await start(t, store)
  const after = await comeBack(two.url, page, before)
  await one.close()
  for (const key of ['board', 'more']) {
    await send(null, { target: '#n', text: `for ${key}` }, { to: to.topic(key) })
    await after.until(() => said(after).includes(`for ${key}`))
  }
})

test('what a durable view sends itself later comes in the next process, when it was due', async (t) => {
  const store = memoryStore()
  const clock = new TestClock()
  const one = await start(t, store, { clock })
  const page = await loadPage(one.url)
  const before = await join(one.url, page)
  before.send([1, 1, 0, 'later'])
  await before.answer(1)
  const later = new TestClock(clock.now() + 30_000)
  const two = await start(t, store, { clock: later })
  const after = await comeBack(two.url, page, before)
  await later.advance(29_000)
  assert.doesNotMatch(said(after), /late 7/)
  await later.advance(1_000)
  await after.until(() => said(after).includes('late 7'))
  // And once: the third process has nothing to tell any more.
  const three = await start(t, store, { clock: later })
  const last = await comeBack(three.url, page, after)
  await later.advance(5_000)
  last.send([1, 2, 0, 'inc'])
  assert.doesNotMatch(JSON.stringify(await last.answer(2)), /late/)
  assert.match(said(last), /"late 7"/)
})

test('topics and timers of an ordinary view go on in the next process; a running call is waited for', async (t) => {
  const clock = new TestClock()
  const logger = { info: () => {}, warn: () => {}, error: () => {} }
  const serveOne = () =>
    listen(createApp({ secret, clock, logger }).live('/', Carried), { port: 0 })
  const one = await serveOne()
  let finish = (): void => {}
  liveviewHandler('slow', () => new Promise<void>((done) => (finish = done)))
  const page = await loadPage(one.url)
  const before = await join(one.url, page)
  before.send([1, 1, 0, 'later'])
  await before.answer(1)
  before.send([6, 2, 0, 0, 'slow', {}])
  before.send([1, 3, 0, 'inc'])
  await before.answer(3)
  let isClosed = false
  const closing = one.close().then(() => (isClosed = true))
  for (let i = 0; i < 100; i++) await new Promise((done) => setImmediate(done))
  assert.ok(!isClosed, 'it waits')
  finish()
  await closing
  assert.ok(
    before.frames.some(([op, ref]) => op === 1 && ref === 2),
    'the call was answered',
  )
  const two = await serveOne()
  t.after(() => two.close())
  const after = await comeBack(two.url, page, before)
  await send(null, { target: '#n', text: 'for board' }, { to: to.topic('board') })
  await after.until(() => said(after).includes('for board'))
  await clock.advance(60_000)
  await after.until(() => said(after).includes('late 7'))
})
