/** Pages of the site that are not the app's: guards, hooks, `loginUrl` and views may send visitors there. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import express from 'express'
import { createApp, event, html, LiveView } from 'overwire'
import type { App, AppOptions, ExternalAddress } from 'overwire'
import { overwire } from 'overwire/express'
import { attachSockets } from 'overwire/node'
import { openWindow } from 'overwire/testing'
import { silent } from '../../src/testing/silent-logger.ts'

const secret = 'a secret for pages outside'
const outside = (url: string): ExternalAddress => ({ url, external: true })

class Page extends LiveView {
  @event go({ to }: { to: string }) {
    this.liveRedirect(to, { external: true })
  }
  @event stay({ to }: { to: string }) {
    this.liveRedirect(to)
  }
  override render() {
    return html`<h1>here</h1>`
  }
}
class Members extends Page {
  static override loginRequired = true
}
class Elsewhere extends Members {
  static override loginUrl = outside('/x/../sso?by=name#top')
}
class Hooked extends Page {
  static override onMount = [() => outside('/login')]
}
class Sent extends Page {
  override mount() {
    this.liveRedirect('/login', { external: true })
  }
}

function setUp(app: App): App {
  return app
    .live('/', Page)
    .live('/members', Members)
    .live('/elsewhere', Elsewhere)
    .live('/hooked', Hooked)
    .live('/sent', Sent)
    .live('/guarded', Page)
    .live('/whole', Page)
    .live('/hidden', Page)
    .get('/handler', () => new Response('fine'))
    .use(({ path }) => {
      if (path === '/guarded' || path === '/handler') return outside('/login?from=app')
      if (path === '/whole') return outside('https://id.example.com/start')
      if (path === '/hidden') return outside('//evil.example')
      return true
    })
}

/** A host with a login of its own, and the app below a path. */
async function host(t: TestContext, mount: string, options: AppOptions = {}) {
  const app = setUp(
    createApp({
      secret,
      logger: silent,
      development: false,
      loginUrl: outside('/login'),
      ...options,
    }),
  )
  const outer = express()
  outer.get('/login', (request, response) => void response.send(`log in: ${request.query['next']}`))
  outer.use(mount, overwire(app))
  const server: Server = outer.listen(0)
  await once(server, 'listening')
  attachSockets(app, server)
  t.after(async () => {
    server.close()
    await app.stop()
    server.closeAllConnections()
  })
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const leadsTo = async (path: string) => {
    const answer = await fetch(url + mount + path, { redirect: 'manual' })
    return answer.headers.get('location') ?? answer.status
  }
  return { url: url + mount, leadsTo }
}

for (const mount of ['', '/team', '/x/y']) {
  test(`who must log in is sent to the host's page, and back below "${mount}"`, async (t) => {
    const { url, leadsTo } = await host(t, mount)
    const back = encodeURIComponent(`${mount}/members?a=1`)
    assert.equal(await leadsTo('/members?a=1'), `/login?next=${back}`)
    assert.equal(await (await fetch(`${url}/members?a=1`)).text(), `log in: ${mount}/members?a=1`)
    const here = encodeURIComponent(`${mount}/elsewhere`)
    assert.equal(await leadsTo('/elsewhere'), `/sso?by=name&next=${here}#top`)
  })

  test(`guards, hooks and views lead to pages outside of "${mount}"`, async (t) => {
    const { leadsTo } = await host(t, mount)
    assert.equal(await leadsTo('/guarded'), '/login?from=app')
    assert.equal(await leadsTo('/handler'), '/login?from=app')
    assert.equal(await leadsTo('/hooked'), '/login')
    assert.equal(await leadsTo('/sent'), '/login')
    assert.equal(await leadsTo('/whole'), 'https://id.example.com/start')
    assert.equal(await leadsTo('/hidden'), 500)
  })

  test(`an open page goes outside of "${mount}" as a browser reads it`, async (t) => {
    const { url } = await host(t, mount)
    const window = await openWindow(url, '/')
    const site = new URL(url).origin
    const loaded = (): string => {
      const [name, address] = window.effects.at(-1)!
      assert.equal(name, 'load')
      const text = String(address)
      return new URL(text.startsWith('/') ? mount + text : text, site).href
    }
    await window.push('go', { to: '/login?a=1' })
    assert.equal(loaded(), `${site}/login?a=1`)
    await window.push('go', { to: 'https://example.com/pay' })
    assert.equal(loaded(), 'https://example.com/pay')
    for (const to of ['//evil.example', '/\\evil.example', 'javascript:alert(1)', 'login']) {
      await assert.rejects(window.push('go', { to }), () => true, to)
      assert.equal(loaded(), 'https://example.com/pay')
    }
    await window.close()
  })
}

test('a whole address is where to log in, with the way back on the site', async (t) => {
  const { leadsTo } = await host(t, '/team', { loginUrl: 'https://id.example.com/in?app=1' })
  assert.equal(await leadsTo('/members'), 'https://id.example.com/in?app=1&next=%2Fteam%2Fmembers')
})

test('a loginUrl that nobody can be sent to is refused at once', () => {
  for (const loginUrl of ['//x.example', 'javascript:alert(1)', outside('login'), outside('//x')]) {
    assert.throws(() => createApp({ secret, loginUrl }), { code: 'E_OPTION', message: /loginUrl/ })
  }
})
