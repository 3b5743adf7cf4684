/** A server stops while pages are being joined: they go on in the next one, and so do all others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp, event, html, LiveView, memoryStore } from 'overwire'
import type { StateStore } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { loadPage, RawWindow } from './raw-window.ts'
import type { LoadedPage } from './raw-window.ts'

const secret = 'the same in all processes'
const logger = { info: () => {}, warn: () => {}, error: console.error }

/** What `onMount` hooks wait for; undefined: nothing. */
let gate: Promise<void> | undefined
let asked = 0
class Counter extends LiveView {
  static override onMount = [
    async () => {
      asked++
      await gate
      return undefined
    },
  ]
  count = 0
  @event inc() {
    this.count++
  }
  override render() {
    return html`<p>count ${this.count}</p><button @click=${this.inc}>Add</button>`
  }
}
class DurableCounter extends Counter {
  static override durable = true
}

async function start(t: TestContext, View: typeof Counter, store: StateStore): Promise<Listening> {
  const app = createApp({ secret, logger, store, limits: { closeMs: 5000 } }).live('/', View)
  const listening = await listen(app, { port: 0, stopOnSignals: false })
  t.after(() => listening.close())
  return listening
}

interface Visitor {
  page: LoadedPage
  window: RawWindow
}

async function visit(url: string): Promise<Visitor> {
  const page = await loadPage(url)
  const window = await RawWindow.joinPage(url, page)
  window.send([1, 1, 0, 'inc'])
  await window.answer(1)
  return { page, window }
}

const keyOf = ({ window }: Visitor): string =>
  window.frames.findLast(([op]) => op === 0)![3] as string

/** The browser comes back, and does not wait for an answer. */
async function comeBack(visitor: Visitor, url: string): Promise<void> {
  const { page, window } = visitor
  visitor.window = await RawWindow.open(url, page.cookie)
  visitor.window.send([0, 1, page.token, keyOf({ page, window }), window.frames.length, [], '/'])
}

for (const View of [Counter, DurableCounter]) {
  for (const isGone of [false, true]) {
    const how = isGone ? 'and its browser has gone' : 'and its browser waits'
    test(`a ${View.name} is being joined ${how} when its server stops`, async (t) => {
      const store = memoryStore()
      const one = await start(t, View, store)
      const [ann, bob] = [await visit(one.url), await visit(one.url)]
      ann.window.socket.terminate()
      await ann.window.closing()
      let open!: () => void
      gate = new Promise((resolve) => (open = resolve))
      t.after(() => (gate = undefined))
      const before = asked
      await comeBack(ann, one.url)
      while (asked === before) await new Promise((resolve) => setImmediate(resolve))
      if (isGone) ann.window.socket.terminate()
      const closing = one.close()
      // It is being joined until here.
      setImmediate(open)
      gate = undefined
      await closing
      const two = await start(t, View, store)
      for (const visitor of isGone ? [bob] : [ann, bob]) {
        await visitor.window.closing()
        const { page, window } = visitor
        const key = keyOf(visitor)
        visitor.window = await RawWindow.joinPage(two.url, page, key, window.frames.length, [], '/')
        await visitor.window.until(() => visitor.window.frames.some(([op]) => op === 4))
        assert.equal(visitor.window.frames[0]![5], 3, 'it goes on with its state')
        assert.match(JSON.stringify(visitor.window.frames), /\[4,0,0,\[-1,1,/)
      }
    })
  }
}
