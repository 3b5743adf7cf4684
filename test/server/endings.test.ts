/** Connections and servers end, whatever their browsers do. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { test } from 'node:test'
import { createApp, event, html, LiveView, serverOf } from 'overwire'
import type { App, Limits } from 'overwire'
import { attachSockets, listen, nodeHandler } from 'overwire/node'
import { WebSocket } from 'ws'
import { eventually, inTime } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

let ended: string[] = []
/** What `disconnect` waits for. */
let gate: Promise<unknown> | undefined

class Page extends LiveView {
  text = ''
  @event grow() {
    this.text = 'x'.repeat(500_000) + this.text.length
  }
  override async disconnect(): Promise<void> {
    ended.push('begun')
    await gate
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
    ended.push('ended')
  }
  render() {
    return html`<p>${this.text}</p><button @click=${this.grow}></button>`
  }
}

class Stuck extends LiveView {
  override disconnect(): Promise<void> {
    ended.push('stuck')
    return new Promise(() => {})
  }
  render() {
    return html`<p>stuck</p>`
  }
}

const upgrade = (path: string, origin: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: ${origin}\r\n\r\n`

/** A client that never closes its own side. */
async function halfOpen(url: string, text: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), allowHalfOpen: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

const options = { limits: { closeMs: 300 } }

test('a connection that never joins is ended after joinMs', async (t) => {
  const { url, app } = await serve(t, (app) => app.live('/', Page), { limits: { joinMs: 40 } })
  const { cookie } = await loadPage(url)
  const idle = await RawWindow.open(url, cookie)
  assert.equal(serverOf(app).unjoined.size, 1)
  assert.equal(await idle.closing(), 4414)
  assert.equal(serverOf(app).unjoined.size, 0)
  const joined = await RawWindow.join(url)
  await eventually(() => idle.closed)
  const second = await RawWindow.open(url, cookie)
  await second.closing()
  assert.equal(joined.closed, undefined)
})

test('a refused upgrade is over, also when its client keeps its side open', async (t) => {
  const { url, server } = await serve(t, (app) => app.live('/', Page), options)
  for (const [path, origin, status] of [
    ['/_overwire/ws', 'http://evil.example', 403],
    ['/elsewhere', 'http://a', 404],
  ] as const) {
    const socket = await halfOpen(url, upgrade(path, origin))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    assert.match(answer.toString(), new RegExp(`^HTTP/1.1 ${status} `))
    const count = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_, n) => resolve(n)))
    await eventually(async () => (await count()) === 0)
    socket.destroy()
  }
})

test('upgrades that nobody takes are refused on a server of the app’s own too', async (t) => {
  const app = createApp({ development: false, secret: 'a secret for endings' })
  const server = createServer(nodeHandler(app))
  attachSockets(app, server)
  await new Promise<void>((resolve) => server.listen(0, resolve))
  t.after(() => server.close())
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const socket = await halfOpen(url, upgrade('/elsewhere', 'http://a'))
  const [answer] = (await inTime(once(socket, 'data'), 'an answer came')) as [Buffer]
  assert.match(answer.toString(), /^HTTP\/1.1 404 /)
  socket.destroy()
})

test('a request whose headers or body never end is ended by the server', async (t) => {
  const late: [string, Partial<Limits>][] = [
    ['GET / HTTP/1.1\r\nHost: a\r\n', { headersMs: 50 }],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx', { headersMs: 50, requestMs: 50 }],
  ]
  for (const [text, limits] of late) {
    const set = (app: App): unknown => app.post('/', async (r) => new Response(await r.text()))
    const { url } = await serve(t, set, { limits })
    const socket = await halfOpen(url, text)
    socket.resume()
    await inTime(once(socket, 'end'), 'the server ended it')
    socket.destroy()
  }
})

test('close returns within its limit, whatever clients do', async () => {
  const app = createApp({ development: false, secret: 'a secret for endings', ...options })
  app.live('/', Page)
  app.live('/stuck', Stuck)
  app.post('/', async (request) => new Response(await request.text()))
  const { url, server, close } = await listen(app, { port: 0 })
  server.on('upgrade', (request, socket) => {
    if (request.url === '/own') socket.on('error', () => {}).write('taken')
  })
  const own = await halfOpen(url, upgrade('/own', 'http://a'))
  await once(own, 'data')
  const windows = [await RawWindow.join(url), await RawWindow.join(url, '/stuck')]
  const deaf = windows[0]!
  for (let n = 1; n <= 30; n++) deaf.send([1, n, 0, 'grow'])
  deaf.socket.pause()
  const origin = url.replace('localhost', 'a').replace(/:\d+$/, '')
  const raw = [
    own,
    await halfOpen(url, upgrade('/_overwire/ws', origin)),
    await halfOpen(url, upgrade('/elsewhere', origin)),
    await halfOpen(url, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx'),
    await halfOpen(url, ''),
  ]
  const unjoined = new WebSocket(`${url.replace('http', 'ws')}/_overwire/ws`, { origin: url })
  await once(unjoined, 'open')
  ended = []
  await inTime(close(), 'close returned', { mostMs: 5000 })
  assert.deepEqual(
    ended.filter((said) => said !== 'stuck'),
    ['begun', 'ended'],
  )
  assert.ok(ended.includes('stuck'))
  for (const socket of raw) socket.destroy()
  unjoined.terminate()
  for (const { socket } of windows) socket.terminate()
})

test('close waits for an async disconnect', async () => {
  const app = createApp({ development: false, secret: 'a secret for endings' })
  app.live('/', Page)
  const { url, server, close } = await listen(app, { port: 0 })
  await RawWindow.join(url)
  await RawWindow.join(url)
  ended = []
  gate = once(server, 'close')
  await close()
  gate = undefined
  assert.deepEqual(ended.toSorted(), ['begun', 'begun', 'ended', 'ended'])
})

test('a connection that has not joined hears that the server stops', async () => {
  const app = createApp({ development: false, secret: 'a secret for endings' })
  app.live('/', Page)
  const { url, close } = await listen(app, { port: 0 })
  const { cookie } = await loadPage(url)
  const window = await RawWindow.open(url, cookie)
  await inTime(close(), 'close returned', { mostMs: 5000 })
  assert.equal(await window.closing(), 1001)
})

test('what was sent and is not read yet when a server closes is answered', async (t) => {
  const app = createApp({ development: false, secret: 'a secret for endings' })
  const server = await listen(
    app.get('/x', () => new Response('fine')),
    { port: 0 },
  )
  const ask = 'GET /x HTTP/1.1\r\nhost: localhost\r\n\r\n'
  const clients = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connect(server.port, '127.0.0.1')
      const client = { socket, said: '', error: undefined as Error | undefined }
      socket.on('data', (text) => (client.said += String(text)))
      socket.on('error', (error) => (client.error = error))
      socket.write(ask)
      await once(socket, 'data')
      client.said = ''
      return client
    }),
  )
  t.after(() => clients.forEach(({ socket }) => socket.destroy()))
  const ended = clients.map(({ socket }) => once(socket, 'close'))
  // In one turn: the server has read none of them when it is told to close.
  for (const { socket } of clients) socket.write(ask)
  const closed = server.close()
  await inTime(Promise.all([closed, ...ended]), 'the server and its connections end')
  for (const { said, error } of clients) {
    assert.match(said, /^HTTP\/1\.1 200 .*fine\r\n0\r\n\r\n$/s)
    assert.equal(error, undefined)
  }
})
