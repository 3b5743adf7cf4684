/** Trusted HTML that does not fit the page around it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView, raw } from 'overwire'
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
