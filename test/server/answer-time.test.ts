/** An app's functions that never end: requests and sockets do not wait for them for ever. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { component, html, LiveComponent, LiveView } from 'overwire'
import type { App, AppOptions, SessionRevocations } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'
import type { Served } from './serve.ts'

const never = (): Promise<never> => new Promise(() => {})
const limits = { eventMs: 40, answerMs: 40 }

class Page extends LiveView {
  render() {
    return html`<p>page</p>`
  }
}

function served(t: TestContext, setUp: (app: App) => void, options: AppOptions = {}) {
  return serve(
    t,
    (app) => {
      app.live('/', Page)
      setUp(app)
    },
    { limits, ...options },
  )
}

/** Answered with 503, an id, and a log line with the same id. */
async function assertLate({ url, logged }: Served, path: string, init?: RequestInit) {
  const response = await fetch(url + path, init)
  assert.equal(response.status, 503, path)
  const id = /Error <code>([\w-]+)/.exec(await response.text())?.[1]
  assert.ok(id, path)
  const line = logged.find(({ fields }) => fields['errorId'] === id)
  assert.equal((line?.fields['error'] as { code?: string } | undefined)?.code, 'E_EVENT_TIME')
}

test('a handler without an end is answered with 503, and its signal is aborted', async (t) => {
  const signals: AbortSignal[] = []
  const hang = (request: Request): Promise<never> => {
    signals.push(request.signal)
    return never()
  }
  const server = await served(t, (app) => {
    app.get('/get', hang)
    app.post('/post', hang)
    app.post('/read', async (request) => {
      await request.text()
      return hang(request)
    })
    app.get(
      '/fetch',
      (request) =>
        new Promise((_, reject) => {
          request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))
        }),
    )
    app.get('/unread', never)
    app.http('/long', () => new Promise((give) => setTimeout(give, 120, new Response('long'))), {
      answerMs: Infinity,
    })
  })
  await assertLate(server, '/get')
  await assertLate(server, '/post', { method: 'POST', body: 'x' })
  await assertLate(server, '/read', { method: 'POST', body: 'x' })
  await assertLate(server, '/fetch')
  await assertLate(server, '/unread')
  assert.deepEqual(
    signals.map(({ aborted, reason }) => aborted && (reason as { code: string }).code),
    ['E_EVENT_TIME', 'E_EVENT_TIME', 'E_EVENT_TIME'],
  )
  assert.equal(await (await fetch(`${server.url}/long`)).text(), 'long')
})

test('a handler’s signal is aborted when its browser leaves', async (t) => {
  let signal: AbortSignal | undefined
  const { url } = await served(
    t,
    (app) =>
      app.get('/get', (request) => {
        signal = request.signal
        return never()
      }),
    { limits: { answerMs: 60_000 } },
  )
  const leaving = new AbortController()
  const left = fetch(`${url}/get`, { signal: leaving.signal }).catch(() => 'left')
  await eventually(() => signal !== undefined)
  leaving.abort()
  assert.equal(await left, 'left')
  await eventually(() => signal!.aborted)
})

test('an answer whose body takes longer is sent to its end', async (t) => {
  let signal: AbortSignal | undefined
  const { url } = await served(t, (app) =>
    app.get('/stream', (request) => {
      signal = request.signal
      let chunks = 0
      const pull = async (controller: ReadableStreamDefaultController): Promise<void> => {
        await new Promise((go) => setTimeout(go, 30))
        if (++chunks > 4) controller.close()
        else controller.enqueue(new TextEncoder().encode('x'))
      }
      return new Response(new ReadableStream({ pull }))
    }),
  )
  assert.equal(await (await fetch(`${url}/stream`)).text(), 'xxxx')
  assert.equal(signal!.aborted, false)
})

let hangs = false
const maybe = <T>(value: T): T | Promise<never> => (hangs ? never() : value)
const revocations: SessionRevocations = { has: async () => maybe(false), add: async () => {} }
const cases: Record<string, [AppOptions, (app: App) => unknown]> = {
  guard: [{}, (app) => app.use(() => maybe(true))],
  user: [{ user: () => maybe(null) }, () => {}],
  revocations: [{ revocations }, () => {}],
}

for (const [name, [options, setUp]] of Object.entries(cases)) {
  test(`${name} without an end: pages, handlers and sockets do not wait for it`, async (t) => {
    hangs = false
    const server = await served(
      t,
      (app) => {
        setUp(app)
        app.get('/handler', () => new Response('ok'))
      },
      options,
    )
    const { url, logged } = server
    const { token, cookie } = await loadPage(url)
    const first = await RawWindow.join(url)
    hangs = true
    const headers = { cookie }
    await assertLate(server, '/', { headers })
    await assertLate(server, '/handler', { headers })
    // Taken from the page that waits, which is admitted already; the next one is mounted anew.
    const join = async (key?: unknown): Promise<RawWindow> => {
      const window = await RawWindow.open(url, cookie)
      window.send(key === undefined ? [0, 1, token] : [0, 1, token, key, 0])
      await window.until(() => window.frames.length > 0 || window.closed !== undefined)
      return window
    }
    if (name !== 'revocations') await (await join()).close()
    assert.equal((await join()).closed, 4500)
    assert.ok(logged.some(({ sentence }) => sentence === 'a connection failed'))
    await first.close()
  })
}

test('a guard without an end ends no visit for ever', async (t) => {
  hangs = false
  const { url } = await served(t, (app) => {
    app.use(({ path }) => (path === '/other' ? never() : true))
    app.live('/other', class Other extends Page {})
  })
  const window = await RawWindow.join(url)
  window.send([5, 1, 0, '/other', 1])
  assert.equal((await window.answer(1))[0], 2)
})

test('an error page without an end is the standard one', async (t) => {
  const { url } = await served(t, (app) => app.errorPage(404, never))
  const response = await fetch(`${url}/nowhere`)
  assert.equal(response.status, 404)
  assert.match(await response.text(), /There is no page here/)
})

test('a page whose component is never mounted is answered with 503, and its view leaves', async (t) => {
  const left: string[] = []
  class Endless extends LiveComponent<object> {
    override mount() {
      return never()
    }
    override unmount() {
      left.push('component')
    }
    render() {
      return html`<i></i>`
    }
  }
  class Around extends LiveView {
    render() {
      return html`<div>${component(Endless, { id: 1 })}</div>`
    }
  }
  const server = await served(t, (app) => app.live('/around', Around))
  await assertLate(server, '/around')
  await eventually(() => left.length === 1)
  assert.deepEqual(server.app.counts, { connected: 0, pending: 0, absent: 0 })
})
