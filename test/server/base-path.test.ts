/** Apps below a path of their site: `createApp({ basePath })`, and hosts' own prefixes. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import express from 'express'
import { call, createApp, event, html, LiveView } from 'overwire'
import type { App, AppOptions, LiveRequest } from 'overwire'
import { overwire as forExpress } from 'overwire/express'
import { attachSockets } from 'overwire/node'
import { openPage, openWindow, smoke } from 'overwire/testing'
import { WebSocket } from 'ws'
import { cookiesOf } from '../../src/testing/page/cookies.ts'
import { SOCKET_PATH } from '../../src/wire/paths.ts'
import { eventually } from '../eventually.ts'
import { serve } from './serve.ts'

const secret = 'one secret for all of them'

class Who extends LiveView {
  override render() {
    return html`<h1>${String(this.request.session['name'] ?? 'nobody')}</h1>`
  }
}

class Home extends LiveView {
  static override loginUrl = '/login'
  page = 1
  handleParams({ page = '1' }: { page?: string }) {
    this.page = Number(page)
  }
  @event next() {
    this.livePatch({ params: { page: this.page + 1 } })
  }
  @event go({ to }: { to: string }) {
    this.liveRedirect(to)
  }
  override render() {
    const { request } = this
    return html`
      <h1>Page ${this.page} of ${request.url}</h1>
      <button @click=${this.next}>Next</button>
      <button @click=${call(this.go, { to: '/who' })}>Go</button>
      <a href=${request.href('/who')} live-navigate>Who</a>
      <a href="?page=7" live-patch>Seven</a>
    `
  }
}

class Members extends Home {
  static override loginRequired = true
}

function setUp(app: App): void {
  app
    .live('/', Home)
    .live('/who', Who)
    .live('/members', Members)
    .get('/login/:name', (_request, live) => {
      live.session['name'] = live.params['name']
      return new Response(null, { status: 303, headers: { location: live.href('/who') } })
    })
    .use(({ path }: LiveRequest) => (path === '/guarded' ? '/who' : true))
    .live('/guarded', Who)
}

/** A browser's cookies, by path and name. */
class Jar {
  readonly #kept = new Map<string, { path: string; pair: string }>()

  async visit(url: string): Promise<string> {
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie: this.of(url) } })
    for (const text of answer.headers.getSetCookie()) {
      const [pair = ''] = text.split(';')
      const [, path = '/'] = /Path=([^;]*)/.exec(text) ?? []
      this.#kept.set(`${path} ${pair.split('=')[0]}`, { path, pair })
    }
    const next = answer.headers.get('location')
    return next === null ? answer.text() : this.visit(new URL(next, url).href)
  }

  /** As browsers send them: the longest paths first. */
  of(url: string): string {
    const asked = new URL(url).pathname
    const fits = [...this.#kept.values()].filter(
      ({ path }) => path === '/' || asked === path || asked.startsWith(`${path}/`),
    )
    fits.sort((a, b) => b.path.length - a.path.length)
    return fits.map(({ pair }) => pair).join('; ')
  }
}

/** Serves apps in one host of Express: each below its prefix. */
async function host(t: TestContext, mounts: Record<string, App>, attach: App[] = []) {
  const outer = express()
  for (const [prefix, app] of Object.entries(mounts)) outer.use(prefix, forExpress(app))
  const server: Server = outer.listen(0)
  await once(server, 'listening')
  for (const app of attach) attachSockets(app, server)
  t.after(async () => {
    server.close()
    await Promise.all(Object.values(mounts).map((app) => app.stop()))
    server.closeAllConnections()
  })
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

function app(options: AppOptions = {}) {
  const logged: string[] = []
  const note = (_fields: object, sentence: string) => void logged.push(sentence)
  const logger = { info: () => {}, warn: note, error: note }
  const made = createApp({ secret, logger, development: false, ...options })
  setUp(made)
  return { made, logged }
}

test('apps below different paths of one site keep a visitor each, with one secret [A98]', async (t) => {
  const [root, team] = [app().made, app().made]
  const url = await host(t, { '/team': team, '/': root })
  for (const order of [
    ['', '/team'],
    ['/team', ''],
  ]) {
    const jar = new Jar()
    for (const base of order) {
      assert.match(await jar.visit(`${url}${base}/login/x${base.slice(1)}`), /<h1>x/)
    }
    for (const base of order) {
      const name = `x${base.slice(1)}`
      assert.match(await jar.visit(`${url}${base}/who`), new RegExp(`<h1>${name}</h1>`))
    }
  }
  // What the root's cookie says is nothing below it.
  const jar = new Jar()
  await jar.visit(`${url}/login/ann`)
  assert.match(await jar.visit(`${url}/team/who`), /<h1>nobody<\/h1>/)
})

test('one app may stand at several places, and each visitor sees theirs', async (t) => {
  const { made } = app()
  const url = await host(t, { '/de': made, '/x/y': made }, [made])
  for (const base of ['/de', '/x/y']) {
    const text = await (await fetch(`${url}${base}`)).text()
    assert.match(text, new RegExp(`href="${base}/who"`))
    const window = await openWindow(url + base, '/?page=3')
    await window.push('next')
    assert.deepEqual(window.effects.at(-1), ['url', '/?page=4', 0])
    await window.close()
  }
  assert.equal((await fetch(`${url}/who`)).status, 404)
})

test('guards, log-in pages and redirects lead to where the app stands', async (t) => {
  const { url } = await serve(t, setUp, { secret, basePath: '/x/y', development: false })
  assert.match(url, /\/x\/y$/)
  const leadsTo = async (path: string) =>
    (await fetch(url + path, { redirect: 'manual' })).headers.get('location')
  assert.equal(await leadsTo('/guarded'), '/x/y/who')
  assert.equal(await leadsTo('/members?a=1'), '/x/y/login?next=%2Fmembers%3Fa%3D1')
  const missing = await fetch(`${url}/nothing`)
  assert.equal(missing.status, 404)
  assert.match(await missing.text(), /href="\/x\/y"/)
  // Two slashes are no other site, wherever the address is printed.
  for (const path of ['//evil.example', '/%5Cevil.example', '/\\evil.example']) {
    const text = await (await fetch(url + path)).text()
    assert.doesNotMatch(text, /"[/\\]{2}/, path)
  }
  for (const beside of ['/', '/who', '/x', '/x/yy', '/_overwire/health', SOCKET_PATH]) {
    assert.equal((await fetch(new URL(beside, url))).status, 404, beside)
  }
  for (const own of ['', '/', '/?page=2', '/_overwire/health']) {
    assert.equal((await fetch(url + own)).status, 200, own)
  }
})

test('a page is mounted anew at the address that it shows', async (t) => {
  const first = await serve(t, setUp, { secret, basePath: '/x/y', limits: { graceMs: 0 } })
  const page = await fetch(`${first.url}/?page=5`)
  const token = /live-root="([^"]*)"/.exec(await page.text())![1]!
  const headers = { cookie: cookiesOf(page), origin: new URL(first.url).origin }
  const socket = new WebSocket(first.url.replace('http', 'ws') + SOCKET_PATH, { headers })
  t.after(() => socket.terminate())
  const frames: string[] = []
  socket.on('message', (data) => frames.push(String(data)))
  await once(socket, 'open')
  // A key that no window has: it went with its process.
  socket.send(JSON.stringify([0, 1, token, 'gone.gone', 3, [], '/x/y/?page=9']))
  await eventually(() => frames.some((text) => text.includes('/?page=9')), 'it shows page 9', {
    state: () => frames,
  })
})

test('tests say the addresses of the app, wherever it stands', async () => {
  const { made } = app({ basePath: '/x/y' })
  const page = await openPage(made, '/?page=2')
  assert.equal(page.text('h1'), 'Page 2 of /?page=2')
  await page.getByRole('button', { name: 'Next' }).click()
  assert.equal(page.url, '/?page=3')
  await page.getByRole('link', { name: 'Seven' }).click()
  assert.equal(page.url, '/?page=7')
  await page.getByRole('button', { name: 'Go' }).click()
  assert.deepEqual([page.url, page.text('h1')], ['/who', 'nobody'])
  await page.close()
  const { faults, pages } = await smoke(made, { paths: {} })
  assert.deepEqual(faults, [])
  assert.ok(pages > 3)
  await made.stop()
})

test('a wrong base path is refused, and one that its host contradicts', async (t) => {
  for (const basePath of ['team', '/team/', '//x', '/x?y']) {
    assert.throws(() => createApp({ basePath, secret }), { code: 'E_OPTION' })
  }
  const ids: string[] = []
  const codes: string[] = []
  const error = (fields: object) => {
    const { errorId, error: why } = fields as { errorId: string; error: { code: string } }
    ids.push(errorId)
    codes.push(why.code)
  }
  const { made } = app({ basePath: '/team', logger: { info() {}, warn() {}, error } })
  const url = await host(t, { '/other': made })
  for (const path of ['/other/who', '/other/nothing', '/other/who?x=1']) {
    const answer = await fetch(url + path)
    assert.equal(answer.status, 500)
    const text = await answer.text()
    // Each names the one line of the log.
    assert.match(text, new RegExp(`<code>${ids[0]}</code>`))
    assert.doesNotMatch(text, /basePath|at fail/)
  }
  assert.deepEqual([codes, ids.length], [['E_MOUNTED'], 1])
  assert.equal((await fetch(`${url}/elsewhere`)).status, 404)
  assert.equal(made.href('/who'), '/team/who')
  assert.deepEqual(
    ['/team', '/team/who', '/who', '/teams'].map((path) => made.handles(path)),
    [true, true, false, false],
  )
})

test('a socket that nobody can place names basePath, until a page is asked for', async (t) => {
  const [one, other] = [app(), app()]
  const mounts = { '/a': one.made, '/b': other.made }
  const url = await host(t, mounts, [one.made, other.made])
  const open = async (path: string): Promise<string> => {
    const headers = { origin: url }
    const socket = new WebSocket(url.replace('http', 'ws') + path, { headers })
    try {
      await once(socket, 'open')
      return 'open'
    } catch (error) {
      return (error as Error).message
    } finally {
      socket.terminate()
    }
  }
  assert.match(await open(`/a${SOCKET_PATH}`), /503/)
  const told = [...one.logged, ...other.logged]
  assert.ok(
    told.some((text) => text.includes(`createApp({ basePath: '/a' })`)),
    told.join('\n'),
  )
  for (const base of ['/a', '/b']) {
    await fetch(`${url}${base}/who`)
    assert.equal(await open(base + SOCKET_PATH), 'open')
  }
  assert.match(await open('/nowhere'), /404/)
})
