/** Components with state, views inside views, context: over the wire. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  component,
  context,
  each,
  event,
  html,
  LiveComponent,
  LiveView,
  liveView,
  memo,
} from 'overwire'
import type { Block } from 'overwire'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import type { LoadedPage } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { eventually } from '../eventually.ts'

const life: string[] = []
const Theme = context('light')

class Counter extends LiveComponent<{ start: number; onChange?: (count: number) => void }> {
  count = 0
  updates = 0

  override mount() {
    this.count = this.props.start
    life.push(`mount ${this.props.id}`)
  }

  override update() {
    this.updates++
  }

  override unmount() {
    life.push(`unmount ${this.props.id}`)
  }

  @event add({ by = 1 }: { by?: number }) {
    this.count += by
    this.props.onChange?.(this.count)
  }

  @event fail() {
    this.count = 999
    throw new Error('component')
  }

  render() {
    return html`<b>${this.props.id}: ${this.count} (${this.updates}, ${this.consume(Theme)})</b><button @click=${this.add}>+</button>`
  }
}

class Page extends LiveView {
  ids = ['a', 'b']
  start = 1
  total = 0
  theme = 'light'

  override mount() {
    this.provide(Theme, this.theme)
  }

  @event more() {
    this.ids = ['c', ...this.ids]
  }

  @event fewer() {
    this.ids = this.ids.filter((id) => id !== 'b')
  }

  @event swap() {
    this.ids = this.ids.toReversed()
  }

  @event restart() {
    this.start += 10
  }

  @event dark() {
    this.provide(Theme, 'dark')
  }

  render() {
    return html`<h1>${this.total}</h1>${each(
      this.ids,
      (id) => id,
      (id) =>
        html`<li>${component(Counter, { id, start: this.start, ...(id === 'a' && { onChange: this.changed }) })}</li>`,
    )}`
  }

  changed = (count: number): void => {
    this.total = count
  }
}

/** Joins a page that was loaded already. */
async function joined(url: string, page: LoadedPage): Promise<RawWindow> {
  const window = await RawWindow.open(url, page.cookie)
  window.send([0, 1, page.token])
  await window.until(() => window.frames.length > 0)
  return window
}

const text = (page: string): string =>
  page.replaceAll(/<!--.*?-->|<!>|<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
const numbers = (page: string): number[] =>
  [...page.matchAll(/live-view="(\d+)"/g)].map(([, n]) => Number(n))

test('components are printed with the page, and each has events and state of its own [B113]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page))
  const page = await loadPage(url)
  assert.match(text(page.html), /0a: 1 \(1, light\)\+b: 1 \(1, light\)\+/)
  assert.match(page.html, /live-on="[^"]*click/)
  const [a, b] = numbers(page.html) as [number, number]
  const window = await joined(url, page)
  window.send([1, 1, 0, 'add', { by: 5 }, b])
  const answer = await window.answer(1)
  assert.deepEqual([answer[0], answer[1], answer[2]], [1, 1, b])
  assert.match(JSON.stringify(answer), /,1,6\]/)
  // The parent is told by a function in the props, and shows it.
  window.send([1, 2, 0, 'add', {}, a])
  const second = await window.answer(2)
  assert.equal(second[2], a)
  assert.match(JSON.stringify(window.frames), /\[1,0,0,\[\d+,0,2\]\]/)
})

test('a component survives moves, is new where it was not, and leaves with its row [B113]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page))
  life.length = 0
  const page = await loadPage(url)
  const [a] = numbers(page.html) as [number]
  const window = await joined(url, page)
  window.send([1, 1, 0, 'add', { by: 4 }, a])
  await window.answer(1)
  window.send([1, 2, 0, 'swap'])
  await window.answer(2)
  window.send([1, 3, 0, 'add', {}, a])
  assert.match(JSON.stringify(await window.answer(3)), /,1,6\]/)
  window.send([1, 4, 0, 'more'])
  await window.answer(4)
  await window.until(() => window.frames.some((frame) => frame[0] === 4))
  assert.match(JSON.stringify(window.frames.findLast((frame) => frame[0] === 4)), /"c",1,1/)
  window.send([1, 5, 0, 'fewer'])
  await window.answer(5)
  assert.deepEqual(life, ['mount a', 'mount b', 'mount c', 'unmount b'])
  await window.close()
  assert.deepEqual(life.slice(4).sort(), ['unmount a', 'unmount c'])
})

test('update runs when a prop changed, and only then [B113]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'swap'])
  await window.answer(1)
  assert.ok(!window.frames.some((frame) => frame[0] === 1 && frame[2] && frame[2] > 0))
  window.send([1, 2, 0, 'restart'])
  await window.answer(2)
  await window.until(() => /,2,2\]/.test(JSON.stringify(window.frames)))
})

test('a context reaches what is inside, and changes with its provider [B79]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'dark'])
  await window.answer(1)
  await window.until(() => JSON.stringify(window.frames).split('"dark"').length === 3)
})

test('A component that throws is as before, and the page goes on', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page))
  const page = await loadPage(url)
  const [a] = numbers(page.html) as [number]
  const window = await joined(url, page)
  window.send([1, 1, 0, 'fail', {}, a])
  assert.equal((await window.answer(1))[2], 'E_HANDLER')
  window.send([1, 2, 0, 'add', {}, a])
  assert.match(JSON.stringify(await window.answer(2)), /,1,2\]/)
})

class Row extends LiveComponent<{ user: number }> {
  static queries: number[][] = []
  name = ''
  static override async updateMany(rows: Row[]) {
    Row.queries.push(rows.map(({ props }) => props.user))
    await Promise.resolve()
    for (const row of rows) row.name = `user ${row.props.user}`
  }
  render() {
    return html`<i>${this.name}</i>`
  }
}

class Users extends LiveView {
  users = [1, 2, 3]
  @event add() {
    this.users = [...this.users, 4, 5]
  }
  render() {
    return html`<table><tbody>${each(
      this.users,
      (user) => user,
      (user) => html`<tr><td>${component(Row, { id: user, user }, { tag: 'span' })}</td></tr>`,
    )}</tbody></table>`
  }
}

test('updateMany loads for all new rows at once, for the page and later [B113]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Users))
  Row.queries = []
  const page = await loadPage(url)
  assert.match(text(page.html), /user 1user 2user 3/)
  const window = await joined(url, page)
  window.send([1, 1, 0, 'add'])
  await window.answer(1)
  await window.until(() => JSON.stringify(window.frames).includes('user 5'))
  assert.deepEqual(Row.queries, [
    [1, 2, 3],
    [4, 5],
  ])
})

class Twice extends LiveView {
  render() {
    return html`${component(Row, { id: 1, user: 1 })}${component(Row, { id: 1, user: 2 })}`
  }
}

test('two components with one id, and components outside of a render, are errors', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Twice))
  assert.equal((await fetch(url)).status, 500)
  assert.match(String(logged.at(-1)?.fields['error']), /E_COMPONENT_ID.*"Row 1"/)
  assert.throws(() => component(Row, { id: 1, user: 1 }), /E_NOT_RENDERING/)
})

class Memoised extends LiveView {
  other = 0
  @event touch() {
    this.other++
  }
  render() {
    return html`<p>${this.other}</p>${memo([1], () => html`<div>${component(Counter, { id: 'm', start: 0 })}</div>`)}`
  }
}

test('a component inside a memo stays, and is rendered for its own events', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Memoised))
  life.length = 0
  const page = await loadPage(url)
  const [m] = numbers(page.html) as [number]
  const window = await joined(url, page)
  window.send([1, 1, 0, 'touch'])
  await window.answer(1)
  window.send([1, 2, 0, 'add', { by: 3 }, m])
  assert.match(JSON.stringify(await window.answer(2)), /,1,3\]/)
  assert.deepEqual(life, ['mount m'])
})

class Child extends LiveView {
  static open: Child[] = []
  room = ''
  count = 0
  override mount(_request: unknown, { room = 'none' }: { room?: string }) {
    if (room === 'broken') throw new Error('no such room')
    this.room = room
    Child.open.push(this)
  }
  override disconnect() {
    life.push(`left ${this.room}`)
  }
  @event inc() {
    this.count++
  }
  @event fail() {
    throw new Error('child')
  }
  @event flash() {
    this.putFlash('info', `from ${this.room}`)
  }
  render() {
    return html`<p>${this.room} ${this.count} ${this.consume(Theme)}</p>`
  }
}

class Parent extends LiveView {
  rooms = ['x', 'broken']
  count = 0
  @event inc() {
    this.count++
  }
  @event leave() {
    this.rooms = []
  }
  @event join() {
    this.rooms = ['y', 'x']
  }
  render() {
    this.provide(Theme, 'parent')
    return html`<h1>${this.count}</h1>${each(
      this.rooms,
      (room) => room,
      (room) =>
        html`<div>${liveView(Child, { id: room, params: { room }, fallback: html`<em>no ${room}</em>` })}</div>`,
    )}`
  }
}

test('views inside a view have their own state and events; one that fails to open is replaced [B108]', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Parent))
  const page = await loadPage(url)
  assert.match(text(page.html), /0x 0 parentno broken/)
  assert.match(String(logged.at(-1)?.fields['error']), /no such room/)
  const [x] = numbers(page.html) as [number]
  const window = await joined(url, page)
  assert.ok(JSON.stringify(window.frames[0]).length < 200)
  window.send([1, 1, 0, 'inc', null, x])
  const answer = await window.answer(1)
  assert.deepEqual(answer.slice(0, 3), [1, 1, x])
  window.send([1, 2, 0, 'inc'])
  assert.deepEqual((await window.answer(2)).slice(0, 3), [1, 2, 0])
  window.send([1, 3, 0, 'fail', null, x])
  assert.equal((await window.answer(3))[2], 'E_HANDLER')
  window.send([1, 4, 0, 'flash', null, x])
  await window.until(() => window.frames.some((frame) => frame[0] === 8))
  assert.deepEqual(window.frames.at(-1), [8, x, ['flash', 'info', 'from x']])
})

test('a view inside comes and goes with the render around it [B108]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Parent))
  life.length = 0
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'join'])
  await window.answer(1)
  await window.until(() => JSON.stringify(window.frames).includes('"y"'))
  window.send([1, 2, 0, 'leave'])
  await window.answer(2)
  await eventually(() => life.length >= 2, undefined, { state: () => life })
  assert.deepEqual([...life].sort(), ['left x', 'left y'])
})

test('all views inside are sent again when the page must be [B108]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Parent), { limits: { pendingPages: 1 } })
  const page = await loadPage(url)
  await loadPage(url)
  const window = await joined(url, page)
  await window.until(() => JSON.stringify(window.frames).includes('no '))
  await window.until(() => JSON.stringify(window.frames).includes('"x",0,"parent"'))
  const views = window.frames.filter((frame) => frame[0] === 4).map((frame) => frame[2])
  assert.equal(views[0], 0)
  assert.equal(new Set(views).size, 3)
})

interface CardProps {
  title: string
  tone?: 'plain' | 'warning'
  children: Block
  slots?: { footer?: Block }
}

function card({ title, tone = 'plain', children, slots = {} }: CardProps): Block {
  return html`<section class="card ${tone}"><h2>${title}</h2>${children}${slots.footer}</section>`
}

class Cards extends LiveView {
  count = 1
  @event inc() {
    this.count++
  }
  render() {
    const footer = html`<footer>${this.count}</footer>`
    return html`${card({ title: 'One', children: html`<p>text</p>`, slots: { footer } })}${card({
      title: 'Two',
      tone: 'warning',
      children: html`<p>${this.count}</p>`,
    })}`
  }
}

test('components without state are functions with typed props, children and named slots [B114]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Cards))
  const page = await loadPage(url)
  assert.match(page.html, /<section class="card plain"><h2>One<\/h2>.*<footer>1<\/footer>/)
  assert.match(page.html, /<section class="card warning"><h2>Two<\/h2>/)
  const window = await joined(url, page)
  window.send([1, 1, 0, 'inc'])
  // Two slots differ, and nothing else is sent.
  assert.ok(JSON.stringify(await window.answer(1)).length < 50)
})

class Shown extends LiveComponent<{ id: string; items: string[]; n: number }> {
  override render() {
    return html`<i>${this.props.items.join()}</i>`
  }
}

class InPlace extends LiveView {
  items = ['a']
  @event push(): void {
    this.items.push('b')
  }
  @event replace(): void {
    this.items = [...this.items, 'c']
  }
  override render() {
    return html`<div>${component(Shown, { id: 's', items: this.items, n: 1 })}</div>`
  }
}

test('in development an array prop that was changed in place is named, once', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', InPlace))
  const window = await RawWindow.join(url, '/')
  const warnings = () => logged.filter(({ sentence }) => sentence.includes('changed in place'))
  window.send([1, 1, 0, 'replace'])
  await window.answer(1)
  assert.deepEqual(warnings(), [])
  window.send([1, 2, 0, 'push'])
  window.send([1, 3, 0, 'push'])
  await window.answer(3)
  assert.deepEqual(
    warnings().map(({ fields }) => fields),
    [{ component: 'Shown "s"', prop: 'items' }],
  )
})

class Breaks extends LiveComponent<{ id: string }> {
  k = 0
  @event inc(): void {
    this.k++
  }
  override render() {
    if (this.k === 2) throw new Error('two')
    return html`<i>k is ${this.k}</i>`
  }
}

class Around extends LiveView {
  n = 0
  @event inc(): void {
    this.n++
  }
  override render() {
    return html`<p>n is ${this.n}</p>${component(Breaks, { id: 'b' })}`
  }
}

test('a component whose render throws is as it was, and the page goes on and shows it', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Around))
  const window = await RawWindow.join(url, '/')
  window.send([1, 1, 0, 'inc', null, 1])
  await window.answer(1)
  // Both are rendered together: what the view did goes with it.
  window.send([1, 2, 0, 'inc'])
  window.send([1, 3, 0, 'inc', null, 1])
  assert.equal((await window.answer(3))[0], 2)
  window.send([1, 4, 0, 'inc'])
  assert.equal((await window.answer(4))[0], 1)
  assert.match(JSON.stringify(await window.answer(4)), /\[1,4,0,\[0,1\]\]|"?1"?/)
  window.send([1, 5, 0, 'inc', null, 1])
  assert.equal((await window.answer(5))[0], 2, 'k would be two again')
  window.send([1, 6, 0, 'inc'])
  assert.notEqual((await window.answer(6))[0], 2)
  const all = window.frames.filter(([op]) => op === 4)
  assert.ok(all.length > 0, 'what the page shows half of is sent whole')
})
