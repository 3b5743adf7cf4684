/** Values that can't be sent are a clear error in the code that gave them, and the window lives. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, js, LiveView, pushToView } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { presence } from 'overwire/presence'
import type { Consumer } from 'overwire/handlers'
import { eventually } from '../eventually.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

const circle: Record<string, unknown> = {}
circle['own'] = [circle]
const big = { rows: [{ id: 1n }] }
const throwing = { toJSON: () => JSON.parse('{') as never }

/** What each attempt throws, by its name. */
let thrown: Record<string, string> = {}
const said = (name: string, run: () => unknown): void => {
  try {
    run()
    thrown[name] = 'nothing'
  } catch (error) {
    thrown[name] = String(error)
  }
}

class Sender extends LiveView {
  static current: Sender | undefined
  n = 0
  label: unknown = 'fine'

  override mount(): void {
    Sender.current = this
    said('mount', () => this.pushEvent('x', big as never))
  }
  @event up(): void {
    this.n++
  }
  @event all(): void {
    said('pushEvent big', () => this.pushEvent('x', big as never))
    said('pushEvent circle', () => this.pushEvent('x', circle as never))
    said('pushEvent toJSON', () => this.pushEvent('x', throwing as never))
    said('putFlash', () => this.putFlash('info', 1n as never))
    said('pushCommands', () =>
      this.pushCommands(js().dispatch('x', { to: '#x', detail: big as never })),
    )
    said('session', () => this.pushEvent('x', { date: new Date(0), fine: [1, null] } as never))
    said('track big', () => presence('unsendable').track(this, { meta: () => 1 }))
    this.n++
  }
  @event reply(): unknown {
    return big
  }
  @event session(): void {
    this.request.session['x'] = circle
  }
  @event noMeta(): void {
    this.pageMeta = null as never
    this.pushEvent('after', 1)
  }
  @event bigMeta(): void {
    this.pageMeta = { description: 5n as never, other: undefined as never }
    this.pageTitle = 7n as never
    this.pushEvent('after', 2)
  }
  @event slot(): void {
    this.label = circle
  }
  render() {
    return html`<p>${this.n}</p><i>${this.label as string}</i>
      <button @click=${this.all} @focus=${this.up}></button>`
  }
}

let consumers: Consumer[] = []
liveviewHandler('unsendable', (consumer) => {
  consumers.push(consumer)
  said('send', () => send(consumer, { target: '#x', attributes: { a: big as never } }))
  said('send to all', () =>
    send(consumer, { target: '#x', attributes: { a: big as never } }, { broadcast: true }),
  )
  said('consumer flash', () => consumer.putFlash('info', 1n as never))
})

test('values that can’t be sent are errors that say where they are, and the window lives', async (t) => {
  thrown = {}
  consumers = []
  const { url, logged } = await serve(t, (app) => app.live('/', Sender))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'all'])
  assert.equal((await window.answer(1))[0], 1)
  window.send([6, 2, 0, 0, 'unsendable', {}])
  assert.equal((await window.answer(2))[0], 1)
  // Outside of an event too: where it is called.
  said('timer', () => Sender.current!.pushEvent('x', circle as never))
  const value = /^LiveError: \[E_JSON_VALUE\]/
  for (const name of ['mount', 'pushEvent big', 'pushCommands', 'send', 'send to all']) {
    assert.match(thrown[name]!, value, name)
    assert.match(thrown[name]!, /rows\.0\.id, which is a big integer/, name)
  }
  for (const name of ['pushEvent circle', 'timer']) {
    assert.match(thrown[name]!, value, name)
    assert.match(thrown[name]!, /own\.0, which is an object that is around it/, name)
  }
  assert.match(thrown['pushEvent toJSON']!, /toJSON/)
  assert.match(thrown['putFlash']!, value)
  assert.match(thrown['consumer flash']!, value)
  assert.match(thrown['track big']!, /E_MESSAGE_VALUE/)
  assert.equal(thrown['session'], 'nothing')
  window.send([1, 3, 0, 'reply', {}, 0, 1])
  assert.equal((await window.answer(3))[2], 'E_HANDLER')
  window.send([1, 4, 0, 'session'])
  assert.equal((await window.answer(4))[2], 'E_HANDLER')
  window.send([1, 5, 0, 'slot'])
  assert.equal((await window.answer(5))[2], 'E_HANDLER')
  window.send([1, 6, 0, 'up'])
  assert.equal((await window.answer(6))[0], 1)
  const errors = logged.map(({ fields }) => String(fields['error']))
  assert.ok(
    errors.some((text) => /E_JSON_VALUE.*rows\.0\.id/.test(text)),
    errors.join('\n'),
  )
})

test('metadata and a title of another kind are texts, and null is none', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Sender))
  const window = await RawWindow.join(url)
  const has = (part: string): Promise<unknown> =>
    eventually(() => JSON.stringify(window.frames).includes(part), part, {
      state: () => window.frames,
    })
  window.send([1, 1, 0, 'noMeta'])
  await has('["event","after",1]')
  window.send([1, 2, 0, 'bigMeta'])
  await has('["event","after",2]')
  await has('["name","description","5"]')
  await has('"7"')
  assert.equal((await fetch(url)).status, 200)
})

test('a push and a message that can’t be sent are refused where they are made', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Sender))
  const window = await RawWindow.join(url)
  await assert.rejects(async () => pushToView(Sender, { state: { n: (() => 1) as never } }), {
    code: 'E_MESSAGE_VALUE',
  })
  await assert.rejects(async () => presence('unsendable').announce('x', () => 1), {
    code: 'E_MESSAGE_VALUE',
  })
  window.send([1, 1, 0, 'up'])
  assert.equal((await window.answer(1))[0], 1)
})
