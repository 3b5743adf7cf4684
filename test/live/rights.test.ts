/** Rights that change while pages are open: guards, hooks and users are asked again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView, onMount } from 'overwire'
import type { App, AppOptions, LiveRequest } from 'overwire'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import type { Served } from '../server/serve.ts'

/** What the database says of the one user. */
const rights = { permissions: ['see'], name: 'Ann', reads: 0, isLocked: false, isAway: false }
let mounts = 0

const isOpen = onMount((_view: LiveView, _request: LiveRequest) => {
  if (rights.isAway) throw new Error('the database is away')
  return rights.isLocked ? '/locked' : undefined
})

class Secret extends LiveView {
  static override permissionRequired = 'see'
  static override onMount = [isOpen]
  n = 0
  override mount(): void {
    mounts++
  }
  @event add() {
    this.n++
  }
  render() {
    const { name } = this.request.user as unknown as { name: string }
    return html`<p>secret of ${name}: ${this.n}</p><button @click=${this.add}>+</button>`
  }
}

/** A view of each team: who is in it is in the name of the user. */
class Team extends LiveView {
  static override shared = ({ user }: LiveRequest) => (user as unknown as { name: string }).name
  text = ''
  @event write({ text }: { text: string }) {
    this.text = text
  }
  render() {
    return html`<p>${this.text}</p>`
  }
}

class Plain extends LiveView {
  @event touch() {}
  render() {
    return html`<p>plain</p><button @click=${this.touch}></button>`
  }
}

async function start(
  t: TestContext,
  options: AppOptions = {},
  setUp: (app: App) => void = () => {},
): Promise<Served> {
  Object.assign(rights, {
    permissions: ['see'],
    name: 'Ann',
    reads: 0,
    isLocked: false,
    isAway: false,
  })
  mounts = 0
  const user = (): never => {
    rights.reads++
    return { id: 7, name: rights.name, permissions: [...rights.permissions] } as never
  }
  const set = (app: App): void => {
    app.live('/', Secret)
    app.live('/plain', Plain)
    app.live('/team', Team)
    app.live('/admin', Admin)
    app.get('/admin/data', () => new Response('data'))
    setUp(app)
  }
  return serve(t, set, { user, ...options })
}

class Admin extends LiveView {
  render() {
    return html`<p>admin</p>`
  }
}

/** Cuts the connection and joins again with the same window. */
async function comeBack(url: string, window: RawWindow, cookie: string): Promise<RawWindow> {
  const key = window.frames[0]![3] as string
  const page = await loadPage(`${url}/plain`, cookie)
  const lost = new Promise((resolve) => window.socket.once('close', resolve))
  window.socket.terminate()
  await lost
  const again = await RawWindow.open(url, cookie)
  again.send([0, 1, page.token, key, 0, [], '/'])
  await again.until(() => again.frames.length > 0 || again.closed !== undefined)
  return again
}

async function openSecret(url: string): Promise<{ window: RawWindow; cookie: string }> {
  const page = await loadPage(url)
  const window = await RawWindow.open(url, page.cookie)
  window.send([0, 1, page.token])
  await window.until(() => window.frames.length > 0)
  return { window, cookie: page.cookie }
}

test('hooks run each time a window comes back, and may send the visitor away [A26]', async (t) => {
  const { url, app } = await start(t)
  const { window, cookie } = await openSecret(url)
  const second = await comeBack(url, window, cookie)
  assert.deepEqual([second.frames[0]?.[5], mounts], [1, 1])
  rights.isLocked = true
  const third = await comeBack(url, second, cookie)
  assert.equal(await third.closing(), 4410)
  assert.deepEqual(app.counts.absent, 0)
})

test('a window whose hook fails for now comes back at the next try', async (t) => {
  const { url } = await start(t)
  const { window, cookie } = await openSecret(url)
  rights.isAway = true
  const failed = await comeBack(url, window, cookie)
  assert.equal(await failed.closing(), 4500)
  rights.isAway = false
  const page = await loadPage(`${url}/plain`, cookie)
  const again = await RawWindow.open(url, cookie)
  again.send([0, 1, page.token, window.frames[0]![3], 0, [], '/'])
  await again.until(() => again.frames.length > 0 || again.closed !== undefined)
  assert.deepEqual([again.frames[0]?.[5], mounts], [1, 1])
})

test('an event reads its user anew after reauthEvery [B70]', async (t) => {
  let now = 0
  const clock = { now: () => now, after: () => () => {} }
  const { url } = await start(t, { clock })
  const { window } = await openSecret(url)
  const before = rights.reads
  rights.permissions = []
  window.send([1, 1, 0, 'add'])
  assert.equal((await window.answer(1))[0], 1)
  assert.equal(rights.reads, before)
  now += 60_000
  window.send([1, 2, 0, 'add'])
  assert.equal((await window.answer(2))[2], 'E_FORBIDDEN')
  assert.equal(rights.reads, before + 1)
  rights.permissions = ['see']
  now += 60_000
  window.send([1, 3, 0, 'add'])
  assert.equal((await window.answer(3))[0], 1)
})

test('reauthEvery 0 reads the user at each event, Infinity never [B70]', async (t) => {
  for (const [reauthEvery, reads] of [
    [0, 3],
    [Infinity, 0],
  ] as const) {
    const { url } = await start(t, { reauthEvery })
    const window = await RawWindow.join(url, '/plain')
    const before = rights.reads
    for (const n of [1, 2, 3]) {
      window.send([1, n, 0, 'touch'])
      await window.answer(n)
    }
    assert.equal(rights.reads - before, reads)
  }
})

test('refreshUser shows what changed, and closes what may no longer be seen', async (t) => {
  const { url, app } = await start(t)
  const { window } = await openSecret(url)
  const plain = await RawWindow.join(url, '/plain')
  rights.name = 'Anna'
  await app.refreshUser(7)
  await window.until(() => JSON.stringify(window.frames).includes('Anna'))
  rights.permissions = []
  await app.refreshUser('7')
  assert.equal(await window.closing(), 4410)
  plain.send([1, 1, 0, 'touch'])
  assert.equal((await plain.answer(1))[0], 1)
  await app.refreshUser(8)
})

test('who is of another team by now leaves the view of the one before, and comes to theirs', async (t) => {
  const { url, app } = await start(t)
  const window = await RawWindow.join(url, '/team')
  await app.refreshUser(7)
  window.send([1, 1, 0, 'write', { text: 'of Ann' }])
  await window.answer(1)
  rights.name = 'Bob'
  await app.refreshUser(7)
  assert.equal(await window.closing(), 4410)
  const next = await RawWindow.join(url, '/team')
  assert.doesNotMatch(JSON.stringify(next.frames), /of Ann/)
})

test('a patch takes the team of now', async (t) => {
  const { url } = await start(t, { reauthEvery: 0 })
  const page = await loadPage(`${url}/team`)
  const window = await RawWindow.joinPage(url, page)
  const other = await RawWindow.join(url, '/team')
  other.send([1, 1, 0, 'write', { text: 'of Ann' }])
  await other.answer(1)
  rights.name = 'Bob'
  other.send([1, 2, 0, 'write', { text: 'of Ann again' }])
  assert.equal((await other.answer(2))[2], 'E_FORBIDDEN')
  window.send([5, 1, 0, '/team?page=2', 0])
  await window.answer(1)
  window.send([1, 2, 0, 'write', { text: 'of Bob' }])
  await window.answer(2)
  assert.doesNotMatch(JSON.stringify(window.frames), /of Ann again/)
  assert.doesNotMatch(JSON.stringify(other.frames), /of Bob/)
})

test('a guard is asked for pages, handlers, and addresses over the socket alike', async (t) => {
  const asked: string[] = []
  const { url } = await start(t, {}, (app) => {
    app.use(({ path }) => {
      asked.push(path)
      return path.startsWith('/admin') ? (rights.isLocked ? 401 : '/plain') : true
    })
  })
  const get = (path: string): Promise<Response> => fetch(url + path, { redirect: 'manual' })
  for (const path of ['/admin', '/admin/data']) {
    const response = await get(path)
    assert.equal(response.headers.get('location'), '/plain')
    assert.ok([302, 303].includes(response.status))
  }
  const window = await RawWindow.join(url, '/plain')
  window.send([5, 1, 0, '/admin', 1])
  await window.answer(1)
  assert.ok(asked.filter((path) => path === '/admin').length >= 2)
  assert.ok(!JSON.stringify(window.frames).includes('admin</p>'))
  assert.match(JSON.stringify(window.frames), /"url","\/plain"/)
  rights.isLocked = true
  assert.deepEqual([(await get('/admin')).status, (await get('/admin/data')).status], [401, 401])
  window.send([5, 2, 0, '/admin', 1])
  await window.answer(2)
  assert.match(JSON.stringify(window.frames), /"load","\/admin"/)
})
