/** What costs the server something and is neither a frame nor a request's body: it ends its own connection. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import { eventually, inTime } from '../eventually.ts'
import { Counter } from './counter.ts'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

/** It may be reset: that is an end too. */
const closeOf = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once('close', () => resolve()))

for (const kind of ['ping', 'pong'] as const) {
  test(`too many ${kind} frames of WebSocket itself end their connection; some do not`, async (t) => {
    const { url } = await serve(t, (app) => app.live('/', Counter))
    const [window, other] = [await RawWindow.join(url), await RawWindow.join(url)]
    for (let i = 0; i < 50; i++) other.socket[kind]()
    for (let i = 0; i < 200; i++) window.socket[kind]()
    await window.closing()
    other.send([1, 1, 0, 'inc'])
    assert.equal((await other.answer(1))?.[0], 1)
  })
}

test('a message in a thousand pieces ends its connection; one in some does not', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Counter))
  const [window, other] = [await RawWindow.join(url), await RawWindow.join(url)]
  const frame = '[1,1,0,"inc"]'
  for (const letter of frame) other.socket.send(letter, { fin: false })
  other.socket.send('')
  assert.equal((await other.answer(1))?.[0], 1)
  for (let i = 0; i < 1100; i++) window.socket.send('', { fin: false })
  assert.equal(await window.closing(), 1008)
  other.send([1, 2, 0, 'inc'])
  assert.equal((await other.answer(2))?.[0], 1)
})

for (const ask of ['POST /nope', 'GET /']) {
  test(`a body in chunks that nobody reads ends its connection with the answer: ${ask}`, async (t) => {
    const { url } = await serve(t, (app) => app.live('/', Counter))
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let said = ''
    socket.on('data', (text) => (said += String(text))).on('error', () => {})
    const closed = closeOf(socket)
    socket.write(`${ask} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`)
    // As long as they come the connection is not idle.
    const chunks = setInterval(() => socket.write('1\r\na\r\n'), 50)
    t.after(() => clearInterval(chunks))
    await inTime(closed, 'it is closed', { state: () => said, mostMs: 20_000 })
    assert.match(said, ask === 'GET /' ? / 200 / : / 40[34] /)
  })
}

test('a WebSocket that was told its end and goes on sending is cut', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Counter))
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  let said = 0
  socket.on('data', ({ length }: Buffer) => (said += length))
  const closed = closeOf(socket)
  socket.write(
    `GET /_overwire/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://a\r\n\r\n`,
  )
  await once(socket, 'data')
  // Texts of one sign; it answers no close frame, for which the server would wait ten seconds.
  socket.write(
    Buffer.concat(Array.from({ length: 200 }, () => Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]))),
  )
  await inTime(closed, 'it is cut', { mostMs: 8000 })
  assert.ok(said < 1000, `${said} bytes were said`)
})

for (const [path, before] of [
  ['/nope', ''],
  ['/text', ''],
  ['/text', 'GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n'],
] as const) {
  test(`a packet of thousands of pieces ends its connection, and what its address has not sent yet: ${before.slice(0, 9)} ${path}`, async (t) => {
    const { url } = await serve(t, (app) =>
      app
        .live('/', Counter)
        .get('/slow', () => new Promise<Response>(() => {}))
        .post('/text', async (request) => new Response(await request.text())),
    )
    const open = async (localAddress: string): Promise<Socket> => {
      const port = Number(new URL(url).port)
      const socket = connect({ port, host: '127.0.0.1', localAddress })
      socket.on('error', () => {}).resume()
      await once(socket, 'connect')
      return socket
    }
    const head = `${before}POST ${path} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`
    const sockets = await Promise.all(Array.from({ length: 3 }, () => open('127.0.0.1')))
    const other = await open('127.0.0.2')
    const closed = sockets.map((socket) => closeOf(socket))
    sockets[0]!.write(head + '1\r\na\r\n'.repeat(10_000))
    await inTime(Promise.all(closed), 'they are closed', { mostMs: 8000 })
    other.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await inTime(once(other, 'data'), 'another address is answered')
    other.destroy()
  })
}

test('as many pieces in many packets are a body like others', async (t) => {
  const { url } = await serve(t, (app) =>
    app.post('/text', async (request) => new Response(String((await request.text()).length))),
  )
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let said = ''
  socket.on('data', (text) => (said += String(text))).on('error', () => {})
  t.after(() => socket.destroy())
  socket.write('POST /text HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n')
  for (let packet = 0; packet < 10; packet++) {
    socket.write(`14\r\n${'a'.repeat(20)}\r\n`.repeat(1000))
    // In turns of their own, so that they are packets of their own.
    for (let i = 0; i < 5; i++) await turn()
  }
  socket.write('0\r\n\r\n')
  await eventually(() => /\r\n\r\n/.test(said), 'it is answered')
  assert.match(said, / 200 [^]*200000/)
})
