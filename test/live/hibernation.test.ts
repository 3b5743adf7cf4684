/** Views that nothing comes for leave memory, and are back with the next thing that does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { component, createApp, each, event, form, html, LiveComponent, LiveView } from 'overwire'
import { memoryStore, publish, pushToView } from 'overwire'
import type { App, AppOptions, StateStore } from 'overwire'
import { openPage } from 'overwire/testing'
import { z } from 'zod'
import { eventually } from '../eventually.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

const IDLE_MS = 20
const limits = { hibernateMs: IDLE_MS }

interface Row {
  id: number
  label: string
}

const makeRows = (count: number): Row[] =>
  Array.from({ length: count }, (_, id) => ({ id, label: `row ${id}` }))

class Table extends LiveView {
  rows = makeRows(200)
  chosen: Row = this.rows[3]!
  count = 0
  note = ''

  async mount() {
    await this.subscribe('table')
  }

  override handleInfo(event: string) {
    this.note = event
  }

  override handleGap() {
    this.note = 'gap'
  }

  @event
  touch({ id }: { id: number }) {
    this.rows[id]!.label = `touched ${id}`
    this.count++
  }

  /** One of the rows, by another way to it. */
  @event
  touchChosen() {
    this.chosen.label = 'chosen'
  }

  @event
  dropFirst() {
    this.rows = this.rows.slice(1)
  }

  @event
  lastFirst() {
    this.rows = [...this.rows.slice(-1), ...this.rows.slice(0, -1)]
  }

  @event
  later() {
    this.sendAfter(200, 'came later')
  }

  render() {
    return html`
      <output>${this.count} ${this.note}</output>
      <button @click=${this.dropFirst}>Drop</button>
      <button @click=${this.touchChosen}>Touch</button>
      <button @click=${this.lastFirst}>Last first</button>
      <ul>${each(
        this.rows,
        ({ id }) => id,
        ({ label }) => html`<li>${label}</li>`,
      )}</ul>
    `
  }
}

const asleep = ({ app }: { app: App }, windows = 1) =>
  eventually(() => app.metrics.windows.hibernating === windows, 'the views hibernate')

/** A page in the kit's browser, of an app whose views hibernate. */
async function open(t: TestContext, View: new () => LiveView, options: AppOptions = {}) {
  const app = createApp({ limits, ...options })
    .live('/', View)
    .live('/table', Table)
  const page = await openPage(app, '/')
  t.after(() => page.close())
  return { app, page, button: (name: string) => page.getByRole('button', { name }) }
}

test('an event finds the values that were put away, and its answer is what changed', async (t) => {
  const served = await serve(t, (app) => app.live('/', Table), { limits })
  const window = await RawWindow.join(served.url)
  await asleep(served)
  window.send([1, 1, 0, 'touch', { id: 7 }])
  const answer = JSON.stringify(await window.answer(1))
  assert.match(answer, /touched 7/)
  assert.ok(answer.length < 100, answer)
  // Asleep a second time, with what the first event left.
  await asleep(served)
  window.send([1, 2, 0, 'touchChosen'])
  assert.match(JSON.stringify(await window.answer(2)), /chosen/)
  await asleep(served)
  window.send([1, 3, 0, 'touch', { id: 3 }])
  const third = JSON.stringify(await window.answer(3))
  assert.match(third, /touched 3/)
})

test('values are in the store and not in memory meanwhile, and leave the store with their window', async (t) => {
  const store = memoryStore()
  const served = await serve(t, (app) => app.live('/', Big), { limits, store })
  const before = Big.made.length
  const windows = await Promise.all(Array.from({ length: 5 }, () => RawWindow.join(served.url)))
  await asleep(served, 5)
  for (const view of Big.made.slice(before)) {
    assert.throws(() => view.text, /E_HIBERNATES.*Big\.text/)
    assert.throws(() => (view.more = []), /E_HIBERNATES/)
  }
  assert.equal((await store.list()).length, 5)
  windows[0]!.send([1, 1, 0, 'inc'])
  assert.match(JSON.stringify(await windows[0]!.answer(1)), /300001/)
  for (const { socket } of windows) socket.close(1000)
  for (const window of windows) window.send([6])
  await eventually(async () => (await store.list()).length === 0)
})

class Big extends LiveView {
  static made: Big[] = []
  text = 'x'.repeat(300_000 / 2)
  more = [this.text]

  mount() {
    Big.made.push(this)
  }

  @event
  inc() {
    this.text += 'y'
  }

  render() {
    return html`<p>${this.text.length + this.more[0]!.length}</p>`
  }
}

test('messages, pushes and timers find it too', async (t) => {
  const served = await serve(t, (app) => app.live('/', Table), { limits })
  const window = await RawWindow.join(served.url)
  const shows = (text: string) =>
    window.until(() => window.frames.some((frame) => JSON.stringify(frame).includes(text)))
  await asleep(served)
  await publish('table', 'published')
  await shows('published')
  await asleep(served)
  await pushToView(Table, { state: { note: 'pushed' } })
  await shows('pushed')
  window.send([1, 1, 0, 'later'])
  await window.answer(1)
  await asleep(served)
  await shows('came later')
})

test('a list whose rows have gone is right in the browser after that', async (t) => {
  const { app, page, button } = await open(t, Table)
  await button('Drop').click()
  await asleep({ app })
  await button('Last first').click()
  assert.equal(page.all('li')[0]!.textContent, 'row 199')
  await asleep({ app })
  await button('Touch').click()
  await asleep({ app })
  await button('Drop').click()
  const labels = page.all('li').map(({ textContent }) => textContent)
  assert.deepEqual(labels.slice(0, 4), ['row 1', 'row 2', 'chosen', 'row 4'])
  assert.equal(labels.length, 198)
})

test('a page whose rows another render would name otherwise gets all values', async (t) => {
  const served = await serve(t, (app) => app.live('/', Table), { limits })
  const window = await RawWindow.join(served.url)
  window.send([1, 1, 0, 'dropFirst'])
  await window.answer(1)
  await asleep(served)
  // No name of a row is one that its browser has for another.
  window.send([1, 2, 0, 'lastFirst'])
  await window.answer(2)
  const values = window.frames.filter(([kind]) => kind === 4).map((frame) => JSON.stringify(frame))
  assert.equal(values.length, 1)
  assert.match(values[0]!, /"row 199"/)
})

class Likes extends LiveComponent<{ id: number; row: Row }> {
  static updates = 0
  likes: string[] = []

  update() {
    Likes.updates++
  }

  /** Changes what its view has, in place. */
  @event
  rename() {
    this.props.row.label += '!'
    this.likes = [...this.likes, 'a like that is long enough to be worth it'.padEnd(80, '.')]
  }

  render() {
    const { label } = this.props.row
    return html`<button @click=${this.rename}>${label} ${this.likes.length}</button>`
  }
}

class Panel extends LiveView {
  rows = makeRows(3)
  profile = form(z.object({ name: z.string().min(3, 'Too short') }), { name: '' })
  names: string[] = []

  @event
  save(fields: Record<string, unknown>) {
    const result = this.profile.submit(fields)
    this.profile = result.form
    if (result.ok) this.names = [...this.names, result.data.name]
  }

  @event
  show() {}

  render() {
    const { name, value, errors } = this.profile.field('name')
    return html`
      ${each(
        this.rows,
        ({ id }) => id,
        (row) => component(Likes, { id: row.id, row }),
      )}
      <form @submit=${this.save}>
        <label>Name <input name=${name} value=${value}></label>
        <p class="error">${errors[0]}</p>
        <button>Save</button>
      </form>
      <button @click=${this.show}>Show</button>
      <p class="labels">${this.rows.map(({ label }) => label).join(', ')}</p>
      <p class="names">${this.names.join(', ')}</p>
    `
  }
}

test('components change what their view has, forms keep their errors, and update() is for new props', async (t) => {
  const { app, page, button } = await open(t, Panel)
  const updates = Likes.updates
  await asleep({ app })
  await button('row 1 0').click()
  assert.equal(button('row 1! 1').text, 'row 1! 1')
  await asleep({ app })
  await button('Show').click()
  assert.equal(page.text('.labels'), 'row 0, row 1!, row 2')
  await page.getByLabel('Name').fill('ab')
  await button('Save').click()
  assert.equal(page.text('.error'), 'Too short')
  await asleep({ app })
  await button('row 1! 1').click()
  assert.equal(page.text('.error'), 'Too short')
  await page.getByLabel('Name').fill('abc')
  await asleep({ app })
  assert.equal(page.getByLabel('Name').value, 'abc')
  await button('Save').click()
  assert.equal(page.text('.names'), 'abc')
  assert.equal(Likes.updates, updates)
})

/** A store that fails when it is told to. */
function failingStore(): { store: StateStore; state: { fails: boolean } } {
  const state = { fails: false }
  const store = memoryStore()
  const load = async (window: string) => {
    if (state.fails) throw new Error('the disk is gone')
    return store.load(window)
  }
  return { store: { ...store, load }, state }
}

test('what comes while the store is away is refused, and messages are told of when it is back', async (t) => {
  const { store, state } = failingStore()
  const served = await serve(t, (app) => app.live('/', Table), { limits, store })
  const window = await RawWindow.join(served.url)
  await asleep(served)
  state.fails = true
  window.send([1, 1, 0, 'touch', { id: 7 }])
  assert.match(JSON.stringify(await window.answer(1)), /E_WAKE/)
  await publish('table', 'lost')
  await eventually(() => served.logged.length >= 2)
  assert.equal(served.app.metrics.windows.hibernating, 1)
  state.fails = false
  window.send([1, 2, 0, 'touch', { id: 7 }])
  assert.match(JSON.stringify(await window.answer(2)), /touched 7/)
  await window.until(() => window.frames.some((frame) => JSON.stringify(frame).includes('gap')))
})

test('a page whose values are gone from the store is opened anew', async (t) => {
  const store = memoryStore()
  const served = await serve(t, (app) => app.live('/', Table), { limits, store })
  const window = await RawWindow.join(served.url)
  await asleep(served)
  for (const name of await store.list()) await store.delete(name, 1)
  window.send([1, 1, 0, 'touch', { id: 7 }])
  assert.equal(await window.closing(), 4410)
})

class Odd extends LiveView {
  /** No text brings one back. */
  known = new WeakSet<object>()
  rows = makeRows(50)
  count = 0

  @event
  inc() {
    this.count++
  }

  render() {
    return html`<button @click=${this.inc}>${this.count}</button>${this.rows.length} ${typeof this.known.has}`
  }
}

class Kept extends Table {
  static override carry = false
}

/** What an app logs. */
function notes() {
  const said: string[] = []
  const note = (fields: { reason?: string; error?: unknown }, text: string) =>
    void said.push(`${text} ${fields.reason ?? fields.error ?? ''}`)
  return { said, logger: { info: note, warn: note, error: note } }
}

test('a view that can not be stored keeps its fields, one with carry = false is left alone', async (t) => {
  const store = memoryStore()
  const { said, logger } = notes()
  const { app, page, button } = await open(t, Odd, { store, logger })
  const keepsThem = () =>
    eventually(() => said.filter((line) => /Odd.*field known/.test(line)).length === 1)
  await keepsThem()
  assert.deepEqual(await store.list(), [])
  await button('0').click()
  assert.match(page.text(), /1 *50 function/)
  const kept = await open(t, Kept)
  const odd = await openPage(app, '/')
  const other = await openPage(app, '/table')
  await asleep({ app })
  // Of others of its class nothing more is said.
  await keepsThem()
  assert.equal(kept.app.metrics.windows.hibernating, 0)
  await odd.close()
  await other.close()
})

test('a server that stops gives the state of a view that hibernates to the next one', async (t) => {
  const options = { limits, secret: 's'.repeat(40) }
  const { app, page, button } = await open(t, Panel, options)
  await button('row 1 0').click()
  await asleep({ app })
  const next = createApp(options).live('/', Panel)
  await page.restartServer(next, { orderly: true })
  await button('Show').click()
  assert.equal(page.text('.labels'), 'row 0, row 1!, row 2')
  assert.equal(button('row 1! 1').text, 'row 1! 1')
})

test('one whose values its store does not give is mounted anew by the next one', async (t) => {
  const { store, state } = failingStore()
  const { said, logger } = notes()
  const options = { limits, secret: 's'.repeat(40), store, logger }
  const { app, page, button } = await open(t, Panel, options)
  await button('row 1 0').click()
  await asleep({ app })
  state.fails = true
  await page.restartServer(createApp(options).live('/', Panel), { orderly: true })
  assert.equal(page.text('.labels'), 'row 0, row 1, row 2')
  assert.match(said.join(), /Its values could not be read from the store\./)
})

/** Asks its own fields who may see it. */
class Guarded extends Table {
  override hasObjectPermission() {
    return this.rows.length > 0
  }
}

test('who may stay is asked with the fields there', async (t) => {
  const { app, page, button } = await open(t, Guarded)
  await asleep({ app })
  await page.disconnect()
  await page.reconnect()
  await button('Touch').click()
  assert.equal(page.all('li')[3]!.textContent, 'chosen')
})

class Goodbye extends LiveView {
  static said: number[] = []
  rows = makeRows(20)

  override disconnect() {
    Goodbye.said.push(this.rows.length)
  }

  render() {
    return html`<p>${this.rows.length}</p>`
  }
}

test('disconnect() has the fields', async (t) => {
  const { app, page } = await open(t, Goodbye)
  await asleep({ app })
  await page.close()
  await eventually(() => Goodbye.said.length > 0)
  assert.deepEqual(Goodbye.said, [20])
})
