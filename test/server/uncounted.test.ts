/** What costs the server something and is neither a frame nor a request's body: it ends its own connection. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { inTime } from '../eventually.ts'
import { Counter } from './counter.ts'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

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

for (const ask of ['POST /nope', 'GET /']) {
  test(`a body in chunks that nobody reads ends its connection with the answer: ${ask}`, async (t) => {
    const { url } = await serve(t, (app) => app.live('/', Counter))
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let said = ''
    socket.on('data', (text) => (said += String(text))).on('error', () => {})
    const closed = once(socket, 'close')
    socket.write(`${ask} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`)
    // As long as they come the connection is not idle.
    const chunks = setInterval(() => socket.write('1\r\na\r\n'), 50)
    t.after(() => clearInterval(chunks))
    await inTime(closed, 'it is closed', { state: () => said, mostMs: 20_000 })
    assert.match(said, ask === 'GET /' ? / 200 / : / 40[34] /)
  })
}
