/** A view for which too much waits: what can be put together is, and what is lost is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView, pushToView } from 'overwire'
import type { Outcome } from 'overwire'
import { eventually } from '../eventually.ts'
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

/** Blocks its mailbox for as long as a test wants, and notes what reaches it. */
class Noting extends LiveView {
  x = 0
  y = 0
  heard: string[] = []
  gaps = 0

  async hold(): Promise<void> {
    await new Promise<void>((resolve) => holds.push(resolve))
  }
  note({ n }: { n: number }): void {
    this.heard.push(`${n}:${this.x}:${this.y}`)
  }
  async remind(): Promise<void> {
    await this.hold()
    this.sendAfter(1, 'reminder')
    await this.hold()
  }
  override handleInfo(name: string): void {
    this.heard.push(name)
  }
  override handleGap(): void {
    this.gaps++
  }
  override render() {
    return html`<p>${`${this.heard.join()};${this.x};${this.y};${this.gaps}`}</p>`
  }
}

let holds: (() => void)[] = []

async function openNoting(t: Parameters<typeof serve>[0]) {
  holds = []
  const served = await serve(t, (app) => app.live('/', Noting), { limits: { mailbox: 2 } })
  const window = await RawWindow.join(served.url, '/')
  const push = (handler: 'hold' | 'remind'): Promise<void> => pushToView(Noting, { handler })
  const note = (n: number): Promise<void> => pushToView(Noting, { handler: 'note', payload: { n } })
  return { ...served, push, note, shown: () => JSON.stringify(window.frames) }
}

test('pushes of fields alone are put together in a full mailbox; the later value wins [A17]', async (t) => {
  const { app, push, note, shown } = await openNoting(t)
  await push('hold')
  await eventually(() => holds.length === 1)
  await push('hold')
  await note(1)
  for (let n = 1; n <= 20; n++) await pushToView(Noting, { state: n % 2 ? { x: n } : { y: n } })
  assert.equal(app.lostMessages, 0)
  holds[0]!()
  await eventually(() => holds.length === 2)
  holds[1]!()
  await eventually(() => shown().includes('"1:0:0;19;20;0"'), undefined, { state: shown })
})

test('values that come behind another piece of work do not overtake it [A17]', async (t) => {
  const { app, push, note, shown } = await openNoting(t)
  await push('hold')
  await eventually(() => holds.length === 1)
  await push('hold')
  await push('hold')
  await pushToView(Noting, { state: { x: 1 } })
  for (const n of [1, 2]) {
    holds[n - 1]!()
    await eventually(() => holds.length === n + 1)
  }
  // What waits by now is the values; there is room behind them.
  await note(1)
  await pushToView(Noting, { state: { x: 2, y: 2 } })
  await pushToView(Noting, { state: { y: 3 } })
  holds[2]!()
  await eventually(() => shown().includes('"1:1:0;2;3;0"'), undefined, { state: shown })
  assert.equal(app.lostMessages, 0)
})

test('a sendAfter that finds the mailbox full is logged, counted and told as a gap', async (t) => {
  const { app, push, note, shown, logged } = await openNoting(t)
  await push('remind')
  await eventually(() => holds.length === 1)
  await note(1)
  await note(2)
  holds[0]!()
  await eventually(() => app.lostMessages === 1)
  const [line] = logged.filter(({ sentence }) => sentence.startsWith('a message was lost'))
  assert.deepEqual([line?.fields['view'], line?.fields['message']], ['Noting', 'reminder'])
  holds[1]!()
  await eventually(() => shown().includes('"1:0:0,2:0:0;0;0;1"'), undefined, { state: shown })
  assert.ok(!shown().includes('reminder'))
})
