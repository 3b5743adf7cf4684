/** A body that is not what its handler reads is a mistake of its sender. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createApp } from 'overwire'
import { listen } from 'overwire/node'

const logged: object[] = []
const logger = { info() {}, warn() {}, error: (fields: object) => void logged.push(fields) }

function makeApp() {
  return createApp({ logger, development: false })
    .post('/form', async (request) => Response.json([...(await request.formData()).keys()]))
    .post('/json', async (request) => Response.json(await request.json()))
    .post('/twice', async (request) => Response.json([await request.text(), await request.json()]))
    .post('/any', async (request) => new Response(await request.text()))
    .post('/pieces', async (request) => {
      const pieces: number[] = []
      for await (const piece of request.body!) pieces.push(piece.byteLength)
      return Response.json(pieces)
    })
    .post('/first', async (request) => {
      const first = await request.body!.getReader().read()
      return new Response(first.value)
    })
    .post('/own', async (request) => {
      const value: unknown = await request.json().catch((error: { code: string }) => error.code)
      return Response.json(value)
    })
}

const wrong: [path: string, type: string, body: string | null][] = [
  ['/form', 'application/json', '{}'],
  ['/form', 'multipart/form-data; boundary=x', '--x\r\nbroken'],
  ['/form', 'multipart/form-data', 'x'],
  ['/form', 'text/plain', 'a=1'],
  ['/form', 'text/plain', null],
  ['/form', 'application/x-www-form-urlencoded', 'a&'.repeat(20_000)],
  ['/json', 'application/json', '{"a":'],
  ['/json', 'application/json', ''],
  ['/json', 'application/x-www-form-urlencoded', 'a=1'],
]

test('a body that is no form, or no JSON, is answered with 400, and no error of the app', async () => {
  const server = await listen(makeApp(), { port: 0, stopOnSignals: false })
  try {
    for (const [path, type, body] of wrong) {
      const init = { method: 'POST', headers: { 'content-type': type }, body }
      const name = `${path} ${type} ${body}`
      assert.equal((await fetch(server.url + path, init)).status, 400, name)
      const direct = await makeApp().fetch(new Request(`http://localhost${path}`, init))
      assert.equal(direct.status, 400, `${name}, without a server`)
    }
    assert.deepEqual(logged, [])
  } finally {
    await server.close()
  }
})

test('other bodies are read as before, and mistakes of the handler stay its own', async () => {
  const app = makeApp()
  const ask = (path: string, body: BodyInit) =>
    app.fetch(new Request(`http://localhost${path}`, { method: 'POST', body }))
  assert.equal(await (await ask('/form', new URLSearchParams({ a: '1' }))).text(), '["a"]')
  assert.equal(await (await ask('/json', '{"a":1}')).text(), '{"a":1}')
  assert.equal(await (await ask('/any', '{"a":')).text(), '{"a":')
  assert.equal(await (await ask('/own', '{"a":')).text(), '"E_BODY"')
  assert.equal((await ask('/twice', '{}')).status, 500)
})

/** Sends a body in so many equal chunks. @returns what is answered. */
async function send(
  url: string,
  path: string,
  { chunk, count, end }: { chunk: string; count: number; end: string },
): Promise<string> {
  const socket = connect(Number(new URL(url).port))
  let said = ''
  socket.on('data', (data) => (said += String(data)))
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n`)
  socket.write('connection: close\r\n\r\n')
  socket.write(chunk.repeat(count) + end)
  await once(socket, 'data')
  socket.destroy()
  return said.slice(said.indexOf('\r\n\r\n') + 4)
}

test('a body in small chunks is read in large pieces, and at once when nothing follows', async () => {
  const server = await listen(makeApp(), { port: 0, stopOnSignals: false })
  try {
    const chunk = `14\r\n${'a'.repeat(20)}\r\n`
    const said = await send(server.url, '/pieces', { chunk, count: 15_000, end: '0\r\n\r\n' })
    const pieces = JSON.parse(/\[.*\]/s.exec(said)![0]) as number[]
    assert.equal(
      pieces.reduce((sum, piece) => sum + piece, 0),
      300_000,
    )
    assert.ok(pieces.length < 100, `${pieces.length} pieces`)
    assert.match(await send(server.url, '/first', { chunk, count: 1, end: '' }), /a{20}/)
  } finally {
    await server.close()
  }
})

test('a body in chunks of one byte ends before its sender is through with it', async () => {
  logged.length = 0
  const server = await listen(makeApp(), { port: 0, stopOnSignals: false })
  try {
    const socket = connect(Number(new URL(server.url).port))
    socket.on('error', () => {})
    socket.resume()
    socket.write('POST /any HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n')
    socket.write('1\r\na\r\n'.repeat(20_000))
    await new Promise((resolve) => socket.on('close', resolve))
    assert.deepEqual(logged, [])
  } finally {
    await server.close()
  }
})
