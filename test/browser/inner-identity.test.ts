/** What is inside a view is one thing by its class and id: another id has nodes of its own, the same id keeps them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  component,
  each,
  event,
  html,
  LiveComponent,
  liveView,
  LiveView,
  pushToView,
  stream,
} from 'overwire'
import { assertNoErrors, javascript, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

const script = `
  import { defineHooks } from '/_overwire/api.js'
  const said = (globalThis.said = [])
  defineHooks({
    Seen: {
      mounted() { said.push('mounted ' + this.el.title) },
      updated() { said.push('updated ' + this.el.title) },
      destroyed() { said.push('destroyed ' + this.el.title) },
    },
  })
`

const body = (name: string) => html`
  <input title=${name} live-hook="Seen"><details><summary>more</summary>${name}</details>
`

class Card extends LiveComponent<{ n: number }> {
  override render() {
    return html`<b>${this.props.id} ${this.props.n}</b>${body(`card ${this.props.id}`)}`
  }
}

class Other extends LiveComponent<{ n: number }> {
  override render() {
    return html`<b>${this.props.id} ${this.props.n}</b>${body(`other ${this.props.id}`)}`
  }
}

class Inner extends LiveView {
  name = ''
  override mount(_: unknown, { name }: { name: string }) {
    this.name = name
  }
  override render() {
    return html`<b>view ${this.name}</b>${body(`view ${this.name}`)}`
  }
}

class Outer extends LiveComponent<{ inner: string }> {
  override render() {
    return html`<p>${component(Card, { id: this.props.inner, n: 0 })}</p>`
  }
}

class Page extends LiveView {
  card: string | null = 'a'
  n = 0
  isOther = false
  view = 'x'
  deep = 'd'
  rows = [{ key: 1, id: 'r' }]
  override render() {
    const Shown = this.isOther ? Other : Card
    return html`
      <div id="card">${this.card && component(Shown, { id: this.card, n: this.n })}</div>
      <div id="view">${liveView(Inner, { id: this.view, params: { name: this.view } })}</div>
      <div id="deep">${component(Outer, { id: 'outer', inner: this.deep })}</div>
      <ul>${each(
        this.rows,
        ({ key }) => key,
        ({ id }) => component(Card, { id, n: this.n }, { tag: 'li' }),
      )}</ul>
    `
  }
}

class Feed extends LiveView {
  rows = stream<{ id: string; n: number }>()
  turns = 0
  override mount() {
    this.rows.reset([
      { id: 's1', n: 0 },
      { id: 's2', n: 0 },
    ])
  }
  put({ at, ...row }: { id: string; n: number; at?: number }) {
    this.rows.insert(row, at === undefined ? {} : { at })
  }
  @event renew() {
    this.rows.reset([
      { id: 's1', n: 4 },
      { id: 's4', n: 4 },
    ])
  }
  @event turn() {
    this.turns++
  }
  override render() {
    const around = component(Card, { id: 'around', n: 7 })
    return html`
      <ul>${each(this.rows, (row) => html`<li>${component(Card, row)}</li>`)}</ul>
      <button @click=${this.renew}>renew</button><button id="around" @click=${this.turn}>turn</button>
      ${
        this.turns % 2 === 0
          ? html`<section class="first">${around}</section>`
          : html`<section class="second"><p>second</p>${around}</section>`
      }
    `
  }
}

class Product extends LiveView {
  @event noop() {}
  override render() {
    const { id } = this.request.params
    return html`
      <nav><a href="/product/2" live-navigate>Two</a></nav>
      ${body(`product ${id}`)}
      ${liveView(Inner, { id: 'player', params: { name: 'player' }, sticky: true })}
    `
  }
}

async function open(path: string): Promise<{ tab: Tab; page: Tab['page'] }> {
  const { url } = await serve(
    (app) =>
      app
        .live('/', Page)
        .live('/stream', Feed)
        .live('/product/:id', Product)
        .get('/app.js', javascript(script)),
    { scripts: ['/app.js'] },
  )
  const tab = await openTab(url + path)
  await tab.connected()
  return { tab, page: tab.page }
}

/** Types into a field, opens the details beside it, and marks its node. */
async function use(page: Tab['page'], title: string): Promise<void> {
  const field = page.locator(`input[title="${title}"]`)
  await field.fill('typed')
  await field.evaluate((input) => {
    input.dataset['mark'] = 'same'
    ;(input.nextElementSibling as HTMLDetailsElement).open = true
  })
}

/** What is left of that in the field of this title. */
const state = (
  page: Tab['page'],
  title: string,
): Promise<[value: string, open: boolean, mark: string | undefined]> =>
  page
    .locator(`input[title="${title}"]`)
    .evaluate((input) => [
      (input as HTMLInputElement).value,
      (input.nextElementSibling as HTMLDetailsElement).open,
      input.dataset['mark'],
    ])

const fresh = ['', false, undefined]
const kept = ['typed', true, 'same']
const said = (page: Tab['page']): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { said: string[] }).said.splice(0).sort())

const change = (state: Record<string, unknown>): Promise<void> => pushToView('Page', { state })

test('a component with another id, or of another class, has new nodes; with other props the same', async () => {
  const { tab, page } = await open('/')
  await page.waitForFunction(() => (globalThis as unknown as { said: string[] }).said.length === 4)
  await said(page)
  await use(page, 'card a')
  await change({ n: 1 })
  await page.waitForSelector('#card b:text-is("a 1")')
  assert.deepEqual(await state(page, 'card a'), kept)
  await change({ card: 'b' })
  await page.waitForSelector('#card b:text-is("b 1")')
  assert.deepEqual(await state(page, 'card b'), fresh)
  assert.deepEqual(await said(page), ['destroyed card a', 'mounted card b'])
  await use(page, 'card b')
  await change({ isOther: true })
  await page.waitForSelector('input[title="other b"]')
  assert.deepEqual(await state(page, 'other b'), fresh)
  await use(page, 'other b')
  await change({ card: null })
  await page.waitForSelector('#card b', { state: 'detached' })
  await change({ card: 'b' })
  await page.waitForSelector('input[title="other b"]')
  assert.deepEqual(await state(page, 'other b'), fresh)
  assertNoErrors(tab)
})

test('so has a view inside with another id, and a component in a component', async () => {
  const { tab, page } = await open('/')
  await use(page, 'view x')
  await use(page, 'card d')
  await change({ n: 1 })
  await page.waitForSelector('#card b:text-is("a 1")')
  assert.deepEqual(await state(page, 'view x'), kept)
  assert.deepEqual(await state(page, 'card d'), kept)
  await change({ view: 'y', deep: 'e' })
  await page.waitForSelector('#view b:text-is("view y")')
  await page.waitForSelector('#deep b:text-is("e 0")')
  assert.deepEqual(await state(page, 'view y'), fresh)
  assert.deepEqual(await state(page, 'card e'), fresh)
  assertNoErrors(tab)
})

test('so has the row of a list that is a component, when its component is another one', async () => {
  const { tab, page } = await open('/')
  await use(page, 'card r')
  await change({
    rows: [
      { key: 0, id: 'q' },
      { key: 1, id: 'r' },
    ],
  })
  await page.waitForSelector('input[title="card q"]')
  assert.deepEqual(await state(page, 'card r'), kept)
  await change({
    rows: [
      { key: 1, id: 's' },
      { key: 0, id: 'q' },
    ],
  })
  await page.waitForSelector('input[title="card s"]')
  assert.deepEqual(await state(page, 'card s'), fresh)
  assert.deepEqual(
    await page
      .locator('ul li input')
      .evaluateAll((all) => all.map((one) => one.getAttribute('title'))),
    ['card s', 'card q'],
  )
  assertNoErrors(tab)
})

test('a component in a row of a stream keeps its nodes when its row gets new content or moves', async () => {
  const { tab, page } = await open('/stream')
  await use(page, 'card s1')
  const ids = (): Promise<(string | null)[]> =>
    page.locator('ul li input').evaluateAll((all) => all.map((one) => one.getAttribute('title')))
  const push = (payload: object): Promise<void> => pushToView('Feed', { handler: 'put', payload })
  await push({ id: 's1', n: 1 })
  await page.waitForSelector('li b:text-is("s1 1")')
  assert.deepEqual(await state(page, 'card s1'), kept)
  await push({ id: 's3', n: 2 })
  await page.waitForSelector('input[title="card s3"]')
  await push({ id: 's1', n: 3, at: -1 })
  await page.waitForSelector('li b:text-is("s1 3")')
  assert.deepEqual(await ids(), ['card s2', 'card s3', 'card s1'])
  assert.deepEqual(await state(page, 'card s1'), kept)
  await page.click('button')
  await page.waitForSelector('input[title="card s4"]')
  assert.deepEqual(await ids(), ['card s1', 'card s4'])
  assert.deepEqual(await state(page, 'card s1'), kept)
  assert.deepEqual(await state(page, 'card s4'), fresh)
  assertNoErrors(tab)
})

test('a component whose surroundings are made anew is there with its state', async () => {
  const { tab, page } = await open('/stream')
  await page.click('#around')
  await page.waitForSelector('section.second b:text-is("around 7")')
  await page.click('#around')
  await page.waitForSelector('section.first b:text-is("around 7")')
  assertNoErrors(tab)
})

test('a visit to another page has new nodes although the template is the same; sticky views keep theirs', async () => {
  const { tab, page } = await open('/product/1')
  await use(page, 'product 1')
  await use(page, 'view player')
  await page.waitForFunction(() => (globalThis as unknown as { said: string[] }).said.length === 2)
  await said(page)
  await page.click('nav a')
  await page.waitForSelector('input[title="product 2"]')
  assert.deepEqual(await state(page, 'product 2'), fresh)
  assert.deepEqual(await state(page, 'view player'), kept)
  await page.waitForFunction(() => (globalThis as unknown as { said: string[] }).said.length >= 2)
  assert.deepEqual(await said(page), ['destroyed product 1', 'mounted product 2'])
  assertNoErrors(tab)
})

class Cell extends LiveComponent<{ label: string }> {
  n = 0
  @event up() {
    this.n++
  }
  override render() {
    return html`<button class="cell" id=${`c${this.props.id}`} @click=${this.up}>${this.props.label} ${this.n}</button>`
  }
}
class Shell extends LiveComponent<{ ids: number[] }> {
  override render() {
    return html`<section>${each(
      this.props.ids,
      (id) => id,
      (id) => html`<div>${component(Cell, { id, label: `s${this.props.id}` })}</div>`,
    )}</section>`
  }
}
class Kanban extends LiveView {
  a = [1, 2]
  b = [3]
  @event move() {
    const id = this.a.shift()!
    this.b = [id, ...this.b]
    this.a = [...this.a]
  }
  @event back() {
    const id = this.b.shift()!
    this.a = [...this.a, id]
    this.b = [...this.b]
  }
  override render() {
    return html`<div id="A">${component(Shell, { id: 'a', ids: this.a })}</div><div id="B">${component(Shell, { id: 'b', ids: this.b })}</div><button id="move" @click=${this.move}>m</button><button id="back" @click=${this.back}>b</button>`
  }
}
test('a card moves between columns that are components with its state', async () => {
  const { url } = await serve((app) => app.live('/', Kanban))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.click('#c1')
  await page.waitForSelector('#A #c1:text-is("sa 1")')
  await page.click('#move')
  await page.waitForSelector('#B #c1:text-is("sb 1")')
  await page.click('#c1')
  await page.waitForSelector('#B #c1:text-is("sb 2")')
  await page.click('#back')
  await page.waitForSelector('#A #c1:text-is("sa 2")')
  await page.click('#move')
  await page.click('#move')
  await page.waitForSelector('#B #c1:text-is("sb 2")')
  assert.equal(await page.locator('.cell').count(), 3)
  assertNoErrors(tab)
})
