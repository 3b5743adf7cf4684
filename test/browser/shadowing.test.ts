/** Fields named like properties of their form hide nothing from the framework, in no part of it. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { each, event, html, js, LiveView, raw } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import type { Block } from 'overwire'
import { assertNoErrors, javascript, openTab, serve } from './browser.ts'

beforeEach(() => liveviewRegistry.clear())

/** Properties of elements, nodes and forms that a field's name hides. */
const NAMES =
  'parentNode parentElement firstChild lastChild nextSibling previousSibling nextElementSibling ' +
  'previousElementSibling firstElementChild lastElementChild childNodes children attributes id className ' +
  'classList style dataset remove closest matches contains before after append prepend replaceWith ' +
  'replaceChildren replaceChild insertBefore moveBefore appendChild removeChild cloneNode getRootNode ' +
  'isConnected nodeType nodeName localName namespaceURI ownerDocument textContent innerHTML outerHTML ' +
  'getAttribute setAttribute removeAttribute hasAttribute toggleAttribute querySelector querySelectorAll ' +
  'addEventListener removeEventListener dispatchEvent elements length method action target name submit ' +
  'requestSubmit reset focus blur click scrollIntoView scrollTo scrollTop checkVisibility getAnimations ' +
  'animate hidden title offsetWidth tabIndex isContentEditable'
const names = NAMES.split(' ')

const script = `
  import { defineHooks } from '/_overwire/api.js'
  globalThis.said = []
  defineHooks({ Form: {
    mounted() { said.push('mounted ' + this.values.row) },
    updated() { said.push('updated ' + this.values.row) },
    destroyed() { said.push('destroyed ' + this.values.row) },
  } })
`

class Page extends LiveView {
  rows = ['a', 'b', 'c']
  got: string[] = []
  text = '<form><input name="childNodes"><input name="attributes"></form>'
  isShown = true

  @event save(fields: Record<string, string>) {
    this.got = [...this.got, `save ${Object.keys(fields).length}`]
  }
  @event touch({ row }: { row: string }) {
    this.got = [...this.got, `touch ${row}`]
  }
  @event change({ how }: { how: string }) {
    if (how === 'reverse') this.rows = this.rows.toReversed()
    if (how === 'insert') this.rows = [this.rows[0]!, 'new', ...this.rows.slice(1)]
    if (how === 'remove') this.rows = this.rows.slice(1)
    if (how === 'raw') this.text = `${this.text}<b>more</b>`
    if (how === 'hide') this.isShown = !this.isShown
    this.got = [...this.got, how]
  }

  fields(): Block {
    return html`${each(
      names,
      (name) => name,
      (name) => html`<input name=${name} value="1">`,
    )}`
  }

  row(row: string): Block {
    return html`<form class="row" live-hook="Form" live-value-row=${row} live-leave="leave"
        @submit=${this.save} live-loading="dim" title=${`${row} ${this.got.length}`}>
      ${this.isShown && html`<u>${row}</u>`}<input name="nextSibling"><input name="parentNode">
      <input name="childNodes"><input name="firstChild"><input name="insertBefore"><input name="closest">
      <input name="cloneNode"><input name="replaceChildren"><button>${row}</button>
    </form>`
  }

  render() {
    const commands = js()
      .toggleClass('marked', { to: '#all' })
      .setAttr('lang', 'en', { to: '#all' })
      .toggle('#all')
      .toggle('#all')
      .scrollIntoView('#all')
    const how = (name: string): Block =>
      html`<button id=${name} @click=${this.change} live-value-how=${name}>${name}</button>`
    return html`
      ${each(['reverse', 'insert', 'remove', 'raw', 'hide'], (name) => name, how)}
      <button id="commands" @click=${commands}>Commands</button>
      <a id="other" href="/other" live-navigate>Other</a>
      <form id="all" @submit=${this.save} @window-ping=${this.touch} @click-away=${this.touch}
        live-value-row="all" live-focus-trap live-scroll-into-view>
        ${this.fields()}<button id="send">Send</button><i>${this.got.length}</i>
      </form>
      <section>${each(
        this.rows,
        (row) => row,
        (row) => this.row(row),
      )}</section>
      <div>${raw(this.text)}</div>
      <div data-controller="page"><form id="handled" data-action="submit->page#run"
        data-liveview-function="take" data-data-row="handled">${this.fields()}<button id="call">Call</button></form></div>
      <p>${this.got.join(', ')}</p>
    `
  }
}

class Other extends LiveView {
  render() {
    return html`<h1>Other</h1><a id="back" href="/" live-navigate>Back</a>`
  }
}

test('fields with the names of all that the framework reads: clicks, submits, rows, commands, hooks, navigation', async () => {
  const taken: number[] = []
  liveviewHandler('take', async (consumer, { form }) => {
    taken.push(Object.keys(form).length)
    await send(consumer, [
      { target: '#handled', addClass: 'taken' },
      { target: '#handled', append: true, html: '<b id="appended">x</b>' },
      { target: '#handled', before: true, html: '<b id="placed">x</b>' },
    ])
  })
  const { url } = await serve(
    (app) => {
      app.live('/', Page).live('/other', Other)
      app.http('/page.js', javascript(script))
    },
    { scripts: ['/page.js'] },
  )
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.waitForSelector('html[data-liveview-ready]')
  await page.waitForFunction(() => (globalThis as unknown as { said: string[] }).said.length === 3)
  // Such names confuse the test's own tools too: everything is asked of the document.
  const press = (selector: string): Promise<void> =>
    page.evaluate(
      (selector) => HTMLElement.prototype.click.call(document.querySelector(selector)!),
      selector,
    )
  const shows = (selector: string): Promise<unknown> =>
    page.waitForFunction((selector) => document.querySelector(selector), selector)
  const says = (text: string): Promise<unknown> =>
    page.waitForFunction((text) => document.querySelector('p')!.textContent!.endsWith(text), text)
  const texts = (selector: string): Promise<string[]> =>
    page.evaluate(
      (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent),
      selector,
    )
  const rows = (): Promise<string[]> => texts('section form:not([live-leaving]) button')

  await press('#send')
  await says(`save ${names.length + 1}`)
  for (const [how, wanted] of [
    ['reverse', 'c b a'],
    ['insert', 'c new b a'],
    ['remove', 'new b a'],
    ['hide', 'new b a'],
    ['raw', 'new b a'],
  ] as const) {
    await press(`#${how}`)
    await says(how)
    assert.equal((await rows()).join(' '), wanted, how)
  }
  assert.deepEqual(await texts('section u'), [])
  assert.deepEqual(await texts('div > b'), ['more'])
  await press('section form button')
  await says('save 9')
  assert.deepEqual(await texts('[aria-busy], .dim'), [])

  await press('#commands')
  await shows('#all.marked[lang=en]:not([hidden])')
  await page.evaluate(() => dispatchEvent(new Event('ping')))
  await says('touch all')
  await page.evaluate(() => document.querySelector<HTMLElement>('#send')!.focus())
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement!.getAttribute('name')), names[0])

  await press('#call')
  await shows('#placed + form.taken > #appended')
  assert.deepEqual(taken, [names.length])
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
  for (const wanted of ['mounted new', 'updated b', 'destroyed c']) assert.ok(said.includes(wanted))

  // On the form itself, whose closest is one of its fields.
  await page.evaluate(() => {
    const form = document.querySelector('#all')!
    for (const type of ['click', 'mouseover']) {
      const event = new MouseEvent(type, { bubbles: true, cancelable: true })
      Element.prototype.dispatchEvent.call(form, event)
    }
  })
  await press('#other')
  await shows('h1')
  await press('#back')
  await shows('#all')
  await page.goBack()
  await shows('h1')
  assertNoErrors(tab)
})
