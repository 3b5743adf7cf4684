/** A body that is not what its handler reads is a mistake of its sender. */
import assert from 'node:assert/strict'
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
