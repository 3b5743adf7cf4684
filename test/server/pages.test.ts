/** The HTTP side: documents, titles, parameters, sessions, users, errors. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createApp, each, event, html, LiveError, LiveView } from 'overwire'
import type { LiveRequest } from 'overwire'
import { attachSockets, nodeHandler } from 'overwire/node'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

declare module 'overwire' {
  interface User {
    name: string
  }
}

class Profile extends LiveView {
  text = ''
  mount(request: LiveRequest, { id }: { id: string }) {
    const visits = Number(request.session['visits'] ?? 0) + 1
    request.session['visits'] = visits
    this.pageTitle = `Profile ${id}`
    const { path, lang, user, query, cookies } = request
    this.text = [
      id,
      path,
      query.getAll('tab').join('+'),
      lang,
      user?.name,
      visits,
      cookies['mine'],
    ].join('|')
  }
  @event rename() {
    this.pageTitle = 'Renamed & <new>'
  }
  render() {
    return html`<p>${this.text}</p>`
  }
}

const headers = (extra: Record<string, string>): RequestInit => ({ headers: extra })

test('a view knows its route, query, language, cookies, user and session', async (t) => {
  const { url } = await serve(t, (app) => app.live('/users/:id', Profile), {
    user: (request) => ({ name: `user of ${request.path}` }),
  })
  const sent = headers({ cookie: 'mine=x', 'accept-language': 'de-AT,de;q=0.9' })
  const response = await fetch(`${url}/users/J%C3%B6rg%20S?tab=a&tab=b`, sent)
  const page = await response.text()
  assert.match(page, /<p>Jörg S\|\/users\/J%C3%B6rg%20S\|a\+b\|de-AT\|user of [^|]+\|1\|x<\/p>/)
  assert.match(page, /<html lang="de-AT">/)
  assert.match(page, /<title>Profile Jörg S<\/title>/)
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
})

test('the session cookie is signed, kept between requests, and renewed only when it changes', async (t) => {
  const { url } = await serve(t, (app) => {
    app.live('/users/:id', Profile)
    app.live('/', Plain)
  })
  const first = await fetch(`${url}/users/1`)
  const set = first.headers.get('set-cookie')!
  assert.match(set, /^overwire_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
  const cookie = set.split(';')[0]!
  assert.match(await (await fetch(`${url}/users/1`, headers({ cookie }))).text(), /\|2\|/)
  const unchanged = await fetch(url, headers({ cookie }))
  assert.equal(unchanged.headers.get('set-cookie'), null)
  const forged = cookie.replace('=', '=x')
  assert.match(await (await fetch(`${url}/users/1`, headers({ cookie: forged }))).text(), /\|1\|/)
})

class Plain extends LiveView {
  render() {
    return html`<p>plain</p>`
  }
}

test('a socket has the page’s request, also when its view is mounted anew', async (t) => {
  const { url } = await serve(t, (app) => app.live('/users/:id', Profile), {
    limits: { pendingPages: 0 },
    user: () => ({ name: 'Ann' }),
  })
  const window = await RawWindow.join(url, '/users/7?tab=z')
  await window.until(() => window.frames.length >= 3)
  assert.match(JSON.stringify(window.frames), /7\|\/users\/7\|z\|en\|Ann\|2\|/)
})

test('the title follows the view, and is safe in the document [A45]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/users/:id', Profile, { title: 'unused' }))
  const window = await RawWindow.join(url, '/users/1')
  window.send([1, 1, 0, 'rename'])
  await window.answer(1)
  assert.deepEqual(window.frames.at(-2), [5, 'Renamed & <new>'], 'before what the page shows')
})

test('a route’s title, the app’s layout and headers make the document', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Plain, { title: 'Start <here>' }), {
    headers: { 'content-security-policy': "default-src 'self'" },
    layout: ({ title, content, script }) => html`
      <!doctype html>
      <html lang="en">
        <head><title>${title} | App</title>${script}</head>
        <body class="mine">${content}</body>
      </html>
    `,
  })
  const response = await fetch(url)
  const page = await response.text()
  assert.match(
    page,
    /^<!doctype html>\s<html lang="en"><head><title>Start &lt;here&gt; \| App<\/title><script /,
  )
  assert.match(
    page,
    /<body class="mine"><div live-root="[^"]+" live-on="connection\/connection"><p>plain<\/p><\/div><\/body><\/html>$/,
  )
  assert.equal(response.headers.get('content-security-policy'), "default-src 'self'")
})

class Broken extends LiveView {
  mount(): void {
    throw new Error('secret <b>detail</b>')
  }
  render() {
    return html`<p></p>`
  }
}

test('pages that are not there or fail say so, in full only in development', async (t) => {
  const setUp = (app: ReturnType<typeof createApp>): unknown => app.live('/broken', Broken)
  const dev = await serve(t, setUp)
  const missing = await fetch(`${dev.url}/nothing`)
  assert.equal(missing.status, 404)
  assert.match(await missing.text(), /E_NO_VIEW/)
  const failed = await fetch(`${dev.url}/broken`)
  assert.equal(failed.status, 500)
  assert.match(await failed.text(), /secret &lt;b&gt;detail/)
  assert.match(String(dev.logged.at(-1)!.fields['error']), /secret/)
  const live = await serve(t, setUp, { development: false, secret: 'a secret for the tests' })
  const hidden = await (await fetch(`${live.url}/broken`)).text()
  assert.ok(!hidden.includes('secret'))
  const post = await fetch(`${live.url}/broken`, { method: 'POST' })
  assert.equal(post.status, 405)
})

class Closed extends Broken {
  static override permissionRequired = 'enter'
}

test('in production a refused page says nothing of the app’s code', async (t) => {
  const setUp = (app: ReturnType<typeof createApp>): unknown =>
    app.live('/closed', Closed).http('/refused', () => {
      throw new LiveError('E_FORBIDDEN', 'Not for you.')
    })
  const options = { user: () => ({ name: 'Ada', permissions: [] }) as never }
  const secret = 'a secret for the tests'
  const live = await serve(t, setUp, { ...options, development: false, secret })
  const dev = await serve(t, setUp, options)
  const forDevelopers = /E_[A-Z]|app\.live|\bat .*:\d|file:|node_modules|\.[jt]s\b|pages\.test|<pre/
  for (const [path, status, method] of [
    ['/nothing', 404, 'GET'],
    ['/nothing', 404, 'POST'],
    ['/closed', 403, 'GET'],
    ['/refused', 403, 'GET'],
  ] as const) {
    const response = await fetch(live.url + path, { method })
    assert.equal(response.status, status, path)
    const body = await response.text()
    assert.match(body, /<h1>This page is not for you|<h1>There is no page here/)
    assert.doesNotMatch(body, forDevelopers)
    assert.match(await (await fetch(dev.url + path, { method })).text(), forDevelopers)
  }
})

test('asView() serves a view from any router, and http() plain requests beside views [A48]', async (t) => {
  const app = createApp({ logger: { info() {}, warn() {}, error() {} } })
  app.http('/health', () => new Response('ok'))
  app.live('/own', Plain)
  const handler = Plain.asView(app)
  const answer = await handler(new Request('http://x/anything?q=1'))
  assert.match(await answer.text(), /<p>plain<\/p>/)
  const server = createServer(nodeHandler(app))
  attachSockets(app, server)
  await new Promise<void>((resolve) => server.listen(0, resolve))
  t.after(() => {
    void app.stop()
    server.close()
    server.closeAllConnections()
  })
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  assert.equal(await (await fetch(`${url}/health`)).text(), 'ok')
  const window = await RawWindow.join(url, '/own')
  assert.equal(window.frames[0]![5], 0)
})

test('a page of a thousand rows joins with at most 200 bytes [B98]', async (t) => {
  class Table extends LiveView {
    rows = Array.from({ length: 1000 }, (_, i) => i)
    render() {
      return html`<ul>${each(
        this.rows,
        (n) => n,
        (n) => html`<li>${n}</li>`,
      )}</ul>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Table))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'none'])
  await window.answer(1)
  const bytes = JSON.stringify(window.frames[0]).length
  assert.equal(window.frames.length, 2, 'HELLO and the answer, nothing else')
  assert.ok(bytes <= 200, String(bytes))
  t.diagnostic(`${bytes} bytes`)
})

test('a render that depends on more than fields is noticed at the join', async (t) => {
  let renders = 0
  class Impure extends LiveView {
    render() {
      return html`<p>${++renders}</p>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Impure))
  const window = await RawWindow.join(url)
  await window.until(() => window.frames.some((frame) => frame[0] === 4))
})

test('the client is served once for every version', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Plain))
  const { html: page } = await loadPage(url)
  const address = /src="([^"]+client\.js[^"]+)"/.exec(page)![1]!
  const script = await fetch(url + address)
  assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8')
  assert.match(script.headers.get('cache-control')!, /immutable/)
  assert.ok((await script.text()).length > 10_000)
})

test('routes and options that can’t be meant are refused at once', () => {
  const app = createApp({ logger: { info() {}, warn() {}, error() {} } })
  const code = (run: () => unknown, expected: string, says: RegExp): void =>
    assert.throws(run, (error: unknown) => {
      return error instanceof LiveError && error.code === expected && says.test(error.message)
    })
  app.live('/a', Plain)
  code(() => app.live('/a', Plain), 'E_ROUTE', /has a view already/)
  code(() => app.live('b' as '/b', Plain), 'E_ROUTE', /begins with "\/"/)
  code(() => createApp({ secret: 'short' }), 'E_OPTION', /at least 16 characters.*got 5 characters/)
  code(() => createApp({ limits: { graceMs: -1 } }), 'E_OPTION', /limits\.graceMs/)
})

test('browsers are told what is for developers in development alone', async (t) => {
  class Model extends LiveView {
    static override model = ['name']
    name = ''
    secret = ''
    render() {
      return html`<input live-model="name">`
    }
  }
  const setUp = (app: ReturnType<typeof createApp>): unknown => app.live('/', Model)
  for (const development of [true, false]) {
    const { url } = await serve(t, setUp, { development, secret: 'a secret for the tests' })
    const window = await RawWindow.join(url)
    window.send([1, 1, 0, '$model', { secret: 'x' }])
    const [op, , code, text] = await window.answer(1)
    assert.deepEqual([op, code], [2, 'E_MODEL'])
    assert.equal(/static model/.test(String(text)), development, String(text))
    window.send([99])
    await window.closing()
    assert.equal(/docs\/protocol/.test(window.reason), development, window.reason)
    const overlay = await fetch(`${url}/_overwire/overlay.js`)
    assert.equal(overlay.status, development ? 200 : 404)
  }
})
