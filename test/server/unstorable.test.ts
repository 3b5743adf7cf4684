/** Durable views that can't be stored say so when they are opened, and no browser loads them again and again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import {
  component,
  createApp,
  event,
  html,
  LiveComponent,
  liveView,
  LiveView,
  memoryStore,
} from 'overwire'
import { listen } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Ending extends LiveComponent {
  override unmount() {}
  override render() {
    return html`<i>ending</i>`
  }
}
class Inner extends LiveView {
  run = () => 1
  override render() {
    return html`<i>inner</i>`
  }
}
class Plain extends LiveView {
  static override durable = true
  override render() {
    return html`<p>plain</p>`
  }
}
class WithEnding extends Plain {
  override render() {
    return html`<p>${component(Ending, { id: 1 })}</p>`
  }
}
class WithInner extends Plain {
  override render() {
    return html`<p>${liveView(Inner, { id: 'a' })}</p>`
  }
}
class WithSticky extends Plain {
  override render() {
    return html`<p>${liveView(Plain, { id: 'a', sticky: true })}</p>`
  }
}
class Deaf extends Plain {
  override async mount() {
    await this.subscribe('news')
  }
}
class Large extends Plain {
  text = 'x'.repeat(300_000)
}

/** Short as text; read again, each of them has a thousand places. */
class Heavy extends Plain {
  rows = Array.from({ length: 3000 }, () => ({ 999: 0 }))
}

for (const View of [WithEnding, WithInner, WithSticky, Deaf, Large, Heavy]) {
  test(`a ${View.name} is an error of its page, with an id, and the log says why`, async (t) => {
    const { url, logged } = await serve(t, (app) => app.live('/', View), { store: memoryStore() })
    const response = await fetch(url)
    assert.equal(response.status, 500)
    const errors = logged.map(({ fields }) => String((fields['error'] as Error)?.message))
    const codes = new Map<unknown, RegExp>([
      [Large, /E_STATE_SIZE.*Large\.text/],
      [Heavy, /E_STATE_MEMORY/],
    ])
    assert.match(errors.join(), codes.get(View) ?? /\[E_STATE\]/)
  })
}

test('temporary fields of a durable view are refused where it is given to the app', () => {
  class Forgetful extends Plain {
    static override temporaryAssigns = { lines: [] }
    lines: string[] = []
  }
  assert.throws(() => createApp().live('/', Forgetful), { code: 'E_STATE' })
})

/** What the event below waits for. */
let gate: Promise<void>
let runs = 0
class Slow extends Plain {
  count = 0
  ended = false
  @event async add() {
    runs++
    await gate
    this.count++
  }
  override disconnect() {
    this.ended = true
  }
  override restored() {}
  override render() {
    return html`<p>count ${this.count} ${String(this.ended)}</p><button @click=${this.add}>Add</button>`
  }
}

test('an event that ends while its server stops is stored, and does not run again', async (t) => {
  const store = memoryStore()
  const start = async (context: TestContext) => {
    const options = { secret: 'the same in all processes', store, limits: { closeMs: 600 } }
    const app = createApp({ ...options, logger: { info() {}, warn() {}, error: console.error } })
    const listening = await listen(app.live('/', Slow), { port: 0, stopOnSignals: false })
    context.after(() => listening.close())
    return listening
  }
  let open!: () => void
  gate = new Promise((resolve) => (open = resolve))
  const one = await start(t)
  const page = await loadPage(one.url)
  const window = await RawWindow.joinPage(one.url, page)
  window.send([1, 1, 0, 'add'])
  await eventually(() => runs === 1, 'it runs')
  const closed = one.close()
  await window.closing()
  // The browser was sent away, and no process has its window yet.
  open()
  await closed
  const two = await start(t)
  const key = window.frames[0]![3]
  const again = await RawWindow.joinPage(two.url, page, key, window.frames.length, [], '/')
  again.send([1, 1, 0, 'add'])
  again.send([1, 2, 0, 'add'])
  assert.match(JSON.stringify(await again.answer(2)), /2\]\]$/)
  assert.equal(runs, 2)
})
