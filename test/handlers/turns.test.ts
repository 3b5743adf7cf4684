/** The turns of a window: in order within events, handlers and signals, and none waits for another. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { liveviewHandler, liveviewRegistry } from 'overwire/handlers'
import { disconnectSignals, everyone, signal } from 'overwire/signals'
import { eventually } from '../eventually.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

const HANDLER = 0
const SIGNAL = 1
const kinds = ['event', 'handler', 'signal'] as const
type Kind = (typeof kinds)[number]

/** What began and ended, such as "begin handler 1". */
let log: string[] = []
/** Ends the first work of a kind, if it is slow. */
const release = {} as Record<Kind, () => void>
const held = {} as Record<Kind, Promise<void>>
/** The kind whose first work waits until it is released. */
let slow: Kind | undefined
/** The number of what was sent last. */
let n = 0

beforeEach(() => {
  log = []
  slow = undefined
  n = 0
  for (const kind of kinds) held[kind] = new Promise((resolve) => (release[kind] = resolve))
  liveviewRegistry.clear()
  disconnectSignals()
})

async function work(kind: Kind, i: number): Promise<void> {
  log.push(`begin ${kind} ${i}`)
  await (kind === slow && i === 1 ? held[kind] : null)
  log.push(`end ${kind} ${i}`)
}

class Page extends LiveView {
  @event
  async work({ i }: { i: number }) {
    await work('event', i)
  }
  render() {
    return html`<p>page</p>`
  }
}

async function open(t: TestContext): Promise<RawWindow> {
  const { url } = await serve(t, (app) => app.live('/', Page))
  liveviewHandler('work', (_consumer, { data }) => work('handler', Number(data['i'])))
  // What a browser's call waits for is the permission; the task is the queue's business.
  const isAllowedTo = async (): Promise<boolean> => {
    const i = 1 + log.filter((line) => line.startsWith('begin signal')).length
    await work('signal', i)
    return await everyone(null as never, () => true)
  }
  signal({ path: 'work', isAllowedTo }, () => {})
  return await RawWindow.join(url)
}

/** Sends the i-th work of a kind. @returns its number. */
function send(window: RawWindow, kind: Kind, i: number): number {
  n++
  if (kind === 'event') window.send([1, n, 0, 'work', { i }])
  else if (kind === 'handler') window.send([6, n, 0, HANDLER, 'work', { data: { i: String(i) } }])
  else window.send([6, n, 0, SIGNAL, 'work', {}])
  return n
}

for (const kind of kinds) {
  test(`a second ${kind} begins when the first is over`, async (t) => {
    const window = await open(t)
    slow = kind
    for (const i of [1, 2, 3]) send(window, kind, i)
    await eventually(() => log.length > 0, undefined, { state: () => log })
    release[kind]()
    await eventually(() => log.length === 6, undefined, { state: () => log })
    assert.deepEqual(
      log,
      [1, 2, 3].flatMap((i) => [`begin ${kind} ${i}`, `end ${kind} ${i}`]),
    )
  })

  test(`a slow ${kind} delays nothing of another kind`, async (t) => {
    const window = await open(t)
    slow = kind
    send(window, kind, 1)
    const others = kinds.filter((other) => other !== kind)
    const numbers = others.flatMap((other) => [1, 2].map((i) => send(window, other, i)))
    for (const n of numbers) await window.answer(n)
    assert.ok(!log.includes(`end ${kind} 1`), String(log))
    release[kind]()
    await eventually(() => log.includes(`end ${kind} 1`), undefined, { state: () => log })
  })
}
