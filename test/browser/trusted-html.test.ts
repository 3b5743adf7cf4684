/** Trusted HTML that does not fit the page around it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView, raw } from 'overwire'
import type { Block, Raw } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { assertNoErrors, openTab, serve, takeErrors } from './browser.ts'

class Page extends LiveView {
  text = '<i>fine</i>'
  count = 0
  @event break() {
    this.text = '<i>one</i></div>'
  }
  @event mend() {
    this.text = '<i>fine</i>'
    this.count++
  }
  render() {
    return html`<main>
      <div id="trusted">${raw(this.text)}</div>
      <button id="break" @click=${this.break}>Break</button>
      <button id="mend" @click=${this.mend}>Mend</button><output>${this.count}</output>
    </main>`
  }
}

class Broken extends Page {
  override text = '<i>one</i></div>'
}

test('trusted HTML with a closing tag too many is an error in development, and the page goes on', async () => {
  const { url, logged } = await serve((app) => app.live('/', Page).live('/broken', Broken))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.click('#break')
  await page.waitForFunction(() => document.querySelector('[aria-busy]') === null)
  await takeErrors(tab, /E_/)
  assert.match(String(logged[0]!.fields['error']), /<\/div> too many/)
  assert.equal(await page.innerHTML('#trusted i'), 'fine')
  // What the page shows of the error lies over it.
  await page.$eval('#mend', (button: HTMLElement) => button.click())
  await page.waitForSelector('output:text-is("1")')
  assertNoErrors(tab)
  const response = await fetch(`${url}/broken`)
  assert.equal(response.status, 500)
  assert.match(await response.text(), /too many[\s\S]*trusted-html\.test\.ts/)
})

const scripts = [
  `<i onclick="ran('onclick')">i</i>`,
  `<a href="javascript:ran('href')">a</a>`,
  `<script>ran('script')</script>`,
].join('')

/** By kind of HTML: what of it runs once it is in the page and pressed. */
const kinds: Record<string, [html: string | Raw | Block, runs: string[]]> = {
  text: [scripts, ['onclick', 'href']],
  raw: [raw(scripts), ['onclick', 'href']],
  untrusted: [raw(scripts, { untrusted: true }), ['onclick', 'href']],
  rawInTemplate: [html`<p>${raw(scripts)}</p>`, ['onclick', 'href']],
  value: [html`<p>${scripts}</p>`, []],
  address: [html`<p><i>i</i><a href=${"javascript:ran('href')"}>a</a></p>`, []],
}

test('what handlers send runs scripts as far as the guide says', async () => {
  for (const [kind, [content]] of Object.entries(kinds)) {
    liveviewRegistry.unregister(kind)
    liveviewHandler(kind, (consumer) => send(consumer, { target: '#place', html: content }))
    liveviewRegistry.unregister(`${kind}_after`)
    liveviewHandler(`${kind}_after`, (consumer) =>
      send(consumer, { target: '#place', append: true, html: content }),
    )
  }
  const names = Object.keys(kinds).flatMap((kind) => [kind, `${kind}_after`])
  const button = (name: string): Block =>
    html`<button id=${name} data-action="click->page#run" data-liveview-function=${name}>${name}</button>`
  const shows = () =>
    html`<div data-controller="page">${each(names, (name) => name, button)}</div><div id="place"></div>`
  const { url } = await serve((app) => app.page('/', shows), { headers: {} })
  for (const name of names) {
    const tab = await openTab(url)
    const { page } = tab
    await tab.connected()
    await page.waitForSelector('html[data-liveview-ready]')
    await page.evaluate('seen = []; ran = (what) => void seen.push(what)')
    await page.click(`#${name}`)
    await page.waitForSelector('#place :first-child')
    // The last press comes after all others have run.
    await page.evaluate(`
      const last = document.createElement('a')
      last.href = "javascript:ran('last')"
      document.querySelector('#place').append(last)
      for (const one of document.querySelectorAll('#place i, #place a[href^=javascript]')) one.click()
    `)
    await page.waitForFunction(() =>
      (window as unknown as { seen: string[] }).seen.includes('last'),
    )
    const ran = await page.evaluate<string[]>('seen')
    await page.close()
    const [, runs] = kinds[name.replace('_after', '')]!
    assert.deepEqual(ran, [...runs, 'last'], name)
  }
})

test('attributes that handlers set are no scripts', async () => {
  for (const name of ['onclick', 'ONCLICK', 'onLoad']) {
    const data = { target: '#place', attributes: { [name]: 'ran()' } }
    assert.throws(() => void send(null, data, { broadcast: true }), { code: 'E_SEND' })
  }
})
