/** A host's own login says who the user of a view is. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { serve } from '@hono/node-server'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { transform } from 'esbuild'
import express from 'express'
import session from 'express-session'
import { Hono } from 'hono'
import { createApp, event, html, LiveView } from 'overwire'
import type { AppOptions } from 'overwire'
import { overwire as forExpress } from 'overwire/express'
import { overwire as forHono } from 'overwire/hono'
import { openWindow } from 'overwire/testing'

class Account extends LiveView {
  static override loginRequired = true
  name() {
    return (this.request.user as { name?: string } | null)?.name ?? 'nobody'
  }
  @event who() {
    return this.name()
  }
  render() {
    return html`<h1>${this.name()}</h1>`
  }
}

const silent = { info() {}, warn() {}, error() {} }
type User = NonNullable<AppOptions['user']>

const makeApp = (user: User) =>
  createApp({ logger: silent, secret: 'the secret of this test', user, reauthEvery: 0 }).live(
    '/account',
    Account,
  )

const servers: Server[] = []
after(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})
async function urlOf(server: Server): Promise<string> {
  servers.push(server)
  if (!server.listening) await once(server, 'listening')
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

const folder = 'test/output/users'
after(() => rmSync(folder, { recursive: true, force: true }))

/** The recipe of the guide, as it is written there. */
async function recipe(): Promise<{ sessionUser(store: session.Store, secret: string): User }> {
  const page = readFileSync('docs/guide/deploy.md', 'utf8')
  const [, code = ''] = /^```ts\n(\/\/ session-users\.ts\n[\s\S]*?)^```$/m.exec(page) ?? []
  mkdirSync(folder, { recursive: true })
  const { code: script } = await transform(code, { loader: 'ts', format: 'esm' })
  writeFileSync(`${folder}/session-users.mjs`, script)
  return import(pathToFileURL(`${folder}/session-users.mjs`).href)
}

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')

/** Who is shown, over HTTP and over the socket; and what a visitor without the cookie gets. */
async function check(url: string, cookie: string, name: string): Promise<void> {
  const window = await openWindow(url, '/account', { headers: { cookie } })
  assert.match(window.html, new RegExp(`<h1>${name}</h1>`))
  assert.equal(await window.push('who'), name)
  await window.close()
  const stranger = await fetch(`${url}/account`, { redirect: 'manual' })
  assert.deepEqual(
    [stranger.status, stranger.headers.get('location')],
    [302, '/login?next=%2Faccount'],
  )
}

test('a user of express-session is the user of views [A140]', async () => {
  const secret = 'the secret of the sessions'
  const store = new session.MemoryStore()
  const { sessionUser } = await recipe()
  const app = makeApp(sessionUser(store, secret))
  const host = express()
  host.use(session({ secret, store, resave: false, saveUninitialized: false }))
  host.post('/login', (request, response) => {
    Object.assign(request.session, { user: { name: 'Ann' } })
    response.redirect('/account')
  })
  host.post('/logout', (request, response) => {
    request.session.destroy(() => response.redirect('/login'))
  })
  host.use(forExpress(app))
  const url = await urlOf(host.listen(0))
  const cookie = cookieOf(await fetch(`${url}/login`, { method: 'POST', redirect: 'manual' }))
  await check(url, cookie, 'Ann')
  const window = await openWindow(url, '/account', { headers: { cookie } })
  await fetch(`${url}/logout`, { method: 'POST', redirect: 'manual', headers: { cookie } })
  // Each event reads its user anew: who logged out is nobody.
  await assert.rejects(window.push('who'), { code: 'E_FORBIDDEN' })
  await window.close()
  // What no session has is nobody, and no failure.
  for (const sent of ['%', '%E0%A4%A', 's%3A', 's%3Ax.y', '', 's:"']) {
    const headers = { cookie: `connect.sid=${sent}` }
    const answer = await fetch(`${url}/account`, { headers, redirect: 'manual' })
    assert.equal(answer.headers.get('location'), '/login?next=%2Faccount', sent)
  }
  await app.stop()
})

test('a user of better-auth is the user of views', async () => {
  const auth = betterAuth({
    secret: 'the secret of the sessions, long enough',
    baseURL: 'http://localhost',
    trustedOrigins: ['*'],
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
  })
  const app = makeApp(async ({ headers }) => (await auth.api.getSession({ headers }))?.user ?? null)
  const host = new Hono()
  host.on(['GET', 'POST'], '/api/auth/*', (context) => auth.handler(context.req.raw))
  host.use(forHono(app))
  const url = await urlOf(serve({ fetch: host.fetch, port: 0 }) as Server)
  const answer = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'http://localhost' },
    body: JSON.stringify({ name: 'Ann', email: 'ann@example.com', password: 'long enough' }),
  })
  assert.equal(answer.status, 200, await answer.clone().text())
  await check(url, cookieOf(answer), 'Ann')
  await app.stop()
})
