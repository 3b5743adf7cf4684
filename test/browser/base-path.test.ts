/** Pages below a path of their site, in a host that has others: links, visits, posts, and pages without a socket. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import express from 'express'
import { createApp, event, html, js, LiveView } from 'overwire'
import { overwire } from 'overwire/express'
import { BlockingProxy } from './blocking-proxy.ts'
import { assertNoErrors, newContext, openTab, strictPolicy, takeErrors } from './browser.ts'

class Home extends LiveView {
  count = 0
  page = '1'
  handleParams({ page = '1' }: { page?: string }) {
    this.page = page
  }
  @event add() {
    this.count++
    this.request.session['count'] = this.count
  }
  @event away() {
    this.liveRedirect('/other')
  }
  @event leave() {
    this.liveRedirect('/beside?left', { external: true })
  }
  render() {
    const { request } = this
    return html`
      <h1>Home ${this.count}, page ${this.page}</h1>
      <button @click=${this.add}>Add</button>
      <form @submit=${this.add}><button>Send</button></form>
      <button @click=${this.away}>Away</button>
      <button @click=${this.leave}>Leave</button>
      <a href=${request.href('/members')} live-navigate>Members</a>
      <button @click=${js().navigate('/other')}>Command</button>
      <button @click=${js().patch('/?page=3')}>Three</button>
      <a href=${request.href('/?page=2')} live-patch>Two</a>
      <a href=${request.href('/other')} live-navigate>Other</a>
      <a href="/beside" live-navigate>Beside</a>
    `
  }
}

class Other extends LiveView {
  render() {
    const { request } = this
    return html`
      <h1>Other, ${String(request.session['count'] ?? 0)}</h1>
      <a href=${request.href('/')} live-navigate>Back home</a>
    `
  }
}

class Members extends Other {
  static override loginRequired = true
  static override loginUrl = { url: '/beside', external: true } as const
}

/** What no other route has: an address outside of the app is none of these. */
class Rest extends Other {}

const closers: (() => Promise<unknown> | void)[] = []
after(async () => {
  for (const close of closers) await close()
})

async function serve(): Promise<{ port: number; url: string }> {
  const app = createApp({
    secret: 'a secret of this test',
    headers: { 'content-security-policy': strictPolicy },
  })
  app.live('/', Home).live('/other', Other).live('/members', Members).live('/**:rest', Rest)
  const host = express()
  host.use('/x/y', overwire(app))
  host.get('/beside', ({ originalUrl }, response) => {
    response.send(`<h1>Beside the app</h1><p>${originalUrl}</p>`)
  })
  const server: Server = host.listen(0)
  await once(server, 'listening')
  closers.push(async () => {
    server.close()
    await app.stop()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://localhost:${port}` }
}

test('links, redirects, commands, back and forward stay below the path [A98]', async () => {
  const { url } = await serve()
  const tab = await openTab(`${url}/x/y`)
  const { page } = tab
  await tab.connected()
  const at = async (path: string, heading: string) => {
    await page.locator('h1', { hasText: heading }).waitFor()
    await page.waitForFunction((wanted) => location.href.endsWith(wanted), url + path)
  }
  await page.getByRole('button', { name: 'Add' }).click()
  await page.getByRole('link', { name: 'Two' }).click()
  await at('/x/y?page=2', 'Home 1, page 2')
  await page.getByRole('button', { name: 'Three' }).click()
  await at('/x/y?page=3', 'Home 1, page 3')
  await page.getByRole('link', { name: 'Other' }).click()
  await at('/x/y/other', 'Other, 1')
  await page.getByRole('link', { name: 'Back home' }).click()
  await at('/x/y', 'Home 0, page 1')
  await page.getByRole('button', { name: 'Away' }).click()
  await at('/x/y/other', 'Other, 1')
  await page.goBack()
  await at('/x/y', 'Home 0, page 1')
  await page.getByRole('button', { name: 'Command' }).click()
  await at('/x/y/other', 'Other, 1')
  await page.goBack()
  await at('/x/y', 'Home 0, page 1')
  // A load finds the session, and none of it at the root.
  await page.goto(`${url}/x/y/other`)
  await at('/x/y/other', 'Other, 1')
  const cookies = await page.context().cookies()
  assert.deepEqual(
    cookies.map(({ path }) => path),
    ['/x/y'],
  )
  await page.goBack()
  await tab.connected()
  // What is beside the app is the host's, and loads.
  await page.getByRole('link', { name: 'Beside' }).click()
  await at('/beside', 'Beside the app')
  assertNoErrors(tab)
})

for (const hasScript of [true, false]) {
  test(`pages of the host are reached from an open page, with a script: ${hasScript}`, async () => {
    const { url } = await serve()
    const context = await newContext({ javaScriptEnabled: hasScript })
    const tab = await openTab(`${url}/x/y`, context)
    const { page } = tab
    if (hasScript) await tab.connected()
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.locator('p', { hasText: '/beside?left' }).waitFor()
    assert.equal(page.url(), `${url}/beside?left`)
    await page.goBack()
    if (hasScript) await tab.connected()
    await page.getByRole('link', { name: 'Members' }).click()
    await page.locator('p', { hasText: '/beside?next=%2Fx%2Fy%2Fmembers' }).waitFor()
    assert.equal(page.url(), `${url}/beside?next=%2Fx%2Fy%2Fmembers`)
  })
}

test('a page without a WebSocket works below the path too', async () => {
  const { port } = await serve()
  const proxy = new BlockingProxy(() => port)
  closers.push(() => void proxy.close())
  const tab = await openTab(`${await proxy.listen()}/x/y`)
  await tab.connected()
  await tab.page.getByRole('button', { name: 'Add' }).click()
  await tab.page.locator('h1', { hasText: 'Home 1' }).waitFor()
  assert.ok(proxy.paths.some((path) => path.startsWith('/x/y/_overwire/frames')))
  await takeErrors(tab, /WebSocket/)
})

test('without a script, buttons are posted to where the app stands', async () => {
  const { url } = await serve()
  const context = await newContext({ javaScriptEnabled: false })
  const { page } = await openTab(`${url}/x/y?page=4`, context)
  await page.getByRole('button', { name: 'Add' }).click()
  assert.equal(await page.locator('h1').innerText(), 'Home 1, page 4')
  assert.equal(page.url(), `${url}/x/y?page=4`)
  await page.getByRole('button', { name: 'Send' }).click()
  assert.equal(await page.locator('h1').innerText(), 'Home 2, page 4')
  await page.getByRole('button', { name: 'Away' }).click()
  assert.equal(page.url(), `${url}/x/y/other`)
})
