/** Streams over a raw socket: what crosses the wire, what a failure leaves, what the server keeps. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { each, event, html, LiveView, stream, textStream } from 'overwire'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'
import { eventually } from '../eventually.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

interface Message {
  id: number
  text: string
}
const message = (id: number): Message => ({ id, text: `message ${id}` })
const range = (from: number, to: number): Message[] =>
  Array.from({ length: to - from }, (_, i) => message(from + i))

class Chat extends LiveView {
  static rows = 3
  static items: WeakRef<Message>[] = []
  messages = stream<Message>({ key: 'id' })
  answer = textStream('so')
  count = 0
  mount() {
    const items = range(0, Chat.rows)
    Chat.items = items.map((item) => new WeakRef(item))
    this.messages.reset(items)
  }
  @event send({ id }: { id: number }) {
    this.messages.insert(message(id))
    this.count++
  }
  @event sendFirst({ id }: { id: number }) {
    this.messages.insert(message(id), { at: 0 })
  }
  @event remove({ id }: { id: number }) {
    this.messages.delete(id)
  }
  @event fail() {
    this.messages.reset([message(77)])
    this.answer.append(' lost')
    throw new Error('secret')
  }
  @event say({ text }: { text: string }) {
    this.answer.append(text)
  }
  render() {
    const rows = each(this.messages, ({ text }) => html`<li>${text}</li>`)
    return html`<ul>${rows}</ul><p>${this.answer}</p><i>${this.count}</i>`
  }
}

test('inserting at either end sends as much into 10,000 rows as into 10 [A38]', async (t) => {
  const sizes: number[][] = []
  for (const rows of [10, 10_000]) {
    Chat.rows = rows
    const { url } = await serve(t, (app) => app.live('/', Chat))
    const window = await RawWindow.join(url)
    window.send([1, 1, 0, 'send', { id: 50_000 }])
    window.send([1, 2, 0, 'remove', { id: 123_456 }])
    await window.answer(2)
    // One after another: those that come together may have one answer, or two.
    window.send([1, 3, 0, 'send', { id: 50_001 }])
    const last = JSON.stringify(await window.answer(3))
    window.send([1, 4, 0, 'sendFirst', { id: 50_002 }])
    const first = JSON.stringify(await window.answer(4))
    sizes.push([last.length, first.length])
    window.send([1, 5, 0, 'sendFirst', { id: 50_003 }])
    const alone = JSON.stringify(await window.answer(5))
    assert.ok(alone.length < 60, alone)
    await window.close()
  }
  const [small, big] = sizes as [number[], number[]]
  for (const end of [0, 1])
    assert.ok(big[end]! < 100 && big[end]! - small[end]! <= 12, String(sizes))
})

test('the items of rows that are in the page are collected [A38]', async (t) => {
  Chat.rows = 1000
  const { url } = await serve(t, (app) => app.live('/', Chat))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'send', { id: 5000 }])
  await window.answer(1)
  for (let i = 0; i < 6; i++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const alive = Chat.items.filter((item) => item.deref() !== undefined).length
  assert.equal(Chat.items.length, 1000)
  assert.equal(alive, 0)
  await window.close()
})

test('what an event that throws did to streams is undone [A38]', async (t) => {
  Chat.rows = 2
  const { url } = await serve(t, (app) => app.live('/', Chat))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'fail'])
  assert.equal((await window.answer(1))[0], 2)
  window.send([1, 2, 0, 'say', { text: '!' }])
  window.send([1, 3, 0, 'send', { id: 9 }])
  const text = JSON.stringify(await window.answer(3))
  assert.match(text, /\[0,\[-2,-1,2,\[-\d+,"message 9"\]\]\]/)
  assert.match(text, /\{"\+":"!"\}/)
  // Ids and tokens are random: any two digits stand in one of them some day.
  assert.doesNotMatch(JSON.stringify(window.frames), /message 77|"lost|lost"/)
  // The whole view names the rows.
  window.send([4, 0])
  await window.until(() => window.frames.at(-1)![0] === 4)
  assert.match(JSON.stringify(window.frames.at(-1)), /\[null,3,0,1,2\],"so!"/)
})

class Log extends LiveView {
  static temporaryAssigns = { lines: [] as Message[] }
  lines: Message[] = range(0, 2)
  @event add({ id }: { id: number }) {
    this.lines.push(message(id))
  }
  @event seen() {
    this.pageTitle = String(this.lines.length)
  }
  render() {
    const rows = each(this.lines, { key: 'id', append: true }, ({ text }) => html`<li>${text}</li>`)
    return html`<ul>${rows}</ul>`
  }
}

test('temporary fields are emptied after each render, and their rows stay [A24, B37]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Log))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'seen'])
  assert.deepEqual(await window.answer(1), [1, 1])
  await window.until(() => window.frames.some(([op, title]) => op === 5 && title === '0'))
  window.send([1, 2, 0, 'add', { id: 5 }])
  assert.match(JSON.stringify(await window.answer(2)), /\[0,\[-2,-1,2,\[-\d+,"message 5"\]\]\]/)
  assert.deepEqual(Log.temporaryAssigns.lines, [])
})

class Slow extends LiveView {
  static ended = 0
  static fails = false
  rows = stream<Message>({})
  mount() {
    this.rows.reset(() => this.load())
  }
  async *load() {
    try {
      for (let id = 0; id < 5; id++) {
        await new Promise((resolve) => setTimeout(resolve, 1))
        yield message(id)
      }
      if (Slow.fails) throw new Error('no more')
      for (let id = 5; ; id++) {
        await new Promise((resolve) => setTimeout(resolve, 1))
        yield message(id)
      }
    } finally {
      Slow.ended++
    }
  }
  render() {
    return html`<ul>${each(this.rows, ({ text }) => html`<li>${text}</li>`)}</ul>`
  }
}

test('rows of an async iterable are sent as they come, until the view is closed [A51]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Slow))
  const window = await RawWindow.join(url)
  await window.until(() => JSON.stringify(window.frames).includes('message 9"'))
  const rows = [...JSON.stringify(window.frames).matchAll(/message (\d+)"/g)].map(([, n]) => +n!)
  assert.deepEqual(rows, [...rows.keys()])
  await window.close()
  await eventually(() => Slow.ended !== 0)
})

test('an async iterable that throws is a failure of the view, and its rows stay [A51]', async (t) => {
  Slow.fails = true
  const { url, logged } = await serve(t, (app) => app.live('/', Slow))
  const window = await RawWindow.join(url)
  await window.until(() => JSON.stringify(window.frames).includes('message 4"'))
  await eventually(() => logged.length !== 0, undefined, { state: () => logged })
  assert.equal(logged[0]!.fields['during'], 'stream')
  assert.match(String(logged[0]!.fields['error']), /no more/)
})

class Endless extends LiveView {
  static ended = false
  rows = stream<Message>({ limit: 5 })
  count = 0
  mount() {
    this.rows.reset(this.load())
  }
  async *load() {
    try {
      for (let id = 0; ; id++) yield message(id)
    } finally {
      Endless.ended = true
    }
  }
  @event stop() {
    this.rows.reset([message(-1)])
  }
  render() {
    return html`<ul>${each(this.rows, ({ text }) => html`<li>${text}</li>`)}</ul>`
  }
}

test('an iterable that never waits leaves others their turn, and ends with a reset [A51]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Endless))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'stop'])
  assert.match(JSON.stringify(await window.answer(1)), /\[null,\d+,\[-\d+,"message -1"\]\]/)
  await eventually(() => Endless.ended)
})

class Named extends LiveView {
  static open: Named
  mount() {
    Named.open = this
    this.stream<Message>('messages', range(0, 2), { limit: 3 })
    this.streamText('answer', 'Hello')
  }
  render() {
    const rows = each(this.streams['messages']!, ({ text }: Message) => html`<li>${text}</li>`)
    return html`<ul>${rows}</ul><p>${this.texts['answer']}</p>`
  }
}

test('streams by name change whenever rows and text come [A38, B152]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Named))
  const window = await RawWindow.join(url)
  const view = Named.open
  view.streamInsert('messages', message(7))
  await window.until(() => JSON.stringify(window.frames).includes('message 7"'))
  view.streamInsert('messages', message(8), { limit: 3 })
  view.streamDelete('messages', 1)
  await window.until(() => JSON.stringify(window.frames).includes('message 8"'))
  assert.match(JSON.stringify(window.frames.at(-1)), /\[-1,0,1\]/)
  for (let i = 0; i < 1000; i++) view.streamText('answer', `${i},`)
  await window.until(() => JSON.stringify(window.frames).includes('999,'))
  const chunks = [...JSON.stringify(window.frames).matchAll(/\{"\+":"([^"]*)"\}/g)]
  const all = chunks.map(([, chunk]) => chunk).join('')
  assert.equal(all, Array.from({ length: 1000 }, (_, i) => `${i},`).join(''))
  assert.equal(String(view.texts['answer']), 'Hello' + all)
})
