/** Views inside durable pages: what is stored of them and of the page's own view is of one moment. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, event, html, LiveComponent, LiveView, liveView, memoryStore } from 'overwire'
import type { StateStore } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

let begun = 0
let goOn: () => void = () => {}

class Inner extends LiveView {
  steps: string[] = []
  @event async slow() {
    this.steps.push('half')
    begun++
    await new Promise<void>((resolve) => (goOn = resolve))
    this.steps.push('whole')
  }
  override render() {
    return html`<p>${this.steps.join()}</p>`
  }
}
class Cell extends LiveComponent<object> {
  n = 0
  @event up() {
    this.n++
  }
  override render() {
    return html`<b>${this.n}</b>`
  }
}
class Outer extends LiveView {
  static override durable = true
  count = 0
  @event inc() {
    this.count++
  }
  override render() {
    return html`<h1>${this.count}</h1>${component(Cell, { id: 'cell' })}
      ${liveView(Inner, { id: 'a' })}`
  }
}
class Sticky extends LiveView {
  static override durable = true
  override render() {
    return html`${liveView(Inner, { id: 'a', sticky: true })}`
  }
}

/** Every state that was stored, the last one at the end. */
function watched(): { store: StateStore; states: string[] } {
  const inner = memoryStore()
  const states: string[] = []
  return {
    states,
    store: {
      ...inner,
      commit: (commits) => {
        states.push(...commits.map(({ state }) => state))
        return inner.commit(commits)
      },
    },
  }
}

const secret = 'the same in all processes'

test('a state is never stored that a view inside was only half through with', async (t) => {
  const { store, states } = watched()
  const { url } = await serve(t, (app) => void app.live('/', Outer), { store, secret })
  const page = await loadPage(url)
  const window = await RawWindow.joinPage(url, page)
  window.send([1, 1, 0, 'slow', {}, 2])
  await eventually(() => begun === 1)
  window.send([1, 2, 0, 'inc'])
  // What could run beside it has run when this is answered.
  window.send([3])
  await window.until(() => window.frames.some(([op]) => op === 6))
  goOn()
  await window.answer(2)
  await window.answer(1)
  const half = states.filter((state) => state.includes('half') && !state.includes('whole'))
  assert.deepEqual(half, [])
  assert.match(states.at(-1)!, /half.*whole/)
})

test('a state that is stored before the next render has what is inside', async (t) => {
  const { store, states } = watched()
  const setUp = { store, secret }
  const one = await serve(t, (app) => void app.live('/', Outer), setUp)
  const page = await loadPage(one.url)
  const before = await RawWindow.joinPage(one.url, page)
  before.send([1, 1, 0, 'up', {}, 1])
  await before.answer(1)
  const inside = states.at(-1)!
  assert.match(inside, /"components":\[\["Cell/)
  assert.match(inside, /"views":\[\["Inner a"/)
  states.length = 0
  const two = await serve(t, (app) => void app.live('/', Outer), setUp)
  await RawWindow.joinPage(two.url, page, before.frames[0]![3], 0, [], '/')
  await eventually(() => states.length > 0)
  for (const state of states) {
    assert.match(state, /"components":\[\["Cell cell",1,"\[\{\\"n\\":1\},1/)
    assert.match(state, /"views":\[\["Inner a"/)
  }
})

test('a sticky view inside a durable page is an error when the page is joined', async (t) => {
  const errors: unknown[] = []
  const { url } = await serve(t, (app) => void app.live('/', Sticky), {
    secret,
    store: memoryStore(),
    onError: (error) => void errors.push(error),
  })
  await RawWindow.join(url)
  await eventually(() => errors.length > 0)
  assert.match(String(errors[0]), /Sticky.*sticky views/)
})
