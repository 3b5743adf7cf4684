/** Streams of a page whose server stops: their rows stay in the page, and later changes find them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, createApp, each, event, html } from 'overwire'
import { LiveComponent, LiveView, memoryStore, stream, textStream } from 'overwire'
import type { App, StateStore } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import type { Page } from 'playwright-core'
import { openTab } from './browser.ts'

interface Line {
  id: number
  text: string
}

class Notes extends LiveComponent<object> {
  notes = stream<Line>({ limit: 2 })
  last = 0
  @event note() {
    this.notes.insert({ id: ++this.last, text: `note ${this.last}` })
  }
  override render() {
    return html`<button id="note" @click=${this.note}>Note</button>
      <ol id="notes">${each(this.notes, (note) => html`<li>${note.text}</li>`)}</ol>`
  }
}

/** Rows of a field, of a name, of a component, and a text that grows. */
class Log extends LiveView {
  lines = stream<Line>({ key: (line) => line.id })
  said = textStream('so ')
  last = 0
  hidden = false

  override mount() {
    this.lines.reset([1, 2, 3].map((id) => ({ id, text: `line ${id}` })))
    this.stream('names', [{ key: 'a' }, { key: 'b' }], { key: 'key', limit: 3 })
    this.last = 3
  }
  @event add() {
    const id = ++this.last
    this.lines.insert({ id, text: `line ${id}` })
    this.streamInsert('names', { key: `n${id}` })
    this.said.append(`${id} `)
  }
  @event first() {
    this.lines.insert({ id: 0, text: 'the first' }, { at: 0 })
  }
  @event change() {
    this.lines.insert({ id: 2, text: 'line 2, changed' })
  }
  @event remove() {
    this.lines.delete(1)
  }
  @event toggle() {
    this.hidden = !this.hidden
  }
  override render() {
    const lines = each(
      this.lines,
      (line) => html`<li><input value="${line.text}">${line.text}</li>`,
    )
    return html`<ul id="lines">${this.hidden ? null : lines}</ul>
      <ul id="names">${each(this.streams['names']!, (name) => html`<li>${name.key}</li>`)}</ul>
      <p id="said">${this.said}</p>
      ${component(Notes, { id: 'notes' })}
      <button id="add" @click=${this.add}>Add</button>
      <button id="first" @click=${this.first}>First</button>
      <button id="change" @click=${this.change}>Change</button>
      <button id="remove" @click=${this.remove}>Remove</button>
      <button id="toggle" @click=${this.toggle}>Toggle</button>`
  }
}

class DurableLog extends Log {
  static override durable = true
}

const texts = (page: Page, list: string): Promise<string[]> =>
  page.$$eval(`#${list} > li`, (rows) => rows.map((row) => row.textContent))

const has = async (page: Page, list: string, rows: string[]): Promise<void> => {
  await page.waitForFunction(
    ([id, expected]) =>
      JSON.stringify(
        [...document.querySelectorAll(`#${id} > li`)].map((one) => one.textContent),
      ) === expected,
    [list, JSON.stringify(rows)],
  )
  assert.deepEqual(await texts(page, list), rows)
}

function start(port: number, View: new () => LiveView, store: StateStore): Promise<Listening> {
  const app: App = createApp({ secret: 'the same in all processes', store })
  return listen(app.live('/', View), { port, stopOnSignals: false })
}

for (const [kind, View] of [
  ['an ordinary view', Log],
  ['a durable view', DurableLog],
] as const) {
  test(`rows of streams stay through a restart, and later changes find them: ${kind}`, async (t) => {
    const store = memoryStore()
    let server = await start(0, View, store)
    t.after(() => server.close())
    const { page, connected } = await openTab(server.url)
    await connected()
    await page.click('#add')
    await page.click('#note')
    await page.click('#first')
    await has(page, 'lines', ['the first', 'line 1', 'line 2', 'line 3', 'line 4'])
    await has(page, 'notes', ['note 1'])
    await page.fill('#lines > li:nth-child(3) input', 'typed into line 2')
    await page.evaluate(() => {
      document.querySelectorAll('#lines > li, #names > li, #notes > li').forEach((row) => {
        Object.assign(row, { isOld: true })
      })
    })
    await server.close()
    await page.waitForSelector('html[live-connection=disconnected]')
    await page.click('#remove')
    await page.click('#add')
    server = await start(server.port, View, store)
    await connected()
    await has(page, 'lines', ['the first', 'line 2', 'line 3', 'line 4', 'line 5'])
    await has(page, 'names', ['b', 'n4', 'n5'])
    await has(page, 'notes', ['note 1'])
    assert.equal(await page.textContent('#said'), 'so 4 5 ')
    assert.equal(await page.inputValue('#lines > li:nth-child(2) input'), 'typed into line 2')
    const old = await page.$$eval('#lines > li, #names > li, #notes > li', (rows) =>
      rows.map((row) => 'isOld' in row),
    )
    assert.deepEqual(old, [true, true, true, true, false, true, true, false, true])
    await page.click('#note')
    await page.click('#note')
    await has(page, 'notes', ['note 2', 'note 3'])
    await page.click('#change')
    await has(page, 'lines', ['the first', 'line 2, changed', 'line 3', 'line 4', 'line 5'])
  })
}

test('rows that the page did not show when its server stopped are not taken for shown', async (t) => {
  const store = memoryStore()
  let server = await start(0, Log, store)
  t.after(() => server.close())
  const { page, connected } = await openTab(server.url)
  await connected()
  await page.click('#toggle')
  await has(page, 'lines', [])
  await server.close()
  await page.waitForSelector('html[live-connection=disconnected]')
  server = await start(server.port, Log, store)
  await page.click('#toggle')
  await page.click('#add')
  await has(page, 'lines', ['line 4'])
})
