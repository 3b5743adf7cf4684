/** What never ends in an app's code ends nothing else: the view goes on, and it can be left. */
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
  liveView,
  pushToView,
  stream,
} from 'overwire'
import { liveviewHandler } from 'overwire/handlers'
import { everyone, signal } from 'overwire/signals'
import type { AppOptions, EventContext, LiveRequest } from 'overwire'
import { eventually } from '../eventually.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import type { Served } from '../server/serve.ts'

const never = (): Promise<never> => new Promise(() => {})
const limits = { eventMs: 40 }
let aborted: unknown[] = []
let ended: string[] = []

class Part extends LiveComponent<{ id: string }> {
  @event hang(): Promise<void> {
    return never()
  }
  render() {
    return html`<i @click=${this.hang}></i>`
  }
}

class Inner extends LiveView {
  @event hang(): Promise<void> {
    return never()
  }
  override disconnect(): void {
    ended.push('inner')
  }
  render() {
    return html`<b @click=${this.hang}>inner</b>`
  }
}

class Slow extends LiveView {
  n = 0
  rows = stream<{ id: number }>()

  override mount(request: LiveRequest): Promise<void> | void {
    if (request.query.has('mount')) return never()
    this.rows.reset(() => source())
  }
  override handleInfo(): Promise<void> {
    return never()
  }
  override handleParams(_params: object, url: string): Promise<void> | void {
    if (url.includes('hang')) return never()
  }
  override disconnect(): Promise<void> | void {
    ended.push('outer')
  }
  @event async hang(_args: object, { signal }: EventContext): Promise<void> {
    this.n = 100
    signal.addEventListener('abort', () => aborted.push(signal.reason))
    await never()
  }
  @event async obey(_args: object, { signal }: EventContext): Promise<void> {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    await streamEnded
  }
  @event tell(): void {
    this.sendUpdate('anything')
  }
  @event up(): void {
    this.n++
  }
  push(): Promise<void> {
    return never()
  }
  render() {
    return html`<p>${this.n}</p><ul>${each(this.rows, ({ id }) => html`<li>${id}</li>`)}</ul>
      <button @click=${this.hang} @focus=${this.up} @blur=${this.tell}></button>
      ${component(Part, { id: 'part' })}${liveView(Inner, { id: 'inner' })}`
  }
}

let endStream: () => void
let streamEnded: Promise<void>

/** Rows without an end. */
function source(): AsyncIterable<{ id: number }> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: never,
      return: () => {
        ended.push('stream')
        endStream()
        return Promise.resolve({ done: true as const, value: undefined })
      },
    }),
  }
}

liveviewHandler('never', never)
signal({ path: 'never', isAllowedTo: () => never() }, () => {})
signal({ path: 'fine', isAllowedTo: everyone }, () => {})

function start(t: TestContext, options: AppOptions = { limits }): Promise<Served> {
  aborted = []
  ended = []
  streamEnded = new Promise((resolve) => (endStream = resolve))
  return serve(t, (app) => app.live('/', Slow), options)
}

/** Number of the component and of the view inside, as the page was printed: in their order. */
const PART = 1
const INNER = 2

test('an event that never ends is answered with E_EVENT_TIME, and the view goes on', async (t) => {
  const { url, logged } = await start(t)
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'hang'])
  window.send([1, 2, 0, 'up'])
  const answer = await window.answer(1)
  assert.equal(answer[2], 'E_EVENT_TIME')
  // What it wrote is taken back, as after any failure.
  assert.match(JSON.stringify(await window.answer(2)), /^\[1,2,0,\[1,0,1\]/)
  assert.equal(aborted.length, 1)
  assert.match(String(aborted[0]), /took longer than 40 ms/)
  assert.ok(logged.some(({ fields }) => fields['during'] === 'hang' && fields['errorId']))
})

test('components, views inside, pushes, messages and visits that never end hold nobody up', async (t) => {
  const { url, logged } = await start(t)
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'hang', {}, PART])
  window.send([1, 2, 0, 'hang', {}, INNER])
  assert.equal((await window.answer(1))[2], 'E_EVENT_TIME')
  assert.equal((await window.answer(2))[2], 'E_EVENT_TIME')
  await pushToView(Slow, { handler: 'push' })
  window.send([1, 3, 0, 'tell'])
  window.send([5, 4, 0, '/?hang', 0])
  assert.equal((await window.answer(4))[2], 'E_EVENT_TIME')
  window.send([1, 5, 0, 'up'])
  assert.equal((await window.answer(5))[0], 1)
  const late = logged.map(({ fields }) => fields['during'])
  for (const what of ['push', 'anything', 'handleParams']) assert.ok(late.includes(what), what)
})

test('handlers and permissions of signals that never end hold nobody up', async (t) => {
  const { url } = await start(t)
  const window = await RawWindow.join(url)
  window.send([6, 1, 0, 0, 'never', {}])
  window.send([6, 2, 0, 1, 'never', {}])
  window.send([6, 3, 0, 1, 'fine', {}])
  assert.equal((await window.answer(1))[2], 'E_EVENT_TIME')
  assert.equal((await window.answer(2))[2], 'E_EVENT_TIME')
  assert.equal((await window.answer(3))[0], 1)
})

test('a mount that never ends is answered', async (t) => {
  const { url } = await start(t)
  assert.equal((await fetch(`${url}/?mount`)).status, 503)
})

test('a page is left while its event never ends: streams stop, disconnect runs', async (t) => {
  const limits = { eventMs: Infinity, closeMs: 80, graceMs: 0 }
  const { url, app } = await start(t, { limits })
  const window = await RawWindow.join(url)
  await eventually(() => app.counts.connected === 1)
  window.send([1, 1, 0, 'hang'])
  window.send([1, 2, 0, 'hang', {}, INNER])
  window.send([1, 3, 0, 'hang'])
  await window.close()
  await eventually(() => ended.length === 3, 'all have ended', { state: () => ended })
  assert.deepEqual(ended.toSorted(), ['inner', 'outer', 'stream'])
  assert.equal(aborted.length, 2)
})

test('a page that is left tells its event and its streams at once', async (t) => {
  const { url } = await start(t, { limits: { closeMs: 120_000, graceMs: 0 } })
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'obey'])
  await window.close()
  await eventually(() => ended.includes('outer'), 'disconnect ran', { state: () => ended })
})

test('without a limit an event is waited for', async (t) => {
  const { url } = await start(t, { limits: { eventMs: Infinity, closeMs: 40 } })
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'hang'])
  window.send([1, 2, 0, 'hang', {}, INNER])
  window.send([6, 3, 0, 1, 'fine', {}])
  assert.equal((await window.answer(3))[0], 1)
  assert.ok(!window.frames.some((frame) => JSON.stringify(frame).includes('E_EVENT_TIME')))
})
