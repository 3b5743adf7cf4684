/** What a browser names or asks for has no effect of its own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView } from 'overwire'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

let read = 0
const left: string[] = []

class Page extends LiveView {
  shown = 'here'

  get costly(): string {
    read++
    return 'x'
  }
  @event patch() {
    this.livePatch('/?bad=2')
  }
  override handleParams(params: Record<string, string>) {
    if (params['bad']) throw new Error('bad on purpose')
  }
  override disconnect() {
    left.push(this.request.url)
  }
  @event where() {
    this.shown = `at ${this.request.url}`
  }
  render() {
    return html`<p>${this.shown}</p>`
  }
}

test('no getter runs when a browser names it as an event', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page))
  const window = await RawWindow.join(url, '/')
  for (const [i, name] of ['costly', 'constructor', '__proto__', 'request'].entries()) {
    window.send([1, i + 1, 0, name])
    assert.equal((await window.answer(i + 1))[2], 'E_UNKNOWN_EVENT', name)
  }
  assert.equal(read, 0)
})

test('HEAD keeps no page that waits', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page))
  left.length = 0
  const answer = await fetch(`${url}/?head`, { method: 'HEAD' })
  assert.equal(answer.status, 200)
  assert.deepEqual(left, ['/?head'])
})

test('an address that handleParams refused is not that of the request', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page))
  const window = await RawWindow.join(url, '/')
  window.send([5, 1, 0, '/?bad=1', 0])
  await window.answer(1)
  window.send([1, 2, 0, 'patch'])
  await window.answer(2)
  window.send([1, 3, 0, 'where'])
  assert.match(JSON.stringify(await window.answer(3)), /"at \/"/)
})

class Named extends LiveView {
  readonly names = ['__proto__', 'constructor', 'toString', 'answer']
  @event write({ name }: { name: string }) {
    this.streamText(name, `text of ${name}`)
    this.streamInsert(name, { id: 1 })
  }
  render() {
    return html`<ul>
      ${each(
        this.names,
        (name) => name,
        (name) => html`<li>${this.texts[name]}</li>`,
      )}
    </ul>`
  }
}

test('streams and texts may have any name', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Named))
  const window = await RawWindow.join(url, '/')
  for (const [i, name] of new Named().names.entries()) {
    window.send([1, i + 1, 0, 'write', { name }])
    assert.equal((await window.answer(i + 1))[0], 1, name)
    await window.until(() => JSON.stringify(window.frames).includes(`text of ${name}`))
  }
  assert.ok(!JSON.stringify(logged).includes('failed'))
})
