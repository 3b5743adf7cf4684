/** What connections bring that is not all there: bodies of requests, and sockets that did not join. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView, serverOf } from 'overwire'
import type { App } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Page extends LiveView {
  text = 0
  @event keep({ text }: { text: string }): void {
    this.text = text.length
  }
  render() {
    return html`<p @click=${this.keep}>${this.text}</p>`
  }
}

const route = (app: App): unknown =>
  app
    .live('/', Page)
    .post('/text', async (request) => new Response(String((await request.text()).length)))
    .post('/most', async (request) => new Response(String((await request.text()).length)), {
      bodyBytes: 1e6,
    })
    .post('/half', async (request) => {
      await request.body!.getReader().read()
      return new Response('enough')
    })

/** Begins a POST and sends a part of its body. */
async function begin(t: TestContext, url: string, bytes: number, of: number, path = '/text') {
  const { hostname, port, host } = new URL(url)
  const socket: Socket & { got?: string } = connect(Number(port), hostname)
  t.after(() => socket.destroy())
  socket.got = ''
  socket.on('data', (data) => (socket.got += String(data)))
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${of}\r\n\r\n`)
  socket.write('x'.repeat(bytes))
  return socket
}

test('bodies that are not all there are bounded for an address, and make room when they end', async (t) => {
  const limits = { unfinishedBytesPerAddress: 100_000 }
  const { url, app } = await serve(t, route, { limits })
  const { bodies } = serverOf(app).settings
  const first = await begin(t, url, 40_000, 50_000)
  const second = await begin(t, url, 40_000, 50_000)
  await eventually(() => bodies.bytes === 80_000)
  const third = await begin(t, url, 40_000, 50_000)
  await eventually(() => third.got!.startsWith('HTTP/1.1 503'))
  assert.match(third.got!, /retry-after/i)
  first.write('x'.repeat(10_000))
  await eventually(() => first.got!.includes('50000'))
  second.destroy()
  await eventually(() => bodies.bytes === 0)
  const fourth = await begin(t, url, 50_000, 50_000)
  await eventually(() => fourth.got!.includes('50000'))
  assert.equal(bodies.bytes, 0)
})

test('a body counts no more than limits.bodyBytes, and nothing once it is answered', async (t) => {
  const limits = { unfinishedBytesPerAddress: 100_000, bodyBytes: 60_000 }
  const { url, app } = await serve(t, route, { limits })
  const { bodies } = serverOf(app).settings
  const large = await begin(t, url, 900_000, 900_001, '/most')
  await eventually(() => bodies.bytes === 60_000)
  large.write('x')
  await eventually(() => large.got!.includes('900001'))
  const half = await begin(t, url, 10_000, 20_000, '/half')
  await eventually(() => half.got!.includes('enough'))
  assert.equal(bodies.bytes, 0)
})

test('of all bodies together those go on whose address has less than its share', async (t) => {
  const limits = { unfinishedBytes: 60_000 }
  const { url, app } = await serve(t, route, { limits, trustedProxies: 1 })
  const { bodies } = serverOf(app).settings
  const post = (from: string, bytes: number): Promise<Response> =>
    fetch(`${url}/text`, {
      method: 'POST',
      body: 'x'.repeat(bytes),
      headers: { 'x-forwarded-for': from },
    })
  // Of the address "127.0.0.1", since it names no other.
  await begin(t, url, 55_000, 60_000)
  await eventually(() => bodies.bytes > 50_000)
  assert.equal((await post('2.2.2.2', 20_000)).status, 200)
  assert.equal((await post('2.2.2.2', 50_000)).status, 503)
})

test('connections that did not join are counted for their address', async (t) => {
  const { url } = await serve(t, route, { limits: { windowsPerAddress: 2 } })
  const page = await loadPage(url)
  const first = await RawWindow.open(url, page.cookie)
  await RawWindow.open(url, page.cookie)
  const third = await RawWindow.open(url, page.cookie)
  await third.closing()
  assert.equal(third.frames.length, 0)
  first.send([0, 1, page.token])
  await first.until(() => first.frames.length > 0)
  const fourth = await RawWindow.open(url, page.cookie)
  assert.equal(fourth.closed, undefined)
  await fourth.close()
  await eventually(async () => (await RawWindow.open(url, page.cookie)).closed === undefined)
})

test('a message is as long as a JOIN before it, as an event after it, and nothing after the end', async (t) => {
  const { url } = await serve(t, route)
  const page = await loadPage(url)
  const early = await RawWindow.open(url, page.cookie)
  early.send('x'.repeat(400_000))
  assert.equal(await early.closing(), 1009)
  const window = await RawWindow.joinPage(url, page)
  window.send([1, 1, 0, 'keep', { text: 'x'.repeat(900_000) }])
  assert.equal((await window.answer(1))[0], 1)
})
