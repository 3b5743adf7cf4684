/** Handlers and signals, and a page of the examples whose library asks for the language. */
import assert from 'node:assert/strict'
import { call, event, html, LiveView } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { everyone, jsCall, signal, trigger, WINDOW } from 'overwire/signals'
import { addGallery } from '../../examples/gallery/gallery.ts'
import { galleryLayout } from '../../examples/gallery/layout.ts'
import { whoIs } from '../../examples/signals/people.ts'
import type { Scenarios } from './visit.ts'

const markup = html`
  <main data-controller="page">
    <form data-action="submit->page#run input->page#run" data-liveview-function="engines_greet">
      <div id="inside"><input name="name" id="name"></div><button>Greet</button>
    </form>
    <div id="greeting"></div>
    <button id="add" data-action="click->page#run" data-liveview-function="engines_add" data-data-row-id="7">Add</button>
    <svg id="drawing"></svg><ul id="rows"></ul>
  </main>
`

class Signals extends LiveView {
  static model = ['label']
  label = 'none'
  @event tell({ to }: { to: string }) {
    this.label = to
  }
  render() {
    return html`
      <button id="build" data-df-signal=${jsCall('engines.build', { opts: { n: 2 } })}>Build</button>
      <button id="tell" @click=${call(this.tell, { to: 'told' })}>Tell</button>
      <p id="ran"></p><output>${this.label}</output>
    `
  }
}

signal({ path: 'engines.build', isAllowedTo: everyone }, async (info, args) => {
  await trigger(info, 'engines.ready', { to: WINDOW, twice: Number(args['n']) * 2 })
})

export const handlers: Scenarios = {
  async 'a handler’s answer leaves the caret and what is typed alone'(visit) {
    liveviewRegistry.unregister('engines_greet')
    liveviewHandler('engines_greet', async (consumer, { form }) => {
      const name = String(form['name'])
      await send(consumer, { target: '#greeting', html: html`<p>Hello, ${name}!</p>` })
      await send(consumer, {
        target: '#inside',
        html: html`<input name="name" id="name"><i>${name.length}</i>`,
      })
    })
    const page = await visit.open((app) => void app.page('/', () => markup))
    await visit.until(() => document.documentElement.hasAttribute('data-liveview-ready'), true)
    await page.click('#name')
    await page.type('Ann')
    await visit.shows('#greeting', 'Hello, Ann!')
    await visit.shows('#inside i', '3')
    await page.press('ArrowLeft')
    await page.type('x')
    await visit.shows('#greeting', 'Hello, Anxn!')
    await visit.shows('#inside i', '4')
    const caret = await page.evaluate(() => {
      const { id, value, selectionStart } = document.activeElement as HTMLInputElement
      return [id, value, selectionStart]
    })
    assert.deepEqual(caret, ['name', 'Anxn', 3])
  },

  async 'a handler adds rows and drawings to what is there'(visit) {
    liveviewRegistry.unregister('engines_add')
    liveviewHandler('engines_add', async (consumer, { data }) => {
      await send(consumer, {
        target: '#rows',
        html: `<li>row ${data['row_id']}</li>`,
        append: true,
      })
      await send(consumer, { target: '#drawing', html: '<path d="M0 0"/>', append: true })
    })
    const page = await visit.open((app) => void app.page('/', () => markup))
    await visit.until(() => document.documentElement.hasAttribute('data-liveview-ready'), true)
    await page.click('#add')
    await visit.shows('li', 'row 7')
    await page.click('#add')
    await visit.until(
      () => [
        document.querySelectorAll('li').length,
        document.querySelectorAll('#drawing path').length,
        document.querySelector('path') instanceof SVGPathElement,
      ],
      [2, 2, true],
    )
  },

  async 'a signal goes to the server’s function, which runs one of the page'(visit) {
    const script = `
      import { connect } from '/_overwire/api.js'
      connect('engines.ready', ({ twice }) => { document.querySelector('#ran').textContent += twice })
    `
    const page = await visit.open(Signals, { script })
    await page.click('#build')
    await visit.shows('#ran', '4')
    await page.click('#tell')
    await visit.shows('output', 'told')
    await visit.shows('#ran', '4')
  },

  async 'the chart is drawn, whatever the language of the browser is'(visit) {
    await visit.open(addGallery, { path: '/chart', layout: galleryLayout, user: whoIs })
    await visit.until(() => document.querySelector('#chart canvas') !== null, true)
  },
}
