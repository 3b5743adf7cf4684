/** Who may see a view and call its events; the same over HTTP and socket. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView } from 'overwire'
import type { App, LiveRequest } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

interface Person {
  id: number
  name: string
  permissions: string[]
}

const people: Record<string, Person> = {
  ada: { id: 1, name: 'ada', permissions: ['notes.read', 'notes.write'] },
  bob: { id: 2, name: 'bob', permissions: ['notes.read'] },
}
const notes = new Map<string, string>([
  ['1', 'ada'],
  ['2', 'bob'],
])

class Members extends LiveView {
  static override loginRequired = true
  render() {
    return html`<p>members</p>`
  }
}

class OwnLogin extends Members {
  static override loginUrl = '/enter?from=here'
}

class Note extends LiveView {
  static override permissionRequired = 'notes.read'
  text = 'note'
  saved = 0

  override getObject() {
    return notes.get(this.params['id']!)
  }

  override hasObjectPermission(request: LiveRequest, owner: unknown) {
    return (request.user as unknown as Person).name === owner
  }

  @event({ permissionRequired: 'notes.write' })
  save() {
    this.saved++
  }

  @event read() {
    this.text += '!'
  }

  override handleParams() {}

  render() {
    return html`<p>${this.text}</p><b>${this.saved}</b>`
  }
}

class Odd extends LiveView {
  override checkPermissions(request: LiveRequest) {
    return request.query.get('key') === 'open'
  }
  @event nothing() {}
  render() {
    return html`<p>odd</p>`
  }
}

async function start(t: TestContext) {
  return serve(
    t,
    (app) =>
      app
        .live('/members', Members)
        .live('/own', OwnLogin)
        .live('/notes/:id', Note)
        .live('/odd', Odd)
        .http('/login', (request, live) => {
          live.session['name'] = new URL(request.url).searchParams.get('name')
          return new Response(null, { status: 303, headers: { location: '/members' } })
        })
        .http('/logout', async (_request, live) => {
          const { id } = live.session
          delete live.session['name']
          await app.logOut({ session: id })
          return new Response('bye')
        }),
    { user: ({ session }) => people[String(session['name'])] ?? null },
  )
}

async function login(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}/login?name=${name}`, { redirect: 'manual' })
  return response.headers.get('set-cookie')!.split(';')[0]!
}

const get = (url: string, cookie = ''): Promise<Response> =>
  fetch(url, { redirect: 'manual', headers: cookie ? { cookie } : {} })

test('a view that needs a login sends strangers there, with the way back [A49]', async (t) => {
  const { url } = await start(t)
  const members = await get(`${url}/members?tab=1`)
  assert.equal(members.status, 302)
  assert.equal(members.headers.get('location'), '/login?next=%2Fmembers%3Ftab%3D1')
  const own = await get(`${url}/own`)
  assert.equal(own.headers.get('location'), '/enter?from=here&next=%2Fown')
  const cookie = await login(url, 'ada')
  assert.equal((await get(`${url}/members`, cookie)).status, 200)
})

test('permissions and checkPermissions decide over the page [B68]', async (t) => {
  const { url } = await start(t)
  assert.equal((await get(`${url}/notes/1`)).status, 302)
  assert.equal((await get(`${url}/notes/1`, await login(url, 'ada'))).status, 200)
  assert.equal((await get(`${url}/odd`)).status, 403)
  assert.equal((await get(`${url}/odd?key=open`)).status, 200)
})

test('an object that is not there is a 404, one of somebody else a 403 [B69]', async (t) => {
  const { url } = await start(t)
  const cookie = await login(url, 'bob')
  assert.equal((await get(`${url}/notes/9`, cookie)).status, 404)
  assert.equal((await get(`${url}/notes/1`, cookie)).status, 403)
  assert.equal((await get(`${url}/notes/2`, cookie)).status, 200)
})

test('an event may need more than its page; the refusal keeps the connection [B67]', async (t) => {
  const { url } = await start(t)
  const window = await RawWindow.join(url, '/notes/2', await login(url, 'bob'))
  window.send([1, 1, 0, 'save'])
  assert.deepEqual((await window.answer(1)).slice(0, 3), [2, 1, 'E_FORBIDDEN'])
  window.send([1, 2, 0, 'read'])
  assert.match(JSON.stringify(await window.answer(2)), /note!/)
  const writer = await RawWindow.join(url, '/notes/1', await login(url, 'ada'))
  writer.send([1, 1, 0, 'save'])
  assert.match(JSON.stringify(await writer.answer(1)), /,1,1\]/)
})

test('the object is checked again before every event, and when the address changes [B69]', async (t) => {
  const { url } = await start(t)
  const window = await RawWindow.join(url, '/notes/2', await login(url, 'bob'))
  window.send([5, 1, 0, '/notes/1', 0])
  assert.deepEqual((await window.answer(1)).slice(0, 3), [2, 1, 'E_FORBIDDEN'])
  notes.delete('2')
  t.after(() => notes.set('2', 'bob'))
  window.send([1, 2, 0, 'read'])
  assert.deepEqual((await window.answer(2)).slice(0, 3), [2, 2, 'E_NOT_FOUND'])
})

test('a page that is mounted anew over the socket asks as the HTTP request does [B69]', async (t) => {
  const setUp = (app: App): unknown =>
    app.live('/odd', Odd).use(({ path }) => (path.endsWith('odd') ? true : 403))
  const { url, logged } = await serve(t, setUp, { limits: { pendingPages: 1 } })
  const page = await loadPage(`${url}/odd?key=open`)
  await loadPage(`${url}/odd?key=open`)
  // The browser loads the page then, which says why.
  for (const [path, code] of [
    ['/odd?key=shut', 4410],
    ['/odd?key=gone', 4410],
    ['/none', 4404],
  ] as const) {
    const window = await RawWindow.open(url, page.cookie)
    window.send([0, 1, page.token, 'gone.key', 0, [], path])
    assert.equal(await window.closing(), code, path)
  }
  assert.deepEqual(
    logged.filter(({ sentence }) => sentence === 'a connection failed'),
    [],
  )
})

test('another page of the app is asked for with the same rules [B68]', async (t) => {
  const { url } = await start(t)
  const window = await RawWindow.join(url, '/odd?key=open')
  window.send([5, 1, 0, '/members', 1])
  await window.answer(1)
  // The login page is no live page, so it is loaded; that is said before the visit is answered.
  assert.deepEqual(window.frames.at(-2), [8, 0, ['load', '/login?next=%2Fmembers']])
})

test('logging out closes the windows of the session, and no others', async (t) => {
  const { url, app } = await start(t)
  const cookie = await login(url, 'ada')
  const windows = [
    await RawWindow.join(url, '/members', cookie),
    await RawWindow.join(url, '/notes/1', cookie),
  ]
  const other = await RawWindow.join(url, '/members', await login(url, 'bob'))
  await get(`${url}/logout`, cookie)
  for (const window of windows) assert.equal(await window.closing(), 4411)
  assert.equal(other.closed, undefined)
  await app.logOut({ user: 2 })
  assert.equal(await other.closing(), 4411)
  assert.deepEqual(app.counts, { connected: 0, pending: 0, absent: 0 })
})

class Mailer extends LiveView {
  sent = 0
  @event({ rateLimit: { perSecond: 0.001, burst: 2 } })
  send() {
    this.sent++
  }
  render() {
    return html`<p>${this.sent}</p>`
  }
}

test('an event may be called so often by a visitor, over all of their windows [B66]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Mailer))
  const { cookie } = await loadPage(url)
  const one = await RawWindow.join(url, '/', cookie)
  const two = await RawWindow.join(url, '/', cookie)
  one.send([1, 1, 0, 'send'])
  assert.equal((await one.answer(1))[0], 1)
  two.send([1, 1, 0, 'send'])
  assert.equal((await two.answer(1))[0], 1)
  two.send([1, 2, 0, 'send'])
  assert.deepEqual((await two.answer(2)).slice(0, 3), [2, 2, 'E_RATE'])
})

class Often extends LiveView {
  sent = 0
  @event({ rateLimit: { perSecond: 20, burst: 1 } })
  send() {
    this.sent++
  }
  @event
  other() {}
  render() {
    return html`<p>${this.sent}</p>`
  }
}

test('what is too often is refused alone, and allowed again as time goes by [B66]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Often))
  const window = await RawWindow.join(url)
  let n = 0
  const ask = async (name: string): Promise<string> => {
    window.send([1, ++n, 0, name])
    const answer = await window.answer(n)
    return answer[0] === 2 ? answer[2] : 'done'
  }
  assert.equal(await ask('send'), 'done')
  const codes: string[] = []
  while (codes.length < 30 && codes.at(-1) !== 'E_RATE') codes.push(await ask('send'))
  assert.equal(codes.at(-1), 'E_RATE')
  assert.equal(await ask('other'), 'done')
  await eventually(async () => (await ask('send')) === 'done', 'the event is allowed again')
})

class OftenMarked extends LiveView {
  @event({ rateLimit: { perSecond: 0.001, burst: 2 } })
  mark() {}
  render() {
    return html`<button @click=${this.mark}>Mark</button>`
  }
}

test('a visitor who is nobody has the limits of their address, whatever their session, a user their own', async (t) => {
  const user = ({ query }: LiveRequest) =>
    (query.has('user') ? { id: query.get('user')! } : null) as never
  const options = { user, trustedProxies: 1 }
  const { url } = await serve(t, (app) => app.live('/', OftenMarked), options)
  const marks = async (path: string, cookie = '', from = '1.1.1.1'): Promise<string> => {
    const headers = { 'x-forwarded-for': from }
    const page = await loadPage(url + path, cookie, headers)
    const window = new RawWindow(url, { origin: url, cookie: page.cookie, ...headers })
    await once(window.socket, 'open')
    window.send([0, 1, page.token])
    await window.until(() => window.frames.length > 0 || window.closed !== undefined)
    window.send([1, 1, 0, 'mark'])
    const answer = await window.answer(1)
    return answer[0] === 2 ? answer[2] : 'done'
  }
  // Each page brings a session of its own: no cookie goes along.
  assert.deepEqual(
    [await marks('/'), await marks('/'), await marks('/')],
    ['done', 'done', 'E_RATE'],
  )
  const [, , third] = [await marks('/?user=1'), await marks('/?user=1'), await marks('/?user=1')]
  assert.equal(third, 'E_RATE')
  assert.equal(await marks('/?user=2'), 'done')
  for (let i = 0; i < 5; i++) {
    const { cookie } = await loadPage(url)
    assert.equal(await marks('/', cookie), 'E_RATE', 'a session of their own is no way out')
  }
  assert.equal(await marks('/', '', '1.1.1.2'), 'done')
  assert.deepEqual(
    [await marks('/', '', '2001:db8::1'), await marks('/', '', '2001:db8::2')],
    ['done', 'done'],
  )
  assert.equal(await marks('/', '', '2001:db8::3'), 'E_RATE', 'IPv6 counts by its network')
})

test('pings and repeated calls for all values are counted like events', async (t) => {
  const limits = { eventBurst: 5, eventsPerSecond: 0 }
  const { url } = await serve(t, (app) => app.live('/', OftenMarked), { limits })
  for (const frame of [[3], [4, 0]]) {
    const window = await RawWindow.join(url)
    for (let i = 0; i < 6; i++) window.send(frame)
    assert.equal(await window.closing(), 4413, JSON.stringify(frame))
  }
})

test('lost windows that may come back count for windowsPerAddress', async (t) => {
  const limits = { windowsPerAddress: 2 }
  const { url } = await serve(t, (app) => app.live('/', OftenMarked), { limits })
  const first = await RawWindow.join(url)
  const { cookie } = await loadPage(url)
  const second = await RawWindow.join(url, '/', cookie)
  const key = second.frames[0]![3] as string
  const lost = new Promise((resolve) => second.socket.once('close', resolve))
  second.socket.terminate()
  await lost
  const third = await RawWindow.join(url)
  assert.equal(await third.closing(), 4429)
  // The one that comes back has its place.
  const page = await loadPage(url, cookie)
  const again = await RawWindow.open(url, cookie)
  again.send([0, 1, page.token, key, 0, [], '/'])
  await again.until(() => again.frames.length > 0 || again.closed !== undefined)
  assert.equal(again.frames[0]?.[5], 1)
  await again.close()
  const fourth = await RawWindow.join(url)
  assert.equal(fourth.closed, undefined)
  await first.close()
})
