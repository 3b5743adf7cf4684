/** What stands inside a view: components that come and move, and portals. */
import assert from 'node:assert/strict'
import { component, each, event, html, LiveComponent, LiveView, portal, stream } from 'overwire'
import type { Scenarios } from './visit.ts'

class Card extends LiveComponent<{ label: string }> {
  hits = 0
  @event hit() {
    this.hits++
  }
  render() {
    return html`<button id=${`card-${this.props.id}`} @click=${this.hit}>${this.props.label} ${this.hits}</button>`
  }
}

class Column extends LiveComponent<{ cards: number[] }> {
  render() {
    const { cards, id } = this.props
    return html`<section>${each(
      cards,
      (card) => card,
      (card) => html`<div>${component(Card, { id: card, label: String(id) })}</div>`,
    )}</section>`
  }
}

class Columns extends LiveView {
  left = [1, 2]
  right: number[] = []
  @event move() {
    const [first, ...others] = this.left
    this.left = others
    this.right = [first!, ...this.right]
  }
  render() {
    return html`
      ${component(Column, { id: 'left', cards: this.left })}
      ${component(Column, { id: 'right', cards: this.right })}
      <button id="move" @click=${this.move}>Move</button>
    `
  }
}

class Sheet extends LiveView {
  isOpen = true
  note = ''
  count = 0
  rows = stream<{ id: number }>()
  @event toggle() {
    this.isOpen = !this.isOpen
  }
  @event typed({ value }: { value: string }) {
    this.note = value
  }
  @event add() {
    this.rows.insert({ id: ++this.count })
  }
  render() {
    return html`
      <button id="toggle" @click=${this.toggle}>Toggle</button><p id="note">${this.note}</p>
      <main>${
        this.isOpen &&
        portal(
          '#elsewhere',
          html`<input id="field" @input=${this.typed}><button id="add" @click=${this.add}>Add</button>
            <ol>${each(this.rows, ({ id }) => html`<li>${id}</li>`)}</ol>`,
        )
      }</main>
      <aside id="elsewhere" live-ignore></aside>
    `
  }
}

export const inner: Scenarios = {
  async 'a component that moves to another one keeps its state'(visit) {
    const page = await visit.open(Columns)
    await page.click('#card-1')
    await visit.shows('#card-1', 'left 1')
    await page.click('#move')
    await visit.shows('#card-1', 'right 1')
    await page.click('#card-1')
    await visit.shows('#card-1', 'right 2')
    await visit.shows('#card-2', 'left 0')
  },

  async 'what a portal shows is patched in its target, sends events, and goes with its place'(
    visit,
  ) {
    const page = await visit.open(Sheet)
    await visit.until(() => document.querySelector('#elsewhere #field') !== null, true)
    await page.click('#field')
    await page.type('typed')
    await visit.shows('#note', 'typed')
    await page.click('#add')
    await visit.shows('#elsewhere li', '1')
    assert.equal(
      await page.evaluate(() => document.querySelector<HTMLInputElement>('#field')!.value),
      'typed',
    )
    await page.click('#toggle')
    await visit.until(() => document.querySelector('#elsewhere')!.childElementCount, 0)
    await page.click('#toggle')
    await visit.until(() => document.querySelector('#elsewhere #field') !== null, true)
  },
}
