/** Another process that has read a window's state before the last event takes nothing of it back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView, memoryStore } from 'overwire'
import type { StateStore } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Counter extends LiveView {
  static override durable = true
  count = 0
  @event up() {
    this.count++
  }
  override render() {
    return html`<p>${`count ${this.count}`}</p>`
  }
}

test('a state that was read before an event was answered does not take its place', async (t) => {
  const memory = memoryStore()
  let loads = 0
  let isHeld = false
  let release = (): void => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  const store: StateStore = {
    ...memory,
    load: async (window) => {
      const stored = await memory.load(window)
      loads++
      if (isHeld) await gate
      return stored
    },
  }
  const start = () =>
    serve(t, (app) => void app.live('/', Counter), { store, secret: 'the same in all processes' })
  const one = await start()
  const page = await loadPage(one.url)
  const window = await RawWindow.joinPage(one.url, page)
  window.send([1, 1, 0, 'up'])
  await window.answer(1)

  // A connection that its browser has given up reaches another process.
  const two = await start()
  const before = loads
  isHeld = true
  const late = await RawWindow.open(two.url, page.cookie)
  late.send([0, 1, page.token, window.frames[0]![3], 1, [], '/'])
  await eventually(() => loads > before)
  window.send([1, 2, 1, 'up'])
  await window.answer(2)
  release()
  // It goes on with what is stored by now.
  await late.until(() => JSON.stringify(late.frames).includes('count 2'))
  late.send([1, 3, late.frames.length - 1, 'up'])
  await late.answer(3)
  assert.match(JSON.stringify(late.frames), /count 3/)
  assert.doesNotMatch(JSON.stringify(late.frames), /count 1/)
  // The older one is told with its next event, which is not lost either: it has no answer.
  window.send([1, 3, 2, 'up'])
  assert.equal(await window.closing(), 4509)
  assert.match((await memory.load((await memory.list())[0]!))!.state, /,3,|count/)
})
