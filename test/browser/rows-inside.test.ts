/** What lives in the rows of streams: components with streams of their own, and custom elements that move. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, each, event, html, LiveComponent, LiveView, stream } from 'overwire'
import { assertNoErrors, newContext, openTab, serve } from './browser.ts'

interface Note {
  id: string
}

class Topic extends LiveComponent {
  notes = stream<Note>({ key: 'id' })
  override mount() {
    this.notes.reset([{ id: `${this.props.id}-1` }, { id: `${this.props.id}-2` }])
  }
  @event add() {
    this.notes.insert({ id: `${this.props.id}-new` }, { at: 0 })
  }
  @event removeFirst() {
    this.notes.delete(`${this.props.id}-1`)
  }
  override render() {
    const notes = each(this.notes, ({ id }) => html`<p><i>${id}</i><input></p>`)
    return html`
      <button class="add" @click=${this.add}>+</button>
      <button class="less" @click=${this.removeFirst}>-</button>
      <div>${notes}</div>
    `
  }
}

class Board extends LiveView {
  topics = stream<Note>({ key: 'id' })
  override mount() {
    this.topics.reset([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  }
  @event drop() {
    this.topics.delete('b')
  }
  @event open() {
    this.topics.insert({ id: 'd' }, { at: 1 })
  }
  override render() {
    const rows = each(this.topics, ({ id }) => html`<li id=${id}>${component(Topic, { id })}</li>`)
    return html`
      <button id="drop" @click=${this.drop}>drop</button>
      <button id="open" @click=${this.open}>open</button>
      <ul>${rows}</ul>
    `
  }
}

test('a component in a row of a stream has a stream of its own', async () => {
  const { url } = await serve((app) => app.live('/', Board))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  const notes = (id: string): Promise<string[]> =>
    page.$$eval(`#${id} i`, (all) => all.map((one) => one.textContent ?? ''))
  assert.deepEqual(await notes('b'), ['b-1', 'b-2'])
  await page.fill('#a p:nth-child(2) input', 'typed')
  await page.click('#a .add')
  await page.waitForSelector('#a i:text-is("a-new")')
  await page.click('#a .less')
  await page.waitForSelector('#a i:text-is("a-1")', { state: 'detached' })
  assert.deepEqual(await notes('a'), ['a-new', 'a-2'])
  assert.equal(await page.inputValue('#a p:nth-child(2) input'), 'typed')
  // The row that comes later, and those that stay when another goes.
  await page.click('#open')
  await page.waitForSelector('#d i')
  assert.deepEqual(await notes('d'), ['d-1', 'd-2'])
  await page.click('#d .add')
  await page.waitForSelector('#d i:text-is("d-new")')
  await page.click('#drop')
  await page.waitForSelector('#b', { state: 'detached' })
  assert.deepEqual(await page.$$eval('li', (rows) => rows.map(({ id }) => id)), ['a', 'd', 'c'])
  assert.deepEqual(await notes('a'), ['a-new', 'a-2'])
  await page.click('#c .add')
  await page.waitForSelector('#c i:text-is("c-new")')
  assert.equal(await page.inputValue('#a p:nth-child(2) input'), 'typed')
  assertNoErrors(tab)
})

class Clocks extends LiveView {
  clocks = stream<Note>({ key: 'id' })
  list = ['x', 'y', 'z']
  override mount() {
    this.clocks.reset([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  }
  @event last() {
    this.clocks.insert({ id: 'c' }, { at: 0 })
    this.list = ['z', 'x', 'y']
  }
  @event renew() {
    this.clocks.reset([{ id: 'b' }, { id: 'c' }, { id: 'n' }])
  }
  override render() {
    const one = ({ id }: Note) => html`<li><x-clock id=${id}></x-clock></li>`
    return html`
      <button id="last" @click=${this.last}>last</button>
      <button id="renew" @click=${this.renew}>renew</button>
      <ul>${each(this.clocks, one)}</ul>
      <ol>${each(
        this.list,
        (id) => id,
        (id) => html`<li><x-clock id=${id}></x-clock></li>`,
      )}</ol>
    `
  }
}

test('a custom element in a row that moves is moved: neither made again nor put in again', async () => {
  const { url } = await serve((app) => app.live('/', Clocks))
  const context = await newContext()
  await context.addInitScript(`
    const told = (globalThis.told = [])
    customElements.define('x-clock', class extends HTMLElement {
      constructor() { super(); told.push('made') }
      connectedCallback() { told.push('in ' + this.id) }
      disconnectedCallback() { told.push('out ' + this.id) }
      connectedMoveCallback() { told.push('moved ' + this.id) }
    })
  `)
  const tab = await openTab(url, context)
  const { page } = tab
  await tab.connected()
  const told = (): Promise<string[]> =>
    page.evaluate(() => (globalThis as unknown as { told: string[] }).told.splice(0))
  const order = (list: string): Promise<string[]> =>
    page.$$eval(`${list} x-clock`, (all) => all.map(({ id }) => id))
  await told()
  await page.click('#last')
  await page.waitForSelector('ul li:first-child #c', { state: 'attached' })
  assert.deepEqual(await order('ul'), ['c', 'a', 'b'])
  assert.deepEqual(await order('ol'), ['z', 'x', 'y'])
  assert.deepEqual((await told()).sort(), ['moved c', 'moved z'])
  await page.click('#renew')
  await page.waitForSelector('#n', { state: 'attached' })
  assert.deepEqual(await order('ul'), ['b', 'c', 'n'])
  const after = await told()
  assert.deepEqual(
    after.filter((one) => !one.startsWith('moved')),
    ['out a', 'made', 'in n'],
  )
  assertNoErrors(tab)
})
