/** What runs in the page: commands, optimistic changes, hooks, events of custom elements. */
import assert from 'node:assert/strict'
import { event, html, js, LiveView } from 'overwire'
import { eventually } from '../eventually.ts'
import type { Scenarios } from './visit.ts'

class Commands extends LiveView {
  static refuse: (() => void) | undefined
  saved = 0
  detail = ''
  @event save({ id }: { id: number }) {
    this.saved = id
    this.pushCommands(js().focus('#after'))
  }
  @event async finish() {
    await new Promise<void>((resolve) => (Commands.refuse = resolve))
    throw new Error('refused')
  }
  @event picked({ color, at }: { color: string; at: number[] }) {
    this.detail = `${color} ${at.join('-')}`
  }
  @event sum({ of }: { of: number[] }) {
    return { sum: of.reduce((a, b) => a + b, 0) }
  }
  render() {
    const menu = js()
      .toggle('#menu')
      .toggleAttr('aria-expanded', { values: ['true', 'false'] })
      .toggleClass('open', { to: '#nav' })
    const done = js().optimistic((now) => now.addClass('done', '#item'))
    return html`
      <button id="toggle" aria-expanded="false" @click=${menu}>Menu</button>
      <nav id="nav"><ul id="menu" hidden><li>x</li></ul></nav>
      <button id="save" @click=${js().push(this.save, { id: 3 })}>Save</button>
      <button id="after">After</button>
      <p id="item">item</p><button id="finish" @click=${done.push(this.finish)}>Finish</button>
      <color-picker @color-pick=${this.picked}></color-picker>
      <p id="chart" live-hook="Chart" live-ignore></p>
      <pre>${this.saved} ${this.detail}</pre>
    `
  }
}

const script = `
  import { defineHooks } from '/_overwire/api.js'
  customElements.define('color-picker', class extends HTMLElement {
    connectedCallback() {
      this.onclick = () => this.dispatchEvent(
        new CustomEvent('color-pick', { detail: { color: 'red', at: [1, 2] }, bubbles: true }))
      this.append('pick')
    }
  })
  defineHooks({
    Chart: {
      async mounted() {
        const { sum } = await this.pushEvent('sum', { of: [1, 2, 3] })
        this.el.textContent = 'sum ' + sum
      },
    },
  })
`

export const commands: Scenarios = {
  async 'a chain shows, marks and says what it did, and does it back'(visit) {
    const page = await visit.open(Commands, { script })
    const state = () => [
      document.querySelector('#menu')!.checkVisibility(),
      document.querySelector('#toggle')!.getAttribute('aria-expanded'),
      document.querySelector('#nav')!.className,
    ]
    await page.click('#toggle')
    await visit.until(state, [true, 'true', 'open'])
    await page.click('#toggle')
    await visit.until(state, [false, 'false', ''])
  },

  async 'a command sends an event, and the server’s commands run'(visit) {
    const page = await visit.open(Commands, { script })
    await page.click('#save')
    await visit.shows('pre', '3')
    await visit.until(() => document.activeElement!.id, 'after')
  },

  async 'an optimistic change shows at once, and is undone when the server refuses'(visit) {
    const page = await visit.open(Commands, { script })
    Commands.refuse = undefined
    const isDone = () => document.querySelector('#item')!.classList.contains('done')
    await page.click('#finish')
    await visit.until(isDone, true)
    await eventually(() => Commands.refuse, 'the event reaches the server')
    Commands.refuse!()
    await visit.until(isDone, false)
    const [error, ...others] = await visit.takeErrors()
    assert.deepEqual(others, [])
    assert.match(error ?? 'refused', /refused|E_/)
  },

  async 'the detail of a custom element’s event is the argument'(visit) {
    const page = await visit.open(Commands, { script })
    await page.click('color-picker')
    await visit.shows('pre', '0 red 1-2')
  },

  async 'a hook asks its view and gets the answer'(visit) {
    await visit.open(Commands, { script })
    await visit.shows('#chart', 'sum 6')
  },
}
