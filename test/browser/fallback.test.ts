/** Pages behind a proxy that does not pass upgrades: all works as over a WebSocket. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp, event, html, LiveView, pushToView } from 'overwire'
import { listen } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { BlockingProxy } from './blocking-proxy.ts'
import type { OnUpgrade } from './blocking-proxy.ts'
import { openTab, serve } from './browser.ts'
import type { Served, Tab } from './browser.ts'

class Page extends LiveView {
  count = 0
  said = ''
  @event inc() {
    this.count++
  }
  @event say({ text }: { text: string }) {
    this.said = text
  }
  render() {
    return html`
      <h1>${this.count}</h1>
      <button @click=${this.inc}>Add</button>
      <form @submit=${this.say}><input name="text"></form>
      <p>${this.said}</p>
    `
  }
}

const proxies: BlockingProxy[] = []
after(() => proxies.forEach((proxy) => proxy.close()))

async function block(target: () => number, how: OnUpgrade = 'refuse') {
  const proxy = new BlockingProxy(target)
  proxy.onUpgrade = how
  proxies.push(proxy)
  return { proxy, url: await proxy.listen() }
}


/** What browsers log of sockets and requests that fail; all else is an error of ours. */
function assertNoOtherErrors(tab: Tab): void {
  const known = /WebSocket|Failed to load resource|net::ERR/
  assert.deepEqual(
    tab.errors.filter((text) => !known.test(text)),
    [],
  )
}

test('a page behind a proxy without upgrades: clicks, forms and pushes [B160]', async () => {
  const served = await serve((app) => app.live('/', Page))
  const { proxy, url } = await block(() => served.port)
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  assert.equal(proxy.upgrades, 2)
  assert.ok(proxy.paths.includes('/_overwire/events'))
  await page.click('button')
  await page.waitForSelector('h1:has-text("1")')
  await page.fill('input', 'by POST')
  await page.press('input', 'Enter')
  await page.waitForSelector('p:has-text("by POST")')
  await pushToView(Page, { state: { said: 'pushed' } })
  await page.waitForSelector('p:has-text("pushed")')
  assertNoOtherErrors(tab)
})
