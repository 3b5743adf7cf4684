/**
 * What an adapter must do, as tests for node:test: pages, sockets, sessions, files, forms, errors, the end. Every
 * adapter of this package runs it; run it for your own.
 */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, it } from 'node:test'
import type { App } from '../server/app.ts'
import { OWN_PATH, CLIENT_PATH, SOCKET_PATH, STREAM_PATH } from '../wire/paths.ts'
import { makeApp, SuitePage } from './adapter-app.ts'
import { cookiesOf } from './page/cookies.ts'
import { openWindow } from './test-window.ts'
import type { Transport } from './test-window.ts'

/** A host that runs. */
export interface ServedHost {
  /** Where the app stands, without a slash at its end: `http://localhost:4711`, `http://localhost:4711/team`. */
  url: string
  /** Stops it: views have ended, and the port is free. */
  close(): Promise<void>
}

/** How the suite reaches an adapter. */
export interface AdapterSuiteOptions {
  /**
   * Serves an app, at the root or below a prefix. A host has two routes of its own there: `GET /host` answers with the text "host", `GET /echo`, where the
   * app takes POST, with "host" too. Before the app it sets the header `x-host: yes` and the cookie `host=yes`.
   */
  serve(app: App): Promise<ServedHost>
  /** Where the app is to be told that it stands; left out: its host says so, or it is the root. */
  basePath?: string
  /** True: the server reads `/x/../y` as `/y` before its host sees it. Default false. */
  resolvesDots?: boolean
  /** False: the app is alone, and has no host's routes beside it. Default true. */
  isHosted?: boolean
}

/** Milliseconds that an end may take. */
const END_MS = 10_000

const cases: Record<string, (host: ServedHost, app: App) => Promise<void>> = {
  'shows a page, its client and whether it is alive': async ({ url }) => {
    const page = await fetch(url)
    assert.equal(page.status, 200)
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
    const text = await page.text()
    assert.match(text, /<h1>0<\/h1>/)
    const script = await fetch(url + CLIENT_PATH)
    assert.match(script.headers.get('content-type') ?? '', /^text\/javascript/)
    assert.ok((await script.text()).length > 1000)
    assert.equal(await (await fetch(`${url}${OWN_PATH}/health`)).text(), 'alive\n')
    assert.equal((await fetch(`${url}${OWN_PATH}/ready`)).status, 200)
  },

  'answers HEAD without a body': async ({ url }) => {
    const head = await fetch(url, { method: 'HEAD' })
    assert.deepEqual([head.status, await head.text()], [200, ''])
  },

  'runs events over the socket, also from a second window': async ({ url }) =>
    runEvents(url, 'websocket'),

  'runs events where no socket opens, also from a second window': async ({ url }) =>
    runEvents(url, 'fallback'),

  'brings a window back whose connection was lost': async ({ url }) => comeBack(url, 'websocket'),

  'brings a window back where no socket opens': async ({ url }) => comeBack(url, 'fallback'),

  'notices at once that the browser of a stream is gone': async ({ url }, app) => {
    const window = await openWindow(url, '/', { transport: 'fallback' })
    assert.equal(app.counts.connected, 1)
    await window.lose()
    const end = performance.now() + END_MS
    while (app.counts.connected > 0) {
      assert.ok(performance.now() < end, 'it is taken for connected')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  },

  'refuses streams of other origins': async ({ url }) => {
    const ask = async (origin: string): Promise<number> => {
      const stopped = new AbortController()
      const init = { method: 'POST', headers: { origin }, signal: stopped.signal }
      const { status } = await fetch(url + STREAM_PATH, init)
      stopped.abort()
      return status
    }
    assert.equal(await ask('https://example.com'), 403)
    assert.equal(await ask(originOf(url)), 200)
  },

  'keeps the session of a visitor': async ({ url }) => {
    const first = await fetch(url)
    const cookie = cookiesOf(first)
    assert.notEqual(cookie, '')
    const again = await fetch(url, { headers: { cookie } })
    assert.equal(cookiesOf(again).replace('host=yes', ''), '')
    const window = await openWindow(url, '/', { headers: { cookie } })
    await window.push('remember', { name: 'Ann' })
    await window.close()
  },

  'gives handlers the whole body of a request': async ({ url }) => {
    const text = 'x'.repeat(100_000)
    const headers = { 'content-type': 'application/json' }
    const sent = { method: 'POST', headers, body: JSON.stringify({ text }) }
    const answer = await fetch(`${url}/echo`, sent)
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), { text })
  },

  'runs a button without a script, as a post': async ({ url }) => {
    const page = await fetch(url)
    const cookie = cookiesOf(page)
    const text = await page.text()
    const action = /<form id="[^"]*" method="post" action="([^"]*)"/.exec(text)?.[1] ?? ''
    const name = /<button[^>]* name="([^"]*)"/.exec(text)?.[1] ?? ''
    assert.notEqual(name, '')
    const done = await fetch(new URL(action.replaceAll('&amp;', '&'), url), {
      method: 'POST',
      headers: { cookie, origin: originOf(url) },
      body: new URLSearchParams({ [name]: '' }),
      redirect: 'manual',
    })
    assert.equal(done.status, 303)
    const after = [cookie, cookiesOf(done)].join('; ')
    const shown = await fetch(new URL(done.headers.get('location') ?? '', url), {
      headers: { cookie: after },
    })
    assert.match(await shown.text(), /<h1>1<\/h1>/)
  },

  'tells nothing of errors, and goes on': async ({ url }) => {
    const answer = await fetch(`${url}/broken`)
    assert.equal(answer.status, 500)
    assert.doesNotMatch(await answer.text(), /secret of the server/)
    const window = await openWindow(url, '/')
    await assert.rejects(window.push('fail'), (error: Error) => !/secret/.test(error.message))
    assert.equal(await window.push('add'), 1)
    await window.close()
  },

  'makes addresses of where it stands': async ({ url }) => {
    const base = baseOf(url)
    const page = await fetch(`${url}/links?a=1`)
    const text = await page.text()
    const [, shown, link] = /<i>([^<]*)<\/i><a href="([^"]*)">/.exec(text) ?? []
    assert.deepEqual([shown, link], ['/links?a=1', `${base}/broken`])
    for (const [, source = ''] of text.matchAll(/<script[^>]* src="([^"]*)"/g)) {
      assert.ok(source.startsWith(`${base}${OWN_PATH}/`), source)
    }
    const cookie = page.headers.getSetCookie().find((one) => one.startsWith('overwire_session='))
    assert.match(cookie ?? '', new RegExp(`; Path=${base || '/'};`))
    const sent = await fetch(`${url}/away`, { redirect: 'manual' })
    assert.equal(sent.headers.get('location'), `${base}/links`)
    const asked = await fetch(`${url}/asked?b=2`)
    assert.deepEqual(await asked.json(), [`${url}/asked?b=2`, '/asked?b=2', `${base}/links`])
  },

  'refuses sockets of other origins': async ({ url }) => {
    await fetch(url)
    const socket = new URL(url + SOCKET_PATH)
    const answer = await upgrade(socket, 'https://example.com')
    assert.equal(answer, 403)
    assert.equal(await upgrade(socket, originOf(url)), 101)
  },
}

/** What `url` is an address of. */
const originOf = (url: string): string => new URL(url).origin

/** A page's path below which the app stands; "" for the root. */
const baseOf = (url: string): string => new URL(url).pathname.replace(/\/$/, '')

async function runEvents(url: string, transport: Transport): Promise<void> {
  const [one, other] = [
    await openWindow(url, '/', { transport }),
    await openWindow(url, '/', { transport }),
  ]
  assert.equal(await one.push('add', { by: 2 }), 2)
  assert.equal(await one.push('add'), 3)
  assert.equal(await other.push('add'), 1)
  await one.close()
  await other.close()
}

async function comeBack(url: string, transport: Transport): Promise<void> {
  const window = await openWindow(url, '/', { transport })
  await window.push('add')
  await window.lose()
  await window.connect()
  assert.equal(await window.push('add'), 2)
  await window.close()
}

/** What stands before an app in its host has looked at the path as it is written. */
const DOTS = 'takes no path that means another one'

/** Of an app beside a host's routes. */
const hostedCases: typeof cases = {
  'leaves to its host what the app has nothing for': async (host) => {
    assert.equal(await (await fetch(`${host.url}/host`)).text(), 'host')
    assert.equal((await fetch(`${host.url}/nothing`)).status, 404)
    assert.equal(await (await fetch(`${host.url}/echo`)).text(), 'host')
    for (const method of ['PUT', 'POST']) {
      assert.equal((await fetch(host.url, { method })).status, 404, method)
    }
  },

  'keeps what its host said of an answer': async (host) => {
    const echo = { method: 'POST', body: '{}' }
    for (const [path, init] of [['/'], [CLIENT_PATH], ['/broken'], ['/echo', echo]] as const) {
      const answer = await fetch(host.url + path, init)
      const { headers } = answer
      assert.equal(headers.get('x-host'), 'yes', path)
      const cookies = cookiesOf(answer).split('; ')
      assert.ok(cookies.includes('host=yes'), `${path}: ${cookies.join(', ')}`)
      if (path === '/') assert.equal(cookies.length, 2)
      assert.doesNotMatch(headers.get('content-type') ?? '', /,/)
    }
  },

  [DOTS]: async (host) => {
    assert.equal(await statusOf(host.url, '/broken'), 500)
    for (const prefix of ['/_overwire', '/x', '/host', '/']) {
      for (const dots of ['..', '%2e%2e', '%2E.', '..%2f..', '\\..\\']) {
        const status = await statusOf(host.url, `${prefix}/${dots}/broken`)
        assert.ok(status === 404 || status === 400, `${prefix}/${dots}/broken: ${status}`)
      }
    }
  },
}

/** Of an app without a host. */
const aloneCases: typeof cases = {
  'answers other methods with those there are': async (host) => {
    const put = await fetch(host.url, { method: 'PUT' })
    assert.equal(put.status, 405)
    assert.match(put.headers.get('allow') ?? '', /GET/)
  },
}

/** Status of the answer to a path that is sent as it is written. */
function statusOf(url: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(url)
    const below = (pathname === '/' ? '' : pathname) + path
    const asked = request({ hostname, port, path: below }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** Status of the answer to an upgrade. */
function upgrade(url: URL, origin: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        origin,
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    })
    asked.on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('upgrade', (_answer, socket) => {
      socket.destroy()
      resolve(101)
    })
    asked.on('error', reject)
    asked.end()
  })
}

/**
 * Holds an adapter against what all adapters do: `adapterSuite('my host', { serve: (app) => … })`. Its tests are
 * node:test's.
 * @param name what stands before the tests' names.
 */
export function adapterSuite(
  name: string,
  { serve, basePath, resolvesDots = false, isHosted = true }: AdapterSuiteOptions,
): void {
  describe(name, () => {
    const all = { ...cases, ...(isHosted ? hostedCases : aloneCases) }
    for (const [what, check] of Object.entries(all)) {
      if (resolvesDots && what === DOTS) continue
      it(what, async () => {
        const app = makeApp(basePath)
        const host = await serve(app)
        try {
          await check(host, app)
        } finally {
          await host.close()
        }
      })
    }

    it('connects a page that comes back before anything else was asked for', async () => {
      const first = await serve(makeApp(basePath))
      try {
        assert.equal(await upgrade(new URL(first.url + SOCKET_PATH), originOf(first.url)), 101)
      } finally {
        await first.close()
      }
    })

    for (const transport of ['websocket', 'fallback'] as const) {
      it(`ends with open windows, and their views end before: ${transport}`, async () => {
        const host = await serve(makeApp(basePath))
        const before = SuitePage.closed
        const window = await openWindow(host.url, '/', { transport })
        await window.push('add')
        const late = setTimeout(() => assert.fail('it did not end'), END_MS)
        await host.close()
        clearTimeout(late)
        assert.ok(SuitePage.closed > before)
        await assert.rejects(fetch(host.url))
      })
    }
  })
}
