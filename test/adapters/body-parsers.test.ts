/** A body parser of the host stands before the app: what it took is missed with a sentence that says so. */
import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { serve as serveHono } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { createApp, event, html, LiveView } from 'overwire'
import type { App } from 'overwire'
import { overwire as forExpress } from 'overwire/express'
import { overwire as forFastify } from 'overwire/fastify'
import { overwire as forHono } from 'overwire/hono'
import { nodeHandler } from 'overwire/node'
import { urlOf } from './url-of.ts'

class Named extends LiveView {
  name = 'nobody'
  @event save({ name }: { name: string }) {
    this.name = name
  }
  override render() {
    return html`<h1>${this.name}</h1>
      <form @submit=${this.save}><input name="name"></form>`
  }
}

interface Noted {
  errorId: string
  error: { code: string; message: string }
}

function makeApp() {
  const logged: Noted[] = []
  const error = (fields: object) => void logged.push(fields as Noted)
  const logger = { info() {}, warn() {}, error }
  const app = createApp({ secret: 'a secret of body parsers', logger, development: false })
    .live('/', Named)
    .post('/form', async (request) => Response.json(Object.fromEntries(await request.formData())))
    .post('/json', async (request) => Response.json(await request.json()))
    .post('/text', async (request) => new Response(await request.text()))
    .post('/unread', () => new Response('fine'))
  return { app, logged }
}

const hosts = {
  async express(app: App) {
    const host = express()
    host.use(express.json(), express.urlencoded({ extended: false }), express.text())
    host.use(forExpress(app))
    return host.listen(0)
  },
  async 'a plain listener'(app: App) {
    const host = express()
    host.use(express.json(), express.urlencoded({ extended: false }), express.text())
    host.use(nodeHandler(app))
    return host.listen(0)
  },
  async hono(app: App) {
    const host = new Hono()
    host.use(async (context, next) => {
      if (context.req.method === 'POST') await context.req.parseBody()
      return next()
    })
    host.use(async (context, next) => {
      if (context.req.method === 'POST') await context.req.text()
      return next()
    })
    host.use(forHono(app))
    return serveHono({ fetch: host.fetch, port: 0 }) as Server
  },
}

async function postForm(url: string): Promise<Response> {
  const page = await fetch(url)
  const text = await page.text()
  const [, action = ''] = /<form[^>]*action="([^"]*)"/.exec(text) ?? []
  const cookie = page.headers.getSetCookie().map((one) => one.split(';')[0])
  const headers = { cookie: cookie.join('; '), 'content-type': 'application/x-www-form-urlencoded' }
  const at = new URL(action.replaceAll('&amp;', '&'), url)
  return fetch(at, { method: 'POST', redirect: 'manual', headers, body: 'name=Ann' })
}

const posts = [
  ['/form', 'application/x-www-form-urlencoded', 'a=1'],
  ['/json', 'application/json', '{"a":1}'],
  ['/text', 'text/plain', 'words'],
] as const

for (const name of ['express', 'a plain listener', 'hono'] as const) {
  test(`what a body parser of ${name} took is missed by name, with an id and one line`, async (t) => {
    const { app, logged } = makeApp()
    const url = await urlOf(t, app, await hosts[name](app))
    const answers = [await postForm(url)]
    for (const [path, type, body] of posts) {
      const init = { method: 'POST', headers: { 'content-type': type }, body }
      answers.push(await fetch(url + path, init))
    }
    assert.equal(logged.length, answers.length)
    for (const [i, answer] of answers.entries()) {
      const { error, errorId } = logged[i]!
      assert.equal(answer.status, 500)
      assert.equal(error.code, 'E_BODY_TAKEN')
      assert.match(error.message, /body parser.*server\.use\(overwire\(app\)\)/)
      const text = await answer.text()
      assert.match(text, new RegExp(errorId))
      assert.doesNotMatch(text, /parser|E_BODY/)
    }
  })

  test(`an empty body, and one that nobody reads, miss nothing in ${name}`, async (t) => {
    const { app, logged } = makeApp()
    const url = await urlOf(t, app, await hosts[name](app))
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    assert.equal(await (await fetch(`${url}/unread`, { ...init, body: '{}' })).text(), 'fine')
    assert.equal(await (await fetch(`${url}/text`, { ...init, body: '' })).text(), '')
    assert.deepEqual(logged, [])
  })
}

test('the parsers of Fastify come after the app', async (t) => {
  const { app, logged } = makeApp()
  const host = Fastify()
  host.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
    payload.resume().on('end', () => done(null, {}))
  })
  await host.register(forFastify(app))
  await host.listen({ port: 0 })
  t.after(async () => {
    await app.stop()
    await host.close()
  })
  const url = `http://localhost:${(host.server.address() as AddressInfo).port}`
  assert.equal((await postForm(url)).status, 303)
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' }
  assert.deepEqual(await (await fetch(`${url}/json`, init)).json(), { a: 1 })
  assert.deepEqual(logged, [])
})

test('a Request that was read before app.fetch is missed in the same way', async () => {
  const { app, logged } = makeApp()
  const request = new Request('http://localhost/json', { method: 'POST', body: '{}' })
  await request.text()
  assert.equal((await app.fetch(request)).status, 500)
  assert.deepEqual(
    logged.map(({ error }) => error.code),
    ['E_BODY_TAKEN'],
  )
  await app.stop()
})
