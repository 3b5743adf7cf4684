/** Forms in fields go on in the next process: what was typed, what was used, rows and errors. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { component, each, event, form, html, LiveComponent, LiveView, memoryStore } from 'overwire'
import type { Form, LiveError } from 'overwire'
import { z } from 'zod'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

const order = z.object({
  name: z.string().min(3, 'too short'),
  lines: z.array(z.object({ text: z.string() })),
})
type Order = Form<z.infer<typeof order>>

const fieldsOf = (order: Order) => {
  const name = order.field('name')
  const rows = each(order.rows('lines'), 'key', (row) => html`<i>${row.field('text').value}</i>`)
  return html`<p>${name.value}:${name.errors.join()}:${order.errors.join()}</p>${rows}`
}

class Part extends LiveComponent {
  form = form(order, { name: 'part', lines: [] })
  override render() {
    return html`<b>${this.form.field('name').value}</b>`
  }
}

class Page extends LiveView {
  static override durable = true
  form = form(order, { name: '', lines: [{ text: 'first' }] })
  steps = { one: form(order, { name: '', lines: [] }), other: 1 }
  @event check(fields: Record<string, string>) {
    this.form = this.form.change(fields).withErrors({ '': 'taken' })
    this.steps.one = this.steps.one.submit({ name: 'x' }).form
  }
  @event add() {
    this.form = this.form.addRow('lines', { text: 'second' })
  }
  override render() {
    return html`${fieldsOf(this.form)}${fieldsOf(this.steps.one)}${component(Part, { id: 'part' })}`
  }
}

/** Sends events to one process; comes back to the next. @returns the next page as its browser gets it. */
async function cross(t: TestContext, View: typeof Page, events: [string, object?][]) {
  const store = memoryStore()
  const options = { store, secret: 'the same in all processes' }
  const one = await serve(t, (app) => app.live('/', View), options)
  const page = await loadPage(one.url)
  const before = await RawWindow.joinPage(one.url, page)
  for (const [i, [name, args]] of events.entries()) {
    before.send([1, i + 1, 0, name, args])
    assert.equal((await before.answer(i + 1))?.[0], 1)
  }
  const key = before.frames[0]![3]
  const two = await serve(t, (app) => app.live('/', View), options)
  const after = await RawWindow.open(two.url, page.cookie)
  after.send([0, 1, page.token, key, 0, [], '/'])
  await after.until(() => after.frames.some(([op]) => op === 4))
  return { mode: after.frames[0]![5], shown: JSON.stringify(after.frames), after }
}

test('what was typed, used, added and refused is there in the next process, and goes on', async (t) => {
  const { mode, shown, after } = await cross(t, Page, [
    ['check', { name: 'Jo', 'lines[0][text]': 'changed', _target: 'name' }],
    ['add'],
  ])
  assert.equal(mode, 3)
  for (const text of ['Jo', 'too short', 'taken', 'changed', 'second', 'part']) {
    assert.ok(shown.includes(`"${text}"`), `${text} in ${shown}`)
  }
  after.send([1, 3, 0, 'check', { name: 'Joan', 'lines[0][text]': 'changed', _target: 'name' }])
  assert.match(JSON.stringify(await after.answer(3)), /Joan/)
})

test('a state with a cycle, and a class of the app’s that is named Form, go on beside a form', async (t) => {
  class Other {
    text = 'of the app'
  }
  class Cyclic extends Page {
    static override serialize = { Form: (value: unknown) => value instanceof Other && value.text }
    static override revive = { Form: (text: string) => Object.assign(new Other(), { text }) }
    cycle: { self?: object; other: Other } = { other: new Other() }
    override mount() {
      this.cycle.self = this.cycle
    }
    override render() {
      const { self, other } = this.cycle
      return html`${super.render()}<u>${self === this.cycle && other instanceof Other && other.text}</u>`
    }
  }
  const { mode, shown } = await cross(t, Cyclic, [['add']])
  assert.equal(mode, 3)
  for (const text of ['second', 'of the app']) assert.ok(shown.includes(`"${text}"`), shown)
})

test('a form in a map can’t be stored: nothing would make it again', async (t) => {
  class Mapped extends Page {
    forms = new Map([['a', form(order, { name: '', lines: [] })]])
  }
  const { url, logged } = await serve(t, (app) => app.live('/', Mapped))
  assert.equal((await fetch(url)).status, 500)
  assert.match((logged.at(-1)!.fields['error'] as LiveError).message, /a form in a map, a set or/)
})

test('a form that no new view of the class has can’t be stored, and the error says where it is', async (t) => {
  class Later extends LiveView {
    static override durable = true
    later: { form?: Order } = {}
    override mount() {
      this.later.form = form(order, { name: '', lines: [] })
    }
    override render() {
      return html`<p></p>`
    }
  }
  const { logged, url } = await serve(t, (app) => app.live('/', Later))
  assert.equal((await fetch(url)).status, 500)
  const { message } = logged.at(-1)!.fields['error'] as LiveError
  assert.match(
    message,
    /Later can't be stored: it has a form in later\.form that its class does not declare/,
  )
})
