/** Requests on one connection that do not wait for their answers. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { html, LiveView } from 'overwire'
import { eventually, inTime } from '../eventually.ts'
import { Counter } from './counter.ts'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

/** It may be reset: that is an end too. */
const closeOf = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once('close', () => resolve()))

class Page extends LiveView {
  override render() {
    return html`<p>page</p>`
  }
}

const GET = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`

async function open(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  return socket
}

test('they are answered in their order, one after another', async (t) => {
  let running = 0
  let most = 0
  const { url } = await serve(t, (app) =>
    app.live('/', Page).get('/n/:n', async (_request, { params }) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return new Response(`<${params['n']}>`)
    }),
  )
  const socket = await open(url)
  let said = ''
  socket.on('data', (data) => (said += String(data)))
  const wanted = Array.from({ length: 50 }, (_, i) => `<${i}>`)
  socket.write(wanted.map((_, i) => GET(`/n/${i}`)).join(''))
  await eventually(() => said.includes('<49>'), 'all are answered')
  assert.deepEqual(said.match(/<\d+>/g), wanted)
  assert.equal(most, 1)
  socket.destroy()
})

test('answers that nobody reads do not pile up, and others are answered meanwhile', async (t) => {
  let made = 0
  const { url } = await serve(t, (app) =>
    app.live('/', Page).get('/large', () => {
      made++
      return new Response('x'.repeat(8_000_000))
    }),
  )
  const socket = await open(url)
  socket.pause()
  socket.write(GET('/large').repeat(90))
  for (let i = 0; i < 20; i++) assert.equal((await fetch(url)).status, 200)
  assert.ok(made <= 2, `${made} were made`)
  socket.destroy()
})

test('too many of them end their connection', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Counter).get('/x', () => new Response('x')))
  const other = await RawWindow.join(url)
  const socket = await open(url)
  socket.resume()
  const closed = closeOf(socket)
  socket.write(GET('/x').repeat(1000))
  await closed
  // Its address is refused for a while, so that its other connections do not bring as much; a window goes on.
  await assert.rejects(fetch(url))
  other.send([1, 1, 0, 'inc'])
  assert.equal((await other.answer(1))?.[0], 1)
})

test('fewer on each of several connections are too many together', async (t) => {
  const { url } = await serve(t, (app) =>
    app.live('/', Counter).get('/slow', () => new Promise<Response>(() => {})),
  )
  const sockets = await Promise.all(Array.from({ length: 4 }, () => open(url)))
  const ended = sockets.map((socket) => closeOf(socket.resume()))
  for (const socket of sockets) socket.write(GET('/slow').repeat(70))
  await inTime(Promise.race(ended), 'one of them ends')
  await assert.rejects(fetch(url))
  for (const socket of sockets) socket.destroy()
})

test('a connection on which an answer is not taken ends', async (t) => {
  const { url } = await serve(
    t,
    (app) => app.live('/', Page).get('/large', () => new Response('x'.repeat(50_000_000))),
    { limits: { requestMs: 300, headersMs: 300 } },
  )
  const socket = await open(url)
  socket.pause()
  socket.write(GET('/large'))
  const closed = closeOf(socket)
  await eventually(() => socket.readableLength > 0 || socket.bytesRead > 0, 'it begins')
  setTimeout(() => socket.resume(), 2000)
  await closed
  assert.ok(socket.bytesRead < 50_000_000, `${socket.bytesRead} bytes came`)
})

test('connections of a proxy carry requests of many visitors: they are not counted together', async (t) => {
  const { url } = await serve(
    t,
    (app) => app.live('/', Page).get('/x', () => new Response('<x>')),
    { trustedProxies: 1 },
  )
  const sockets = await Promise.all(Array.from({ length: 4 }, () => open(url)))
  const said = sockets.map(() => '')
  sockets.forEach((socket, i) => socket.on('data', (data) => (said[i] += String(data))))
  for (const socket of sockets) socket.write(GET('/x').repeat(70))
  const count = (text: string): number => text.split('<x>').length - 1
  await eventually(() => said.every((text) => count(text) === 70), 'all are answered', {
    state: () => said.map(count),
  })
  for (const socket of sockets) socket.destroy()
})
