import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, createApp, event, html, LiveComponent, LiveView } from 'overwire'
import { z } from 'zod'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Bare extends LiveView {
  @event rename({ name }: { name: string }): string {
    return name
  }
  @event inc(): void {}
  @event(z.object({ n: z.number() })) set(_args: { n: number }): void {}
  override render() {
    return html`<p>x</p>`
  }
}

class Guarded extends LiveView {
  @event inc(): void {}
  @event(z.object({ n: z.number() })) set(_args: { n: number }): void {}
  override render() {
    return html`<p>x</p>`
  }
}

class Inner extends LiveComponent<{ id: string }> {
  @event pick({ id }: { id: string }): string {
    return id
  }
  override render() {
    return html`<i>y</i>`
  }
}

class Outer extends LiveView {
  override render() {
    return html`<div>${component(Inner, { id: 'a' })}</div>`
  }
}

test('requireSchemas refuses events that take arguments without a schema', async (t) => {
  const expected = {
    code: 'E_SCHEMA',
    message: /Bare: expected a schema for the arguments of rename,/,
  }
  assert.throws(() => createApp({ requireSchemas: true }).live('/', Bare), expected)
  createApp({ requireSchemas: true }).live('/', Guarded)
  createApp().live('/', Bare)
  const served = await serve(t, (app) => app.live('/', Outer), { requireSchemas: true })
  assert.equal((await fetch(served.url)).status, 500)
  assert.match(String(served.logged.at(-1)!.fields['error']), /E_SCHEMA.*Inner.*pick/)
})

test('in development an event without a schema that gets arguments is named once', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Bare))
  const window = await RawWindow.join(url, '/')
  window.send([1, 1, 0, 'inc', { x: 1 }])
  window.send([1, 2, 0, 'set', { n: 1 }])
  window.send([1, 3, 0, 'rename', { name: 7 }])
  window.send([1, 4, 0, 'rename', { name: [] }])
  await window.answer(4)
  const warnings = logged.filter(({ sentence }) => sentence.includes('without a schema'))
  assert.deepEqual(
    warnings.map(({ fields }) => fields),
    [{ view: 'Bare', event: 'rename', got: '{ name: number }' }],
  )
})
