/** Pushes from anywhere, ticks, and what a sender hears of itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { ChannelLayer } from 'overwire'
import { event, html, LiveView, pushToView } from 'overwire'
import { apushToView } from 'overwire/compat'
import { memoryLayer } from '../../src/pubsub/memory.ts'
import { eventually } from '../eventually.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import type { Served } from '../server/serve.ts'

class Board extends LiveView {
  visitors = 0
  notes: string[] = []
  renders = 0
  _secret = 'kept'

  @event
  async slow() {
    begun()
    await gate
    this.notes = [...this.notes, 'slow']
  }

  onNote({ text = 'nothing' }: { text?: string }) {
    this.notes = [...this.notes, `${text} of ${this.visitors}`]
  }

  _onNote({ text }: { text: string }) {
    this.notes = [...this.notes, `private ${text}`]
  }

  render() {
    this.renders++
    return html`<p>${this.visitors}</p><i>${this.notes.join(', ')}</i><b>${this._secret}</b>`
  }
}

let gate: Promise<void> = Promise.resolve()
let begun = (): void => {}
/** Views that differ in name alone, so that the tests of this file do not hear each other. */
class OtherBoard extends Board {}

async function two(t: TestContext): Promise<Served & { windows: RawWindow[] }> {
  const served = await serve(t, (app) => app.live('/', Board).live('/other', OtherBoard))
  const windows = [await RawWindow.join(served.url), await RawWindow.join(served.url)]
  return { ...served, windows }
}

const updates = (window: RawWindow): string[] =>
  window.frames.filter((frame) => frame[0] === 1).map((frame) => JSON.stringify(frame))
const shows = (window: RawWindow, text: string) => (): boolean =>
  updates(window).some((frame) => frame.includes(text))

test('a push sets state, calls the handler with the payload, and renders once, everywhere [A1, A3, A5]', async (t) => {
  const { windows } = await two(t)
  await pushToView(Board, { state: { visitors: 42 }, handler: 'onNote', payload: { text: 'hi' } })
  for (const window of windows) {
    await window.until(shows(window, 'hi of 42'))
    assert.equal(updates(window).length, 1)
  }
})

test('without options a push renders again [A1]', async (t) => {
  const { windows } = await two(t)
  pushToView(Board)
  pushToView(Board, { handler: 'onNote' })
  await windows[0]!.until(shows(windows[0]!, 'nothing of 0'))
})

test('a view is named by its class or its name, and others do not hear [A2]', async (t) => {
  const { url, windows } = await two(t)
  const other = await RawWindow.join(url, '/other')
  pushToView('Board', { state: { visitors: 7 } })
  await windows[0]!.until(shows(windows[0]!, ',7]'))
  pushToView(OtherBoard, { state: { visitors: 8 } })
  await other.until(shows(other, ',8]'))
  assert.ok(!shows(other, ',7]')())
  assert.ok(!shows(windows[0]!, ',8]')())
})

test('only public fields that the view declares can be set; the rest is reported [A3]', async (t) => {
  const { windows, logged } = await two(t)
  const state = { visitors: 3, _secret: 'kept inside', unknown: 1, constructor: 1 } as never
  pushToView(Board, { state })
  await windows[0]!.until(shows(windows[0]!, ',3]'))
  assert.ok(!JSON.stringify(windows[0]!.frames.slice(1)).includes('kept inside'))
  const fields = logged.map(({ fields: { field } }) => field)
  assert.deepEqual([...new Set(fields)].sort(), ['_secret', 'constructor', 'unknown'])
})

test('any method of the view may be a handler; the framework’s own and unknown ones are reported [A4]', async (t) => {
  const { windows, logged } = await two(t)
  for (const handler of ['_onNote', 'render', 'mount', 'missing', 'putFlash', 'toString']) {
    pushToView('Board', { handler: handler as never, payload: { text: 'x' } })
  }
  pushToView(Board, { handler: 'onNote', payload: { text: 'last' } })
  await windows[0]!.until(shows(windows[0]!, 'private x, last of 0'))
  const refused = logged.map(({ fields: { handler } }) => handler)
  assert.deepEqual([...new Set(refused)], ['render', 'mount', 'missing', 'putFlash', 'toString'])
})

test('apushToView is the same, to be awaited [A6]', async (t) => {
  const { windows } = await two(t)
  assert.equal(await apushToView(Board, { state: { visitors: 5 } }), undefined)
  await windows[1]!.until(shows(windows[1]!, ',5]'))
})

test('pushes come from timers, jobs and whatever else runs in the process [A7, A8]', async (t) => {
  const { windows } = await two(t)
  setTimeout(() => void pushToView(Board, { handler: 'onNote', payload: { text: 'job' } }), 1)
  await windows[0]!.until(shows(windows[0]!, 'job of 0'))
})

test('pushes wait while an event is handled; none is dropped [A17]', async (t) => {
  const { windows } = await two(t)
  const [window] = windows as [RawWindow]
  let open = (): void => {}
  gate = new Promise((resolve) => (open = resolve))
  const running = new Promise<void>((resolve) => (begun = resolve))
  window.send([1, 1, 0, 'slow'])
  await running
  for (let i = 0; i < 50; i++) {
    void pushToView(Board, { handler: 'onNote', payload: { text: `n${i}` } })
  }
  open()
  await window.until(shows(window, 'n49'))
  // The event is answered when it is done; what waited behind it follows.
  assert.match(JSON.stringify(await window.answer(1)), /"slow"/)
  const all = updates(window).at(-1)!
  assert.match(all, /slow, n0 of 0/)
  const wanted = Array.from({ length: 50 }, (_, i) => `n${i} of 0`)
  assert.ok(all.includes(`"slow, ${wanted.join(', ')}"`), `each once, in order: ${all}`)
})

class Shared extends LiveView {
  text = ''
  heard = 0
  _skipBroadcast = false

  @event edit({ text }: { text: string }) {
    this.text = text
    this.#broadcast({ text })
  }

  @event editAndHear({ text }: { text: string }) {
    this.text = text
    this._skipBroadcast = true
    void pushToView(Shared, { handler: '_onBroadcast', payload: { text } })
  }

  @event quiet() {
    this.text = 'not shown yet'
    this.putFlash('info', 'done')
    this._skipRender = true
  }

  #broadcast(payload: { text: string }) {
    void pushToView(Shared, { handler: '_onBroadcast', payload }, { except: this })
  }

  _onBroadcast({ text }: { text: string }) {
    if (this._skipBroadcast) {
      this._skipBroadcast = false
      this._skipRender = true
      return
    }
    this.heard++
    this.text = text
  }

  render() {
    return html`<p>${this.text}</p><b>${this.heard}</b>`
  }
}

test('an edit reaches every other window; its sender does not hear itself [A12, A15]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Shared))
  const [sender, other] = [await RawWindow.join(url), await RawWindow.join(url)]
  sender.send([1, 1, 0, 'edit', { text: 'new' }])
  await other.until(shows(other, '"new",1,1]'))
  await sender.answer(1)
  sender.send([1, 2, 0, 'edit', { text: 'newer' }])
  await other.until(shows(other, 'newer'))
  await sender.answer(2)
  assert.ok(updates(sender).every((frame) => !/,1,1\]/.test(frame)))
})

test('a view may also skip its own echo by flags; _skipRender lasts for one method [A13, A14]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Shared))
  const [sender, other] = [await RawWindow.join(url), await RawWindow.join(url)]
  sender.send([1, 1, 0, 'editAndHear', { text: 'flag' }])
  await sender.answer(1)
  await other.until(shows(other, 'flag'))
  sender.send([1, 2, 0, 'quiet'])
  assert.deepEqual(await sender.answer(2), [1, 2])
  await sender.until(() => sender.frames.at(-1)![0] === 8)
  assert.deepEqual(sender.frames.at(-1), [8, 0, ['flash', 'info', 'done']])
  sender.send([1, 3, 0, 'edit', { text: 'third' }])
  assert.match(JSON.stringify(await sender.answer(3)), /"third"/)
  assert.ok(!JSON.stringify(sender.frames).includes('not shown yet'))
  await other.until(shows(other, 'third'))
})

test('views whose names differ by a character are different audiences [A16]', async (t) => {
  class A_b extends Board {}
  class Ab extends Board {}
  const { url } = await serve(t, (app) => app.live('/1', A_b).live('/2', Ab))
  const [first, second] = [await RawWindow.join(url, '/1'), await RawWindow.join(url, '/2')]
  await pushToView(A_b, { state: { visitors: 11 } })
  await first.until(shows(first, ',11]'))
  await pushToView(Ab, { state: { visitors: 12 } })
  await second.until(shows(second, ',12]'))
  assert.ok(!shows(second, ',11]')() && !shows(first, ',12]')())
})

test('all windows of a view listen to one topic, which the last of them leaves [A16]', async (t) => {
  const memory = memoryLayer()
  const open = new Map<string, number>()
  let most = 0
  const layer: ChannelLayer = {
    ...memory,
    async subscribe(topic, onMessage) {
      const leave = await memory.subscribe(topic, onMessage)
      open.set(topic, (open.get(topic) ?? 0) + 1)
      most = Math.max(most, open.get(topic)!)
      return async () => {
        open.set(topic, open.get(topic)! - 1)
        await leave()
      }
    },
  }
  const ofViews = () => [...open].filter(([topic]) => topic.includes('Board'))
  const { url, app } = await serve(t, (of) => of.live('/', Board), { layer })
  const windows = [await RawWindow.join(url), await RawWindow.join(url)]
  await pushToView(Board, { state: { visitors: 21 } })
  for (const window of windows) await window.until(shows(window, ',21]'))
  assert.equal(ofViews().length, 1)
  assert.equal(most, 1)
  await windows[0]!.close()
  await eventually(() => app.counts.connected === 1, 'one window is left')
  await pushToView(Board, { state: { visitors: 22 } })
  await windows[1]!.until(shows(windows[1]!, ',22]'))
  assert.deepEqual(
    ofViews().map(([, count]) => count),
    [1],
  )
  await windows[1]!.close()
  await eventually(() => ofViews()[0]![1] === 0, 'nobody listens any more', { state: ofViews })
})

test('only methods marked with @event can be called, with or without a schema [A20]', async (t) => {
  const { windows } = await two(t)
  const [window] = windows as [RawWindow]
  window.send([1, 1, 0, 'onNote', { text: 'x' }])
  assert.equal((await window.answer(1))[2], 'E_UNKNOWN_EVENT')
  window.send([1, 2, 0, 'slow', { value: 'v' }])
  assert.match(JSON.stringify(await window.answer(2)), /slow/)
})

test('a payload arrives with dates and maps; what it can’t carry is an error at the sender [A5]', async (t) => {
  const { windows, logged } = await two(t)
  await pushToView(Board, {
    handler: 'onNote',
    payload: { text: new Date(0) as unknown as string },
  })
  await windows[0]!.until(shows(windows[0]!, new Date(0).toString()))
  const text = (() => 1) as unknown as string
  const bad = pushToView(Board, { handler: 'onNote', payload: { text } })
  await assert.rejects(bad, { code: 'E_MESSAGE_VALUE', message: /payload\.text.*function text/ })
  assert.match(JSON.stringify(logged.at(-1)), /a message was not published/)
})
