/** A deploy whose version prints other HTML: nodes are made anew, and the visitor goes on typing in them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, event, html, LiveView } from 'overwire'
import type { LiveViewClass } from 'overwire'
import { listen } from 'overwire/node'
import { openTab } from './browser.ts'

const secret = 'the same in all processes of a deploy'
const logger = { info() {}, warn() {}, error: console.error }

/** The same view in two versions, whose templates differ in their static HTML. */
function version(word: string): LiveViewClass {
  class Page extends LiveView {
    count = 0
    search = ''
    @event inc() {
      this.count++
    }
    @event find({ value }: { value: string }) {
      this.search = value
    }
    @event save() {}
    override render() {
      const rows =
        word === 'old'
          ? html`<section><input id="loose"><input id="number" type="number"><textarea name="long"></textarea></section>`
          : html`<section><b>new</b><input id="loose"><input id="number" type="number"><textarea name="long"></textarea></section>`
      const form =
        word === 'old'
          ? html`<form id="save" @submit=${this.save}><input name="title"><button>Save</button></form>`
          : html`<form id="save" @submit=${this.save}><i>new</i><input name="title"><button>Save</button></form>`
      return html`<h1>${this.count}</h1><button id="inc" @click=${this.inc}>Add</button>
        <input id="search" @input=${this.find} .value=${this.search}><output>${this.search}</output>${form}${rows}`
    }
  }
  return Page
}

for (const [field, caret] of [
  ['#loose', 3],
  ['[name=long]', 2],
  ['[name=title]', 4],
  ['#number', null],
] as const) {
  test(`text of all fields stays, and the focus and the caret in ${field}`, async (t) => {
    const start = (port: number, word: string) =>
      listen(createApp({ logger, secret, limits: { closeMs: 1000 } }).live('/', version(word)), {
        port,
        stopOnSignals: false,
      })
    let server = await start(0, 'old')
    t.after(() => server.close())
    const tab = await openTab(server.url)
    const { page } = tab
    await tab.connected()
    await page.click('#inc')
    await page.fill('#search', 'sought')
    await page.waitForSelector('output:text-is("sought")')
    const typed = {
      '#loose': 'by itself',
      '#number': '12',
      '[name=long]': 'a long',
      '[name=title]': 'a title',
    }
    for (const [one, text] of Object.entries(typed)) await page.fill(one, text)
    await page.focus(field)
    if (caret !== null) {
      await page.$eval(
        field,
        (node: HTMLInputElement, at) => node.setSelectionRange(at, at + 1, 'backward'),
        caret,
      )
    }
    await server.close()
    server = await start(server.port, 'new')
    await page.waitForSelector('form i:text-is("new")')
    await page.waitForSelector('section b:text-is("new")')
    for (const [one, text] of Object.entries({ ...typed, '#search': 'sought' })) {
      assert.equal(await page.inputValue(one), text, one)
    }
    assert.equal(await page.textContent('h1'), '1')
    const focused = await page.evaluate(() => {
      const { id, name, selectionStart, selectionEnd } = document.activeElement as HTMLInputElement
      return [id ? `#${id}` : `[name=${name}]`, selectionStart, selectionEnd]
    })
    assert.deepEqual(focused, [field, caret, caret === null ? null : caret + 1])
    await page.keyboard.type('9')
    assert.match(await page.inputValue(field), /9/)
    // It may have asked before the next server was there.
    assert.deepEqual(
      tab.errors.filter((error) => !error.includes('REFUSED')),
      [],
    )
  })
}
