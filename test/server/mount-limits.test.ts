/** How often pages are mounted for one network address, and for one page. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp, html, LiveView } from 'overwire'
import type { App, Limits, LiveRequest } from 'overwire'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

let mounts = 0

class Page extends LiveView {
  override mount(): void {
    mounts++
  }
  render() {
    return html`<p>page</p>`
  }
}

const route = (app: App): unknown => app.live('/', Page)
const none = { mountsPerSecond: 0, graceMs: 0 }

function served(t: TestContext, limits: Partial<Limits>) {
  mounts = 0
  return serve(t, route, { limits: { ...none, ...limits }, trustedProxies: 1 })
}

/** Joins with a page's token; resolves with its first frame or its end. */
async function join(url: string, token: string, cookie: string): Promise<RawWindow> {
  const window = await RawWindow.open(url, cookie)
  window.send([0, 1, token])
  await window.until(() => window.frames.length > 0 || window.closed !== undefined)
  return window
}

/** Refused, and told when to come back. */
async function assertSentAway(window: RawWindow): Promise<void> {
  assert.equal(await window.closing(), 4415, window.reason)
  const [[op, ms] = []] = window.frames as [number, number][]
  assert.equal(op, 7)
  assert.ok(ms! >= 1000 && ms! <= 10_000, String(ms))
}

test('an address that had its share of pages gets 429 and when to come back', async (t) => {
  const { url } = await served(t, { mountBurst: 2 })
  const get = (from: string, method: string = 'GET'): Promise<Response> =>
    fetch(url, { method, headers: { 'x-forwarded-for': from } })
  assert.deepEqual([(await get('1.1.1.1')).status, (await get('1.1.1.1')).status], [200, 200])
  const refused = await get('1.1.1.1')
  assert.equal(refused.status, 429)
  assert.deepEqual(
    ['retry-after', 'refresh'].map((name) => refused.headers.get(name)),
    ['5', '5'],
  )
  assert.match(await refused.text(), /loaded again/)
  assert.equal((await get('1.1.1.1', 'HEAD')).status, 429)
  assert.equal(mounts, 2)
  assert.equal((await get('1.1.1.2')).status, 200, 'others go on')
  for (const last of [1, 2]) assert.equal((await get(`2001:db8:0:1::${last}`)).status, 200)
  assert.equal((await get('2001:db8:0:1:9::9')).status, 429, 'IPv6 counts by its network')
})

test('a page that comes without its view is mounted within its address’ share', async (t) => {
  const { url } = await served(t, { mountBurst: 2 })
  const { token, cookie } = await loadPage(url)
  await (await join(url, token, cookie)).close()
  const anew = await join(url, token, cookie)
  assert.equal(anew.frames[0]![0], 0)
  await anew.close()
  await assertSentAway(await join(url, token, cookie))
  assert.equal(mounts, 2)
})

test('one token mounts its page as often as a page is connected', async (t) => {
  const { url } = await served(t, { mountsPerSecond: Infinity, joinsPerPage: 3 })
  const { token, cookie } = await loadPage(url)
  for (let i = 0; i < 3; i++) await (await join(url, token, cookie)).close()
  await assertSentAway(await join(url, token, cookie))
  assert.equal(mounts, 3)
  const other = await loadPage(url)
  assert.equal((await join(url, other.token, other.cookie)).frames[0]![0], 0)
})

test('a window that goes on with its view takes nothing of its address’ share', async (t) => {
  const { url } = await served(t, { mountBurst: 1, graceMs: 60_000 })
  const { token, cookie } = await loadPage(url)
  let window = await join(url, token, cookie)
  for (let i = 0; i < 3; i++) {
    const key = window.frames[0]![3]
    const next = await RawWindow.open(url, cookie)
    next.send([0, 1, token, key, 0])
    await next.until(() => next.frames.length > 0 || next.closed !== undefined)
    assert.equal(next.frames[0]![0], 0, next.reason)
    window = next
  }
  assert.equal(mounts, 1)
})

test('connections that are refused too often come back later', async (t) => {
  const { url } = await served(t, { mountBurst: 2 })
  for (let i = 0; i < 2; i++) assert.equal((await join(url, 'x.y', '')).closed, 4401)
  await assertSentAway(await join(url, 'x.y', ''))
  assert.equal((await fetch(url)).status, 200, 'pages are counted apart')
})

test('a form that is posted when its page was connected too often says so', async (t) => {
  const { url } = await served(t, { mountsPerSecond: Infinity, joinsPerPage: 0 })
  const { token, cookie } = await loadPage(url)
  const post = await fetch(`${url}/?_live=${encodeURIComponent(token)}&_event=add`, {
    method: 'POST',
    body: new URLSearchParams({ a: '1' }),
    headers: { cookie },
    redirect: 'manual',
  })
  assert.equal(post.status, 429)
  assert.equal(post.headers.get('retry-after'), '5')
  assert.equal(post.headers.get('refresh'), null)
})

class Other extends Page {}
class Sender extends Page {
  override mount(): void {
    super.mount()
    this.liveRedirect('/other')
  }
}
class Key extends Page {
  static override shared = ({ query }: LiveRequest) => query.get('key') ?? ''
}

test('visits of an open page that mount another view take of the address’ share', async (t) => {
  mounts = 0
  const limits = { ...none, mountBurst: 10 }
  const setUp = (app: App): unknown =>
    app
      .live('/', Page)
      .live('/other', Other)
      .live('/sends', Sender)
      .live('/key', Key)
      .page('/plain', () => html`<p>plain</p>`)
  const { url } = await serve(t, setUp, { limits })
  const windows = [await RawWindow.join(url), await RawWindow.join(url), await RawWindow.join(url)]
  const paths = [
    '/other',
    '/',
    '/sends',
    '/key?key=1',
    '/key?key=2',
    '/plain',
    '/other',
    '/',
    '/other',
  ]
  let loads = 0
  for (const window of windows) {
    for (const [i, path] of paths.entries()) {
      const before = window.frames.length
      window.send([5, i + 1, 0, path, 1])
      assert.equal((await window.answer(i + 1))[0] === 2, false)
      const texts = window.frames.slice(before).map((frame) => JSON.stringify(frame))
      if (texts.some((text) => text.includes(`["load",`))) loads++
    }
  }
  // Three pages and seven visits, of which one was sent on.
  assert.ok(mounts <= 10, `${mounts} mounts`)
  assert.equal(loads, 3 * paths.length - 6)
  const patches = windows[0]!
  patches.send([5, 100, 0, '/', 1])
  await patches.answer(100)
  assert.equal((await fetch(url)).status, 429, 'what the browser loads then says when to come back')
})

test('a visit that only changes the parameters of its view takes nothing of the share', async (t) => {
  const { url } = await served(t, { mountBurst: 1 })
  const window = await RawWindow.join(url)
  for (let n = 1; n <= 5; n++) {
    window.send([5, n, 0, `/?page=${n}`, 0])
    assert.equal((await window.answer(n))[0], 1)
  }
  assert.equal(JSON.stringify(window.frames).includes('"load"'), false)
  assert.equal(mounts, 1)
})

test('a number of trusted proxies that can not be meant is refused', () => {
  for (const given of [true, 'x', '1', -1, 0.5, NaN, Infinity, null, ['x'], [1], {}]) {
    const make = (): App => createApp({ trustedProxies: given as number })
    assert.throws(make, { code: 'E_OPTION' }, JSON.stringify(given))
  }
  for (const given of [undefined, 0, 1, 2])
    createApp({ ...(given !== undefined && { trustedProxies: given }) })
})
