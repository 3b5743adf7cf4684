/** How sessions begin, get another id, and end. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { createApp, event, html, LiveView, serverOf } from 'overwire'
import type {
  App,
  AppOptions,
  Clock,
  EventContext,
  LiveRequest,
  SessionRevocations,
} from 'overwire'
import { redisRevocations } from 'overwire/redis'
import { eventually } from '../eventually.ts'
import { startRedis } from '../services/redis-server.ts'
import type { Service } from '../services/service.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'
import type { Served } from './serve.ts'

let mountGate: Promise<void> | undefined

class Home extends LiveView {
  name = ''
  override async mount(request: LiveRequest): Promise<void> {
    this.name = String(request.session['name'] ?? 'nobody')
    if (request.query.has('slow')) await mountGate
  }
  @event logIn(_args: object, { request }: EventContext): void {
    request.session.renew()
    request.session['name'] = 'Bea'
  }
  @event note(_args: object, { request }: EventContext): void {
    request.session['noted'] = true
  }
  @event fail(_args: object, { request }: EventContext): void {
    request.session.renew()
    throw new Error('on purpose')
  }
  render() {
    return html`<p>${this.name}</p><b @click=${this.logIn} @focus=${this.fail} @blur=${this.note}></b>`
  }
}

/** A clock that tests move on; its timers are the machine's. */
function movable(): Clock & { passed: number } {
  const clock = {
    passed: 0,
    now: () => Date.now() + clock.passed,
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms)
      timer.unref()
      return () => clearTimeout(timer)
    },
  }
  return clock
}

const routes = (app: App): void => {
  app.live('/', Home)
  app.get('/login', (_request, { session }) => {
    session.renew()
    session['name'] = 'Ann'
    return new Response('in')
  })
  app.get('/logout', async (_request, { session }) => {
    delete session['name']
    await app.logOut({ session: session.id })
    return new Response('out')
  })
  app.get('/slow', async (_request, { session }) => {
    await mountGate
    session['seen'] = true
    return new Response('slow')
  })
  app.get('/who', (_request, { session }) => Response.json({ ...session }))
}

function start(t: TestContext, options: AppOptions = {}): Promise<Served> {
  return serve(t, routes, { secret: 'a secret for sessions', ...options })
}

/** The cookie that an answer sets, or the one that was sent. */
async function get(url: string, cookie: string): Promise<{ cookie: string; text: string }> {
  const response = await fetch(url, { headers: { cookie } })
  const set = response.headers.get('set-cookie')?.split(';')[0]
  return { cookie: set ?? cookie, text: await response.text() }
}
const who = async (url: string, cookie: string): Promise<{ id: string; name?: string }> =>
  JSON.parse((await get(`${url}/who`, cookie)).text) as { id: string; name?: string }

async function join(url: string, cookie: string, path = '/'): Promise<RawWindow> {
  const page = await loadPage(url + path, cookie)
  const window = await RawWindow.open(url, page.cookie)
  window.send([0, 1, page.token])
  await window.until(() => window.frames.length > 0 || window.closed !== undefined)
  return window
}

test('a login gets another id: a planted cookie is worth nothing', async (t) => {
  const { url } = await start(t)
  const planted = (await loadPage(url)).cookie
  const before = await who(url, planted)
  const { cookie } = await get(`${url}/login`, planted)
  const now = await who(url, cookie)
  assert.equal(now.name, 'Ann')
  assert.notEqual(now.id, before.id)
  assert.equal((await who(url, planted)).name, undefined)
})

test('an event renews a session too, and one that fails does not', async (t) => {
  const { url } = await start(t)
  const page = await loadPage(url)
  const { id } = await who(url, page.cookie)
  const window = await join(url, page.cookie)
  /** Brings back the newest ticket, as a browser does. */
  const bringBack = async (cookie: string): Promise<string> => {
    const tickets = JSON.stringify(window.frames).matchAll(/"session","([^"]+)"/g)
    const answer = await fetch(`${url}/_overwire/session`, {
      method: 'POST',
      body: [...tickets].at(-1)![1]!,
      headers: { cookie },
    })
    assert.equal(answer.status, 204)
    return answer.headers.get('set-cookie')!.split(';')[0]!
  }
  window.send([1, 1, 0, 'fail'])
  assert.equal((await window.answer(1))[2], 'E_HANDLER')
  assert.doesNotMatch(JSON.stringify(window.frames), /"session"/)
  window.send([1, 2, 0, 'note'])
  await window.answer(2)
  const noted = await bringBack(page.cookie)
  assert.equal((await who(url, noted)).id, id)
  window.send([1, 3, 0, 'logIn'])
  await window.answer(3)
  const now = await who(url, await bringBack(noted))
  assert.equal(now.name, 'Bea')
  assert.notEqual(now.id, id)
})

test('after a logout the old cookie is nobody’s, also for sockets', async (t) => {
  const { url } = await start(t)
  const { cookie } = await get(`${url}/login`, '')
  const page = await loadPage(url, cookie)
  const out = await get(`${url}/logout`, cookie)
  assert.equal((await who(url, cookie)).name, undefined)
  assert.equal((await who(url, out.cookie)).name, undefined)
  assert.match((await loadPage(url, cookie)).html, /nobody/)
  const late = await RawWindow.open(url, cookie)
  late.send([0, 1, page.token])
  assert.equal(await late.closing(), 4401)
})

test('a logout ends a page and a JOIN that are under way, and what they would have kept', async (t) => {
  const { url, app } = await start(t)
  const { cookie } = await get(`${url}/login`, '')
  const token = (await loadPage(`${url}/?slow`, cookie)).token
  let open = (): void => {}
  mountGate = new Promise((resolve) => (open = resolve))
  const loading = loadPage(`${url}/?slow`, cookie)
  // Its page is taken by this one, so that the next join mounts anew.
  const first = await RawWindow.open(url, cookie)
  first.send([0, 1, token])
  await first.until(() => first.frames.length > 0)
  const joining = await RawWindow.open(url, cookie)
  joining.send([0, 1, token])
  await eventually(() => serverOf(app).unjoined.size === 1)
  const writing = fetch(`${url}/slow`, { headers: { cookie } })
  await get(`${url}/logout`, cookie)
  // Windows that are open are closed by now.
  assert.equal(await first.closing(), 4411)
  open()
  assert.equal((await writing).headers.get('set-cookie'), null)
  const late = await loading
  assert.equal(app.counts.pending, 0)
  assert.equal(await joining.closing(), 4411)
  assert.deepEqual(joining.frames, [])
  const window = await RawWindow.open(url, cookie)
  window.send([0, 1, late.token])
  assert.equal(await window.closing(), 4401)
})

test('a session ends some time after its last request, and some time after its login', async (t) => {
  const clock = movable()
  const limits = { sessionMs: 1_000_000, sessionMaxMs: 5_000_000 }
  const { url } = await start(t, { clock, limits })
  const set = await fetch(`${url}/login`)
  assert.match(set.headers.get('set-cookie')!, /Max-Age=1000$/)
  let cookie = set.headers.get('set-cookie')!.split(';')[0]!
  const first = cookie
  // In use it goes on: its cookie is made anew.
  for (let i = 0; i < 6; i++) {
    clock.passed += 800_000
    cookie = (await get(`${url}/who`, cookie)).cookie
    assert.equal((await who(url, cookie)).name, 'Ann', String(i))
  }
  assert.notEqual(cookie, first)
  // Its end comes all the same; one that was not used ended earlier.
  assert.equal((await who(url, first)).name, undefined)
  clock.passed += 300_000
  assert.equal((await who(url, cookie)).name, undefined)
  const again = await get(`${url}/login`, cookie)
  assert.equal((await who(url, again.cookie)).name, 'Ann')
  clock.passed += 1_000_001
  assert.equal((await who(url, again.cookie)).name, undefined)
})

let server: Service
before(async () => {
  server = await startRedis()
})
after(() => server.stop())

for (const kind of ['redis', 'ioredis'] as const) {
  test(`a process that starts later knows who logged out, by ${kind}`, async (t) => {
    const { client, revocations } = await clientOf(kind)
    t.after(() => client.destroy())
    const one = await start(t, { revocations })
    const { cookie } = await get(`${one.url}/login`, '')
    const page = await loadPage(one.url, cookie)
    const two = await start(t, { revocations })
    assert.equal((await who(two.url, cookie)).name, 'Ann')
    await get(`${one.url}/logout`, cookie)
    // As a process that heard of nothing.
    const three = await start(t, { revocations })
    const late = await RawWindow.open(three.url, cookie)
    late.send([0, 1, page.token])
    assert.equal(await late.closing(), 4411)
    assert.equal((await who(three.url, cookie)).name, undefined)
  })
}

async function clientOf(
  kind: 'redis' | 'ioredis',
): Promise<{ client: { destroy(): void }; revocations: SessionRevocations }> {
  if (kind === 'ioredis') {
    const client = new Redis(server.url)
    return {
      client: { destroy: () => client.disconnect() },
      revocations: redisRevocations(client, { prefix: 'io:' }),
    }
  }
  const client = createClient({ url: server.url })
  await client.connect()
  return { client, revocations: redisRevocations(client) }
}

test('where ended sessions can’t be asked for, nobody of a session comes in', async (t) => {
  const revocations = {
    add: () => Promise.resolve(),
    has: () => Promise.reject(new Error('out of reach')),
  }
  const { url } = await start(t, { revocations })
  const { cookie } = await get(`${url}/login`, '')
  assert.equal((await fetch(url, { headers: { cookie } })).status, 500)
  assert.equal((await fetch(`${url}/who`, { headers: { cookie } })).status, 500)
  assert.throws(() => redisRevocations({} as never), { code: 'E_OPTION' })
  assert.ok(createApp({ secret: 'a secret for sessions' }))
})
