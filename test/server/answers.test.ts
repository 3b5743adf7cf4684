/** What guards and handlers may answer, and what becomes of answers that can't be sent. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Guard, HttpHandler } from 'overwire'
import { Counter } from './counter.ts'
import { serve } from './serve.ts'

interface Answer {
  status: number
  text: string
  /** What the log says of it. */
  error: string
  /** Calls of `onError`. */
  told: number
}

async function ask(
  t: TestContext,
  { guard, handler }: { guard?: unknown; handler?: HttpHandler },
  path = '/x',
): Promise<Answer> {
  let told = 0
  const { url, logged } = await serve(
    t,
    (app) => {
      if (guard !== undefined) app.use((() => guard) as Guard)
      app.live('/', Counter)
      app.http('/x', handler ?? (() => new Response('secret')))
    },
    { onError: () => void told++, development: false },
  )
  const response = await fetch(url + path, { signal: AbortSignal.timeout(5000) })
  const text = await response.text()
  const entry = logged.find(({ fields }) => 'error' in fields)
  if (response.status === 500) assert.ok(text.includes(String(entry?.fields['errorId'])))
  return { status: response.status, text, error: String(entry?.fields['error']), told }
}

for (const [name, said] of [
  ['a Response', new Response('no', { status: 200 })],
  ['a refusing Response', new Response('no', { status: 403 })],
  ['the status 200', 200],
  ['the status 302', 302],
  ['no status', NaN],
  ['an object', { location: '/login' }],
] as const) {
  for (const path of ['/', '/x']) {
    test(`a guard that says ${name} lets nobody in: 500 at ${path}`, async (t) => {
      const { status, text, error, told } = await ask(t, { guard: said }, path)
      assert.equal(status, 500)
      assert.equal(told, 1)
      assert.ok(!text.includes('secret'))
      assert.match(error, /E_GUARD/)
    })
  }
}

test('a guard that names a status of an error: that status', async (t) => {
  assert.equal((await ask(t, { guard: 451 })).status, 451)
  assert.equal((await ask(t, { guard: 503 }, '/')).status, 503)
})

const locked = (): Response => {
  const response = new Response('secret')
  response.body!.getReader()
  return response
}

const used = async (): Promise<Response> => {
  const response = new Response('secret')
  await response.text()
  return response
}

for (const [name, handler, says] of [
  ['whose body has a reader', locked, /E_NO_RESPONSE.*has a reader/],
  ['whose body was read', used, /E_NO_RESPONSE.*was read already/],
  ['that is Response.error()', () => Response.error(), /E_NO_RESPONSE.*status 0/],
  ['with a body that 204 has none of', () => new Response('x', { status: 204 }), /204/],
  ['with a header that is none', () => new Response('', { headers: { a: 'b\nc' } }), /eader/],
  ['that is text', (() => 'secret') as unknown as HttpHandler, /E_NO_RESPONSE.*"secret"/],
] as const) {
  test(`an answer ${name} is status 500, a log line and onError`, async (t) => {
    const { status, error, told } = await ask(t, { handler })
    assert.equal(status, 500)
    assert.equal(told, 1)
    assert.match(error, says)
  })
}

test('answers to who has a session are for no shared cache, unless they say what of it', async (t) => {
  const { url } = await serve(t, (app) => {
    app.get('/plain', () => new Response('plain'))
    app.get('/login', (_request, { session }) => {
      session['name'] = 'ann'
      return new Response('in')
    })
    app.get('/cached', () => new Response('x', { headers: { 'cache-control': 'max-age=60' } }))
    app.get('/sets', (_request, { session }) => {
      session['n'] = Math.random()
      return new Response('x', { headers: { 'cache-control': 'no-cache' } })
    })
  })
  const get = async (path: string, cookie = ''): Promise<[string | null, string]> => {
    const response = await fetch(url + path, { headers: cookie ? { cookie } : {} })
    const set = response.headers.get('set-cookie')?.split(';')[0] ?? ''
    return [response.headers.get('cache-control'), set]
  }
  const [said, cookie] = await get('/login')
  assert.equal(said, 'private, no-store')
  assert.equal((await get('/plain'))[0], null, 'nobody’s')
  assert.equal((await get('/plain', cookie))[0], 'private')
  assert.equal((await get('/cached', cookie))[0], 'max-age=60')
  assert.equal((await get('/sets', cookie))[0], 'no-cache')
})
