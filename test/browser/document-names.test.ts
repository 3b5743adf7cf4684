/** Images named like properties of the document hide nothing from the framework, in no part of it. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { beforeEach, test } from 'node:test'
import { event, html, js, LiveView, raw } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { eventually } from '../eventually.ts'
import { javascript, openTab, serve } from './browser.ts'

beforeEach(() => liveviewRegistry.clear())

/** What the framework reads and calls of the document, and what it is read by. */
const names =
  'querySelector querySelectorAll getElementById getElementsByName body head documentElement activeElement ' +
  'createElement createElementNS createComment createTextNode createDocumentFragment createTreeWalker ' +
  'importNode adoptNode addEventListener removeEventListener dispatchEvent title adoptedStyleSheets ' +
  'startViewTransition visibilityState hidden forms childNodes firstChild contains nodeType cookie'

const images = names
  .split(' ')
  .map((name) => `<img name="${name}" alt="">`)
  .join('')

const script = `
  import { defineHooks } from '/_overwire/api.js'
  globalThis.said = []
  defineHooks({ Said: { mounted() { said.push('hook') } } })
`

class Page extends LiveView {
  count = 0
  @event add() {
    this.count++
    this.putFlash('info', `flash ${this.count}`)
    this.pageTitle = `Title ${this.count}`
  }
  render() {
    return html`
      <div>${raw(images)}</div>
      <button id="add" @click=${this.add}>Add</button>
      <button id="mark" @click=${js().addClass('marked', { to: '#out' })}>Mark</button>
      <input id="mixed" type="checkbox" .indeterminate=${true}>
      <i live-hook="Said"></i>
      <div data-controller="page"><button id="call" data-action="click->page#run" data-liveview-function="take">Call</button></div>
      <p id="out">${this.count}${this.count > 0 && html`<b>block ${this.count}</b>`}</p>
      <a id="other" href="/other" live-navigate>Other</a>
    `
  }
}

class Other extends LiveView {
  render() {
    return html`<h1 id="other-page">Other</h1>`
  }
}

test('images named like what the framework asks the document stop neither start, clicks, parts nor visits', async () => {
  liveviewHandler('take', (consumer) =>
    send(consumer, [{ target: '#out', append: true, html: '<u id="sent">sent</u>' }]),
  )
  const { url } = await serve(
    (app) => {
      app.live('/', Page).live('/other', Other)
      app.http('/hook.js', javascript(script))
    },
    { scripts: ['/hook.js'] },
  )
  const tab = await openTab(url)
  // The test's own tools ask the document too, so everything is asked by way of its prototype.
  const ask = (selector: string, click = false): Promise<string | null> =>
    tab.page.evaluate(
      ([selector, click]) => {
        const found = Document.prototype.querySelector.call(document, selector as string)
        if (click && found) (found as HTMLElement).click()
        return found && (found as HTMLElement).outerHTML
      },
      [selector, click] as const,
    )
  const shows = (selector: string): Promise<unknown> =>
    eventually(async () => (await ask(selector)) !== null, selector, {
      mostMs: 8000,
      state: () => tab.errors,
    })
  await shows('html[live-connection=connected]')
  await shows('html[data-liveview-ready]')
  await ask('#add', true)
  await shows('#out > b')
  await shows('.live-flash-container')
  await ask('#mark', true)
  await shows('#out.marked')
  await ask('#call', true)
  await shows('#sent')
  await shows('#mixed:indeterminate')
  await eventually(
    async () => (await tab.page.evaluate('said.join()')) === 'hook',
    'the hook is mounted',
  )
  await ask('#other', true)
  await shows('#other-page')
  assert.deepEqual(tab.errors, [])
})

test('the client asks the document by way of its prototype alone', () => {
  const own = /(?<![\w']|[^.]\.)document\.(?!title = |adoptedStyleSheets = )[a-z]\w*/gi
  for (const folder of ['src/client', 'src/features']) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
      const code = readFileSync(`${folder}/${file}`, 'utf8').replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '')
      assert.deepEqual(code.match(own) ?? [], [], `${file}: write doc.… of unshadowed.ts`)
    }
  }
})
