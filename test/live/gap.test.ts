/** Views are told when messages may have been lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView, MESSAGE_BYTES, publish, pushToView } from 'overwire'
import type { ChannelLayer } from 'overwire'
import { memoryLayer } from '../../src/pubsub/memory.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { GapCounter } from './gap-views.ts'

/** A layer with gaps at will. */
function gappyLayer(): ChannelLayer & { gap(): void; closed: boolean } {
  const gaps = new Set<() => void>()
  return {
    ...memoryLayer(),
    closed: false,
    onGap(listener) {
      gaps.add(listener)
      return () => void gaps.delete(listener)
    },
    gap() {
      for (const tell of gaps) tell()
    },
    async close() {
      this.closed = true
    },
  }
}

const layer = gappyLayer()
const holds = (window: RawWindow, text: string) => (): boolean =>
  JSON.stringify(window.frames).includes(text)
const frames = (window: RawWindow): number => window.frames.filter(([op]) => op === 1).length

let goOn = (): void => {}

class Stock extends LiveView {
  steps: string[] = []

  override mount(): void {
    void this.subscribe('one')
    void this.subscribe('two')
  }

  override handleGap(): void {
    this.steps = [...this.steps, 'read anew']
  }

  @event async slow(): Promise<void> {
    begun()
    await new Promise<void>((resolve) => (goOn = resolve))
    this.steps = [...this.steps, 'slow']
  }

  render() {
    return html`<p>${this.steps.join(', ')}</p>`
  }
}

let begun = (): void => {}

class Calm extends LiveView {
  render() {
    return html`<p>calm</p>`
  }
}

async function open(t: TestContext, path: string): Promise<RawWindow> {
  const { url } = await serve(
    t,
    (app) => app.live('/', Stock).live('/calm', Calm).live('/thread', GapCounter),
    { layer },
  )
  return RawWindow.join(url, path)
}

test('handleGap runs once for all topics of a view, in turn with its events, and a render follows [A18]', async (t) => {
  const window = await open(t, '/')
  const started = new Promise<void>((resolve) => (begun = resolve))
  window.send([1, 1, 0, 'slow'])
  await started
  layer.gap()
  layer.gap()
  goOn()
  await window.until(holds(window, '"slow, read anew"'))
  layer.gap()
  await window.until(holds(window, '"slow, read anew, read anew"'))
})

test('a view without handleGap is left in peace [A18]', async (t) => {
  const window = await open(t, '/calm')
  const before = frames(window)
  layer.gap()
  window.send([3])
  await window.until(() => window.frames.length > 1)
  assert.equal(frames(window), before)
})

test('a gap is told to views in other threads [A18]', async (t) => {
  const window = await open(t, '/thread')
  // The thread is heard subscribing before its answer.
  window.send([1, 1, 0, 'ask'])
  await window.answer(1)
  layer.gap()
  await window.until(holds(window, 'gaps: 1'))
})

test('an app that stops does not close its layer', async (t) => {
  const { app } = await serve(t, (app) => app.live('/', Stock), { layer })
  void app.stop()
  assert.equal(layer.closed, false)
})

test('a message that is too big is refused, told to who awaits it and logged for who does not [A18]', async (t) => {
  const { logged } = await serve(t, (app) => app.live('/', Stock), { layer })
  const big = 'x'.repeat(MESSAGE_BYTES)
  await assert.rejects(pushToView(Stock, { state: { steps: [big] } }), { code: 'E_MESSAGE_SIZE' })
  // An unhandled rejection would fail this test.
  void publish('one', 'big', big)
  await new Promise((resolve) => setImmediate(resolve))
  const sentences = logged.map(({ sentence }) => sentence)
  assert.deepEqual(sentences, Array(2).fill('a message was not published'))
})
