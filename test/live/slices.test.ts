/** What many views are told at once lets others in between. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView, publish } from 'overwire'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

/** Views that take three milliseconds for each message. */
const VIEWS = 40
let heard = 0

class Busy extends LiveView {
  count = 0

  mount() {
    return this.subscribe('work')
  }

  @event
  inc() {
    this.count++
  }

  override handleInfo() {
    heard++
    for (const end = performance.now() + 3; performance.now() < end;);
  }

  render() {
    return html`<p>${this.count}</p>`
  }
}

class Calm extends LiveView {
  count = 0

  @event
  inc() {
    this.count++
  }

  render() {
    return html`<p>${this.count}</p>`
  }
}

test('an event of another window is answered before forty views have handled a message, and so is one of theirs', async (t) => {
  const { url } = await serve(t, (app) => app.live('/busy', Busy).live('/calm', Calm))
  const busy: RawWindow[] = []
  for (let n = 0; n < VIEWS; n++) busy.push(await RawWindow.join(url, '/busy'))
  const calm = await RawWindow.join(url, '/calm')
  const told = [publish('work', 'first'), publish('work', 'second')]
  const last = busy.at(-1)!
  for (const window of [calm, last]) window.send([1, 1, 0, 'inc'])
  const until = async (window: RawWindow) => {
    assert.match(JSON.stringify(await window.answer(1)), /,1\]/)
    return heard
  }
  const [before, own] = await Promise.all([until(calm), until(last)])
  assert.ok(before < VIEWS, `answered when ${before} of ${2 * VIEWS} messages were handled`)
  assert.ok(own < VIEWS, `its own answered when ${own} of ${2 * VIEWS} were handled`)
  await Promise.all(told)
  // Both messages are one render, and none is lost.
  for (const window of busy) {
    await window.until(() => heard === 2 * VIEWS)
  }
})
