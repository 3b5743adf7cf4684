/** What bodies of requests are read into, for as long as their handlers run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, LiveView, serverOf } from 'overwire'
import type { App } from 'overwire'
import { HeldBodies } from '../../src/server/held-bodies.ts'
import { bodyWeight } from '../../src/server/body-weight.ts'
import { eventually } from '../eventually.ts'
import { FakeClock } from '../tasks/fake-clock.ts'
import { serve } from './serve.ts'

class Page extends LiveView {
  render() {
    return html`<p>page</p>`
  }
}

/** What handlers wait for, in the order in which they came to it. */
const gates: (() => void)[] = []
const gate = (): Promise<void> => new Promise((resolve) => void gates.push(resolve))
const SENT = `[${'{},'.repeat(10_000)}{}]`
const FORM = `${'--X\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\n\r\n'.repeat(500)}--X--`

const route = (app: App): unknown =>
  app
    .live('/', Page)
    .post('/json', async (request) => {
      await request.json()
      await gate()
      return new Response('read')
    })
    .post('/form', async (request) => {
      await request.formData()
      await gate()
      return new Response('read')
    })
    .post('/stream', async (request) => {
      const sent: unknown = await request.json()
      const pull = async (controller: ReadableStreamDefaultController): Promise<void> => {
        await gate()
        controller.enqueue(new TextEncoder().encode(String(Array.isArray(sent))))
        controller.close()
      }
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), {
        status: 201,
        headers: [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      })
    })
    .post('/left', () => new Response('left'))

const limits = { heldBodyBytesPerAddress: 1_000_000, heldBodyBytes: 2_000_000 }

/** Posts from an address. */
const posts =
  (url: string) =>
  async (path: string, from: string, body: string, type = 'text/plain'): Promise<number> => {
    const headers = { 'x-forwarded-for': from, 'content-type': type }
    const { status } = await fetch(url + path, { method: 'POST', body, headers })
    return status
  }

test('bodies are read as there is room for what they become, until they are answered', async (t) => {
  const { url, app } = await serve(t, route, { limits, trustedProxies: 1 })
  const { held } = serverOf(app).settings.bodies
  const post = posts(url)
  const first = post('/json', '1.1.1.1', SENT)
  await eventually(() => gates.length === 1)
  assert.ok(held.bytes > 600_000, `${held.bytes}`)
  const second = post('/json', '1.1.1.1', SENT)
  await eventually(() => serverOf(app).settings.bodies.bytes === SENT.length, 'it waits as it came')
  const other = post('/json', '2.2.2.2', SENT)
  const small = post('/json', '1.1.1.1', '[]')
  await eventually(() => gates.length === 3)
  gates.shift()!()
  assert.equal(await first, 200)
  await eventually(() => gates.length === 3, 'the second has its turn')
  for (const open of gates.splice(0)) open()
  assert.deepEqual(await Promise.all([second, other, small]), [200, 200, 200])
  assert.equal(held.bytes, 0)
})

test('a body is held until all of its answer is sent, or nobody takes it', async (t) => {
  const { url, app } = await serve(t, route, { limits })
  const { held } = serverOf(app).settings.bodies
  const ask = (signal?: AbortSignal): Promise<Response> =>
    fetch(`${url}/stream`, { method: 'POST', body: SENT, ...(signal && { signal }) })
  const asked = ask()
  await eventually(() => gates.length === 1)
  assert.ok(held.bytes > 600_000)
  gates.shift()!()
  const answer = await asked
  assert.equal(await answer.text(), 'true')
  assert.equal(answer.status, 201)
  assert.deepEqual(answer.headers.getSetCookie().slice(0, 2), ['a=1', 'b=2'])
  await eventually(() => held.bytes === 0)
  const leaving = new AbortController()
  const left = ask(leaving.signal).then((given) => given.text())
  await eventually(() => gates.length === 1)
  leaving.abort()
  await assert.rejects(left)
  await eventually(() => held.bytes === 0, 'nobody takes it')
  gates.shift()!()
})

test('files of forms count as what they are', async (t) => {
  const { url, app } = await serve(t, route, { limits, trustedProxies: 1 })
  const type = 'multipart/form-data; boundary=X'
  const post = posts(url)('/form', '1.1.1.1', FORM, type)
  await eventually(() => gates.length === 1)
  assert.ok(serverOf(app).settings.bodies.held.bytes > 500 * 840)
  gates.shift()!()
  assert.equal(await post, 200)
})

test('a body that nobody reads holds nothing', async (t) => {
  const { url, app } = await serve(t, route, { limits, trustedProxies: 1 })
  assert.equal(await posts(url)('/left', '1.1.1.1', SENT), 200)
  const { bodies } = serverOf(app).settings
  assert.deepEqual([bodies.bytes, bodies.held.bytes], [0, 0])
})

/** Holds so many bytes. @returns how it went. */
function hold(bodies: HeldBodies, network: string, bytes: number) {
  const { turn, release } = bodies.hold(network, bytes)
  const body = { state: turn ? 'waits' : 'held', release }
  turn?.then(
    () => (body.state = 'held'),
    ({ code }: { code: string }) => (body.state = code),
  )
  return body
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a body that is alone is held however large it is; what waits too long is refused', async () => {
  const clock = new FakeClock(0)
  const bodies = new HeldBodies({ ofOne: 100, ofAll: 150 }, clock)
  const first = hold(bodies, 'a', 1000)
  const second = hold(bodies, 'a', 10)
  const other = hold(bodies, 'b', 10)
  assert.deepEqual([first.state, second.state, other.state], ['held', 'waits', 'held'])
  await clock.advance(10_000)
  await settled()
  assert.equal(second.state, 'E_BODIES')
  first.release()
  second.release()
  other.release()
  assert.equal(bodies.bytes, 0)
  assert.equal(hold(bodies, 'a', 1000).state, 'held')
})

test('networks take turns, and one that is left makes room', async () => {
  const bodies = new HeldBodies({ ofOne: 100, ofAll: 200 }, new FakeClock(0))
  const first = hold(bodies, 'a', 80)
  const second = hold(bodies, 'b', 70)
  const waiting = [hold(bodies, 'a', 80), hold(bodies, 'a', 20), hold(bodies, 'c', 80)]
  const states = (): string[] => waiting.map(({ state }) => state)
  assert.deepEqual(states(), ['waits', 'waits', 'waits'])
  waiting[0]!.release()
  await settled()
  assert.deepEqual(states(), ['E_BODIES', 'waits', 'waits'])
  second.release()
  await settled()
  assert.deepEqual(states(), ['E_BODIES', 'waits', 'held'])
  first.release()
  await settled()
  assert.deepEqual(states(), ['E_BODIES', 'held', 'held'])
  for (const { release } of waiting.slice(1)) release()
  assert.equal(bodies.bytes, 0)
})

test('small bodies have room that large ones can not fill', () => {
  const bodies = new HeldBodies({ ofOne: 102_400, ofAll: 204_800 }, new FakeClock(0))
  const large = hold(bodies, 'a', 80_000)
  assert.equal(hold(bodies, 'a', 20_000).state, 'waits')
  for (let i = 0; i < 224; i++) assert.equal(hold(bodies, 'a', 100).state, 'held')
  assert.equal(hold(bodies, 'a', 100).state, 'waits')
  assert.equal(hold(bodies, 'b', 90_000).state, 'waits')
  assert.equal(hold(bodies, 'b', 100).state, 'held')
  large.release()
})

test('a body counts by its signs, whatever its type says', () => {
  const weigh = (type: string, text: string): number =>
    bodyWeight(type).add(new TextEncoder().encode(text)) / text.length
  assert.ok(weigh('text/plain', SENT) > 20)
  assert.ok(weigh('multipart/form-data; boundary=X', SENT) > 20)
  assert.ok(weigh('', '&a'.repeat(1000)) > 23)
  assert.equal(weigh('text/plain', 'x'.repeat(1000)), 2)
})

test('names that are numbers count, wherever pieces end and however they are written', () => {
  const weigh = (text: string, size: number = text.length): number => {
    const weight = bodyWeight('application/json')
    const bytes = new TextEncoder().encode(text)
    for (let at = 0; at < bytes.length; at += size) weight.add(bytes.subarray(at, at + size))
    return weight.numbered
  }
  for (const name of ['"999":', '"999" \n:', '"\\u0039\\u0039\\u0039":']) {
    const text = `[${`{${name}0},`.repeat(100)}0]`
    const whole = weigh(text)
    assert.ok(whole > 100 * 8 * 1000, `${name} ${whole}`)
    for (const size of [1, 2, 3, 7]) assert.equal(weigh(text, size), whole, `${name} by ${size}`)
  }
  const other = '[{"a":"999"},"999",{"":"1"},{"12345":0},{"x9":1},{"a9":"\\"9"}]'
  assert.equal(weigh(other), 0)
  // A list of a thousand as an object takes what one place behind the other takes.
  const list = Array.from({ length: 1000 }, (_, i) => `"${i}":0`).join()
  assert.ok(weigh(`{${list}}`) < 100_000)
})

test('a body whose objects grow when they are copied is refused', async (t) => {
  const { url } = await serve(t, (app) =>
    app.post('/rows', async (request) => {
      const rows = (await request.json()) as object[]
      return new Response(String(rows.map((row) => ({ ...row })).length))
    }),
  )
  const post = async (body: string): Promise<string> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/rows`, { method: 'POST', headers, body })
    return `${answer.status}${answer.ok ? ` ${await answer.text()}` : ''}`
  }
  assert.equal(await post(`[${'{"999":0},'.repeat(50_000)}{}]`), '413')
  assert.equal(await post(`[${'{"999":0},'.repeat(1000)}{}]`), '200 1001')
  assert.equal(await post(`[${'{"n99":0},'.repeat(50_000)}{}]`), '200 50001')
})
