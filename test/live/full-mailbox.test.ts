/** A view for which too much waits: what can be put together is, and what is lost is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView, pushToView } from 'overwire'
import type { Outcome } from 'overwire'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

let open: () => void
let begun: Promise<void>
let begin: () => void

class Busy extends LiveView {
  heard: number[] = []
  gaps = 0
  results: string[] = []

  @event async block(): Promise<void> {
    begin()
    await new Promise<void>((resolve) => (open = resolve))
  }
  @event start(): void {
    for (const name of ['a', 'b', 'c', 'd']) this.startAsync(async () => name, { name })
  }
  note({ n }: { n: number }): void {
    this.heard = [...this.heard, n]
  }
  override handleAsyncResult(_name: string, outcome: Outcome): void {
    this.results = [...this.results, 'result' in outcome ? String(outcome.result) : 'failed']
  }
  override handleGap(): void {
    this.gaps++
  }
  override render() {
    return html`<p>${this.heard.join()};${this.results.join()};${this.gaps}</p>`
  }
}

test('with a mailbox of two, what is lost is logged, counted, and told as a gap [A17]', async (t) => {
  begun = new Promise((resolve) => (begin = resolve))
  const { url, app, logged } = await serve(t, (app) => app.live('/', Busy), {
    limits: { mailbox: 2 },
  })
  const window = await RawWindow.join(url, '/')
  window.send([1, 1, 0, 'start'])
  window.send([1, 2, 0, 'block'])
  await begun
  for (let n = 1; n <= 12; n++) await pushToView(Busy, { handler: 'note', payload: { n } })
  assert.equal(app.lostMessages >= 10, true, String(app.lostMessages))
  const warnings = logged.filter(({ sentence }) => sentence.startsWith('a message was lost'))
  assert.deepEqual(
    warnings.map(({ fields }) => [
      fields['view'],
      fields['message'],
      fields['lost'],
      fields['limit'],
    ]),
    [
      ['Busy', 'push', 1, 2],
      ['Busy', 'push', 10, 2],
    ],
  )
  open()
  // Results of tasks follow from an event that was accepted: none is lost.
  await window.until(() => /"a,b,c,d"/.test(JSON.stringify(window.frames)))
  await window.until(() => /2,1\]\]/.test(JSON.stringify(window.frames)))
  window.send([1, 3, 0, 'start'])
  assert.notEqual((await window.answer(3))[0], 2, 'the view goes on')
})
