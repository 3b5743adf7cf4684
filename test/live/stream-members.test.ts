/** Components and views in the rows of a stream: the server forgets the rows' text, and keeps who lives in them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, each, event, html, LiveComponent, liveView, LiveView, stream } from 'overwire'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

const life: string[] = []

class Vote extends LiveComponent<{ id: number; text: string }> {
  votes = 0
  override mount() {
    life.push(`mount ${this.props.id}`)
  }
  override unmount() {
    life.push(`unmount ${this.props.id}`)
  }
  @event up() {
    this.votes++
  }
  override render() {
    return html`<i>${this.props.text}: ${this.votes}</i>`
  }
}

class Clock extends LiveView {
  override mount(_: unknown, { id }: { id: string }) {
    life.push(`open ${id}`)
  }
  override disconnect() {
    life.push('close')
  }
  override render() {
    return html`<b>clock</b>`
  }
}

interface Row {
  id: number
  text: string
}

class Feed extends LiveView {
  rows = stream<Row>({ limit: 3 })
  other = ''
  override mount() {
    this.rows.reset([
      { id: 1, text: 'one' },
      { id: 2, text: 'two' },
    ])
  }
  @event add({ id, text, at = -1 }: Row & { at?: number }) {
    this.rows.insert({ id, text }, { at })
  }
  @event remove({ id }: { id: number }) {
    this.rows.delete(id)
  }
  @event renew({ ids }: { ids: number[] }) {
    this.rows.reset(ids.map((id) => ({ id, text: `new ${id}` })))
  }
  @event change() {
    this.other += 'x'
  }
  @event fail() {
    this.rows.reset([])
    throw new Error('taken back')
  }
  override render() {
    return html`<p>${this.other}</p><ul>${each(
      this.rows,
      (row) =>
        html`<li>${component(Vote, row)} ${row.id > 8 && liveView(Clock, { id: `${row.id}`, params: { id: `${row.id}` } })}</li>`,
    )}</ul>`
  }
}

/** Counts events of a window, and sees what it has of a component. */
class Reader {
  readonly window: RawWindow
  #n = 0
  constructor(window: RawWindow) {
    this.window = window
  }
  async send(name: string, args: object = {}, view: number = 0): Promise<string> {
    const from = this.window.frames.length
    this.window.send([1, ++this.#n, from - 1, name, args, view])
    await this.window.answer(this.#n)
    return JSON.stringify(this.window.frames.slice(from))
  }
}

async function open(t: Parameters<typeof serve>[0]): Promise<{ url: string; reader: Reader }> {
  life.length = 0
  const { url } = await serve(t, (app) => app.live('/', Feed))
  return { url, reader: new Reader(await RawWindow.join(url)) }
}

test('components in rows of a stream are in the first HTML, and live with their rows', async (t) => {
  const { url, reader } = await open(t)
  const { html: page } = await loadPage(url)
  assert.match(page.replace(/<!(--.*?--)?>/g, ''), /one: 0<\/i>.*two: 0<\/i>/s)
  life.length = 0
  // They live although other things change, and the row's text is forgotten.
  await reader.send('change')
  assert.match(await reader.send('up', {}, 2), /1/)
  assert.match(await reader.send('up', {}, 2), /2/)
  assert.deepEqual(life, [])
  assert.match(await reader.send('add', { id: 3, text: 'three' }), /\["?three"?,0\]|"three",0/)
  assert.deepEqual(life, ['mount 3'])
  assert.match(await reader.send('up', {}, 3), /1/)
})

test('they leave with their row: deleted, over the limit, by a reset; and stay when that is taken back', async (t) => {
  const { reader } = await open(t)
  await reader.send('add', { id: 3, text: 'three' })
  life.length = 0
  await reader.send('remove', { id: 2 })
  assert.deepEqual(life.splice(0), ['unmount 2'])
  await reader.send('add', { id: 4, text: 'four' })
  await reader.send('add', { id: 5, text: 'five' })
  assert.deepEqual(life.splice(0), ['mount 4', 'mount 5', 'unmount 1'])
  await reader.send('fail')
  await reader.send('change')
  assert.deepEqual(life.splice(0), [])
  // 3 keeps its state through the reset; its new text reaches it.
  await reader.send('up', {}, 3)
  const sent = await reader.send('renew', { ids: [3, 6] })
  assert.deepEqual(life.splice(0).sort(), ['mount 6', 'unmount 4', 'unmount 5'])
  assert.match(sent, /"new 3",1/)
  await reader.send('renew', { ids: [] })
  assert.deepEqual(life.splice(0).sort(), ['unmount 3', 'unmount 6'])
})

test('a row that gets new content, or moves, keeps its component with its state', async (t) => {
  const { reader } = await open(t)
  await reader.send('up', {}, 1)
  life.length = 0
  assert.match(await reader.send('add', { id: 1, text: 'edited' }), /"edited",1/)
  await reader.send('add', { id: 1, text: 'moved', at: -1 })
  assert.match(await reader.send('up', {}, 1), /2/)
  assert.deepEqual(life, [])
})

test('views in rows open with their row and close with it', async (t) => {
  const { reader } = await open(t)
  life.length = 0
  await reader.send('add', { id: 9, text: 'nine' })
  await reader.window.until(() => JSON.stringify(reader.window.frames).includes('clock'))
  assert.deepEqual(life.splice(0).sort(), ['mount 9', 'open 9'])
  await reader.send('remove', { id: 9 })
  assert.deepEqual(life.splice(0).sort(), ['close', 'unmount 9'])
})
