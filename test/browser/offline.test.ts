/** Events that are made while there is no connection. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { newContext, openTab, serve } from './browser.ts'
import { unsteadyConnection } from './unsteady-connection.ts'

class Page extends LiveView {
  said: string[] = []
  @event say({ value }: { value: string }) {
    this.said = [...this.said, value]
  }
  override render() {
    return html`<output>${this.said.join(' ')}</output>
      <input id="all" live-debounce="0" @input=${this.say}>
      <input id="last" live-debounce="0" live-offline="latest" @input=${this.say}>
      <input id="other" live-debounce="0" live-offline="latest" @input=${this.say}>
      <input id="none" live-debounce="0" live-offline="drop" @input=${this.say}>`
  }
}

test('all of them wait in their order, or the last of an element, or none [B162]', async () => {
  const served = await serve((app) => app.live('/', Page))
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const tab = await openTab(served.url, context)
  const { page } = tab
  await tab.connected()
  await page.fill('#none', 'here')
  await page.fill('#last', 'there')
  await page.waitForSelector('output:text-is("here there")')
  await connection.cut()
  await page.waitForSelector('html[live-connection=disconnected]')
  for (const field of ['#last', '#none', '#all', '#other']) {
    for (const text of ['1', '2', '3']) await page.fill(field, `${field.slice(1)}${text}`)
  }
  assert.equal(await page.textContent('output'), 'here there')
  connection.mend()
  await tab.connected()
  await page.waitForSelector('output:text-is("here there all1 all2 all3 last3 other3")')
  // What was held is gone with its time: nothing is sent again.
  await page.fill('#none', 'again')
  await page.waitForSelector('output:text-is("here there all1 all2 all3 last3 other3 again")')
})
