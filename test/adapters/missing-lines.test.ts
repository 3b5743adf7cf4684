/** Each host needs a line or two. One that was forgotten is named, in the log and once. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { test } from 'node:test'
import { serve as serveHono } from '@hono/node-server'
import { Hono } from 'hono'
import { createApp, html, LiveView } from 'overwire'
import type { App, AppOptions } from 'overwire'
import { overwire as forBun } from 'overwire/bun'
import { overwire as forHono } from 'overwire/hono'
import { nodeHandler } from 'overwire/node'
import { WebSocket } from 'ws'
import { SOCKET_PATH } from '../../src/wire/paths.ts'
import { urlOf } from './url-of.ts'

class Page extends LiveView {
  override render() {
    return html`<h1>here</h1>`
  }
}

interface Said {
  errorId?: string
  error?: { code: string; message: string }
  sentence: string
}

function makeApp(options: AppOptions = {}): { app: App; said: Said[] } {
  const said: Said[] = []
  const note = (fields: object, sentence: string) => void said.push({ ...fields, sentence })
  const logger = { info() {}, warn: note, error: note }
  const secret = 'a secret of missing lines'
  const app = createApp({ secret, logger, development: false, ...options }).live('/todos', Page)
  return { app, said }
}

test('a server of Node without attachSockets is told so once, when a page connects', async (t) => {
  const { app, said } = makeApp()
  const url = await urlOf(t, app, createServer(nodeHandler(app)).listen(0))
  for (let i = 0; i < 3; i++) {
    const socket = new WebSocket(url.replace('http', 'ws') + SOCKET_PATH, { origin: url })
    const [error] = (await once(socket, 'error')) as [Error]
    assert.match(error.message, /501/)
  }
  assert.deepEqual([said.length, said[0]?.error?.code], [1, 'E_NO_SOCKETS'])
  assert.match(said[0]!.error!.message, /attachSockets\(app, server\)/)
})

/** Bun's server, as it is without the option `websocket`. */
const bare = {
  upgrade() {
    throw new TypeError('To enable websocket support, set the "websocket" object in Bun.serve({})')
  },
  requestIP: () => ({ address: '127.0.0.1' }),
  timeout() {},
}

test('a server of Bun without websocket is told so once, alone and with Hono', async () => {
  const url = `http://localhost${SOCKET_PATH}`
  const headers = { upgrade: 'websocket', origin: 'http://localhost', host: 'localhost' }
  for (const isHono of [false, true]) {
    const { app, said } = makeApp()
    const host = new Hono().use(forHono(app))
    const options = forBun(app)
    const ask = async (): Promise<Response> => {
      const request = new Request(url, { headers })
      return isHono ? host.fetch(request, bare) : (await options.fetch(request, bare))!
    }
    for (let i = 0; i < 2; i++) {
      const answer = await ask()
      assert.equal(answer.status, 501)
      assert.match(await answer.text(), new RegExp(said[0]!.errorId!))
    }
    assert.deepEqual([said.length, said[0]?.error?.code], [1, 'E_NO_SOCKETS'])
    assert.match(said[0]!.error!.message, /websocket: overwire\(app\)\.websocket/)
    await app.stop()
  }
})

test('a pattern of Hono without its star is named', async (t) => {
  const { app, said } = makeApp()
  const host = new Hono().use('/team', forHono(app))
  const url = await urlOf(t, app, serveHono({ fetch: host.fetch, port: 0 }) as Server)
  await fetch(`${url}/team`)
  await fetch(`${url}/team`)
  assert.deepEqual(
    said.map(({ sentence }) => sentence.includes("server.use('/team/*', overwire(app))")),
    [true],
  )
})

test('Hono without a server says which ones there are', async () => {
  const { app } = makeApp()
  let thrown: unknown
  const host = new Hono().use(forHono(app)).onError((error, context) => {
    thrown = error
    return context.text('failed', 500)
  })
  await host.request('/todos')
  assert.match(String(thrown), /E_HONO.*@hono\/node-server.*Bun\.serve.*Deno\.serve.*app\.fetch/)
  await app.stop()
})

for (const development of [true, false]) {
  test(`what is asked beside the base path is told where the app lives: ${development}`, async () => {
    const { app, said } = makeApp({ development, basePath: '/team' })
    for (const path of ['/todos', '/', '/_overwire/client.js', '/teams']) {
      const answer = await app.fetch(new Request(`http://localhost${path}`))
      assert.equal(answer.status, 404)
      const text = await answer.text()
      const told = `This app is mounted below "/team", and "${path}" is not.`
      assert.equal(text.replaceAll('&#34;', '"').includes(told), development)
      assert.match(text, /href="\/team"/)
    }
    assert.deepEqual(said, [])
    await app.stop()
  })
}
