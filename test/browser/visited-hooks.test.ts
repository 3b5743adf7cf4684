/** What a page sends as soon as it is shown is its own, also when a visit brought it. */
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { assertNoErrors, javascript, openTab, serve } from './browser.ts'

const script = `
  import { defineHooks } from '/_overwire/api.js'
  defineHooks({ Loads: { mounted() { this.pushEvent('load', { from: this.el.id }) } } })
`

class First extends LiveView {
  got: string[] = []
  @event load({ from }: { from: string }) {
    this.got = [...this.got, from]
  }
  override render() {
    return html`
      <h1>First</h1><a href="/second" live-navigate>on</a>
      <p id="one" live-hook="Loads"></p><output>${this.got.join()}</output>
    `
  }
}

class Second extends LiveView {
  got: string[] = []
  @event load({ from }: { from: string }) {
    this.got = [...this.got, from]
  }
  @event came() {
    this.got = [...this.got, 'came']
  }
  override render() {
    return html`
      <h1>Second</h1><p id="two" live-hook="Loads"></p><p @mounted=${this.came}></p>
      <output>${[...this.got].sort().join()}</output>
    `
  }
}

test('an event of a hook that is mounted with a visited page reaches that page, and @mounted too', async () => {
  const { url } = await serve(
    (app) => app.live('/', First).live('/second', Second).get('/app.js', javascript(script)),
    { scripts: ['/app.js'] },
  )
  const tab = await openTab(url)
  await tab.connected()
  await tab.page.waitForSelector('output:text-is("one")')
  await tab.page.click('a')
  await tab.page.waitForSelector('h1:text-is("Second")')
  await tab.page.waitForSelector('output:text-is("came,two")', { timeout: 5000 })
  assertNoErrors(tab)
})
