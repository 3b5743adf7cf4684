/** A browser that did not hear where its page goes on has missed what was sent there too. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView, memoryStore, stream } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

const ran: number[] = []

class Log extends LiveView {
  static override durable = true
  count = 0
  lines = stream<{ id: number }>()
  @event add({ n }: { n: number }) {
    this.count = n
    this.lines.insert({ id: n })
    ran.push(n)
    return `reply ${n}`
  }
  override render() {
    return html`<p>${this.count}</p><ul>${each(this.lines, ({ id }) => html`<li>${`row ${id}`}</li>`)}</ul>`
  }
}

test('what was sent after a HELLO that was lost is sent again', async (t) => {
  ran.length = 0
  const options = { store: memoryStore(), secret: 'the same in all processes' }
  const start = () => serve(t, (app) => void app.live('/', Log), options)
  const one = await start()
  const page = await loadPage(one.url)
  const before = await RawWindow.joinPage(one.url, page)
  for (const n of [1, 2]) {
    before.send([1, n, n - 1, 'add', { n }, 0, 1])
    await before.answer(n)
  }
  await before.until(() => before.frames.filter(([op]) => op === 9).length === 2)
  const seen = before.frames.length - 1
  const key = before.frames[0]![3]

  const two = await start()
  // Its user did three things, and heard nothing of any.
  const deaf = await RawWindow.joinPage(two.url, page, key, seen, [], '/')
  for (const n of [3, 4, 5]) deaf.send([1, n, seen, 'add', { n }, 0, 1])
  await eventually(() => ran.length === 5)
  await deaf.answer(5)
  deaf.socket.terminate()
  await eventually(() => two.app.counts.absent === 1)

  const after = await RawWindow.joinPage(two.url, page, key, seen, [], '/')
  await after.until(() => JSON.stringify(after.frames).includes('reply 5'))
  const said = JSON.stringify(after.frames)
  for (const n of [3, 4, 5]) {
    assert.match(said, new RegExp(`reply ${n}`))
    assert.match(said, new RegExp(`row ${n}`))
  }
  assert.equal(after.frames[0]![6], seen, 'its number is the one that the browser had')
  assert.ok(
    after.frames.some(([op]) => op === 4),
    'all values come',
  )
  assert.deepEqual(ran, [1, 2, 3, 4, 5])
})
