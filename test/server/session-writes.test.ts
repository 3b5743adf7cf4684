/** What events, handlers and views that come over the socket write into the session. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView } from 'overwire'
import type { EventContext, LiveRequest } from 'overwire'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Cart extends LiveView {
  shown = ''
  override mount({ session }: LiveRequest) {
    this.shown = JSON.stringify(session['cart'] ?? null)
  }
  @event add({ name }: { name: string }, { request: { session } }: EventContext) {
    const cart = (session['cart'] ?? []) as string[]
    cart.push(name)
    session['cart'] = cart
  }
  @event empty(_: object, { request: { session } }: EventContext) {
    delete session['cart']
  }
  @event fails(_: object, { request: { session } }: EventContext) {
    session['cart'] = ['wrong']
    throw new Error('no')
  }
  @event async later(_: object, { request: { session } }: EventContext) {
    await Promise.resolve()
    session['later'] = 1
  }
  @event large(_: object, { request: { session } }: EventContext) {
    session['big'] = 'x'.repeat(5000)
  }
  @event map(_: object, { request: { session } }: EventContext) {
    session['map'] = new Map([['a', 1]])
  }
  @event bad(_: object, { request: { session } }: EventContext) {
    session['bad'] = 1n
  }
  override render() {
    return html`<p>${this.shown}</p>`
  }
}

/** A window, and the cookie that its browser has. */
async function open(t: TestContext) {
  const served = await serve(t, (app) => app.live('/', Cart))
  const { url } = served
  const loaded = await loadPage(url)
  let { cookie } = loaded
  const window = await RawWindow.open(url, cookie)
  window.send([0, 1, loaded.token])
  await window.until(() => window.frames.length > 0)
  const tickets = () =>
    window.frames.flatMap((frame) =>
      frame[0] === 8
        ? (frame.slice(2) as [string, string][])
            .filter(([name]) => name === 'session')
            .map(([, ticket]) => ticket)
        : [],
    )
  const bring = async (ticket: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/_overwire/session`, {
      method: 'POST',
      body: ticket,
      headers: { cookie, ...headers },
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return response.status
  }
  const page = async () => (await fetch(url, { headers: { cookie } })).text()
  return { ...served, window, tickets, bring, page }
}

test('what an event writes into the session is in the cookie of later requests', async (t) => {
  const { window, tickets, bring, page } = await open(t)
  window.send([1, 1, 0, 'add', { name: 'bread' }])
  await window.answer(1)
  window.send([1, 2, 0, 'add', { name: 'milk' }])
  await window.answer(2)
  window.send([1, 3, 0, 'later'])
  await window.until(() => tickets().length === 3)
  for (const ticket of tickets()) assert.equal(await bring(ticket), 204)
  assert.match(await page(), /\[&#34;bread&#34;,&#34;milk&#34;\]/)
  window.send([1, 4, 0, 'empty'])
  await window.until(() => tickets().length === 4)
  assert.equal(await bring(tickets()[3]!), 204)
  assert.match(await page(), /<p>null<\/p>/)
})

test('an event that changes nothing in the session sends nothing about it', async (t) => {
  const { window, tickets } = await open(t)
  window.send([1, 1, 0, 'empty'])
  await window.answer(1)
  assert.deepEqual(tickets(), [])
})

test('a failed event leaves the session as it was', async (t) => {
  const { window, tickets, bring, page } = await open(t)
  window.send([1, 1, 0, 'add', { name: 'bread' }])
  await window.until(() => tickets().length === 1)
  await bring(tickets()[0]!)
  window.send([1, 2, 0, 'fails'])
  assert.equal((await window.answer(2))[0], 2)
  window.send([1, 3, 0, 'add', { name: 'milk' }])
  await window.until(() => tickets().length === 2)
  await bring(tickets()[1]!)
  assert.match(await page(), /\[&#34;bread&#34;,&#34;milk&#34;\]/)
})

test('a session too large for its cookie, or with what is no JSON, is an error that says so', async (t) => {
  const { window, logged, tickets } = await open(t)
  window.send([1, 1, 0, 'large'])
  assert.equal((await window.answer(1))[0], 2)
  const told = () => logged.map(({ fields }) => String(fields['error']))
  assert.match(told()[0]!, /E_SESSION_SIZE.* 50\d\d bytes.*"big"/)
  window.send([1, 2, 0, 'bad'])
  assert.equal((await window.answer(2))[0], 2)
  assert.match(told()[1]!, /E_SESSION_VALUE.*BigInt/)
  window.send([1, 3, 0, 'map'])
  assert.equal((await window.answer(3))[0], 2)
  assert.match(told()[2]!, /E_SESSION_VALUE.*"map" holds a value of class Map/)
  window.send([1, 4, 0, 'add', { name: 'bread' }])
  await window.until(() => tickets().length === 1)
})

test('a ticket is good for its session alone', async (t) => {
  const { window, tickets, bring, url } = await open(t)
  window.send([1, 1, 0, 'add', { name: 'bread' }])
  await window.until(() => tickets().length === 1)
  const [ticket] = tickets()
  const other = (await fetch(url)).headers.get('set-cookie')!.split(';')[0]!
  assert.equal(await bring(ticket!, { cookie: other }), 403)
  assert.equal(await bring(`${ticket}x`), 403)
  assert.equal(await bring('nonsense'), 403)
  assert.equal(await bring(ticket!, { origin: 'https://evil.example' }), 403)
  assert.equal(await bring(ticket!), 204)
})

class Logout extends LiveView {
  @event out(_: object, { request: { session } }: EventContext) {
    for (const key of Object.keys(session)) delete (session as Record<string, unknown>)[key]
  }
  override render() {
    return html`<p>${JSON.stringify(this.request.session['person'] ?? null)}</p>`
  }
}

test('a session that is emptied in a loop keeps its id, in a handler and in an event', async (t) => {
  const { url } = await serve(t, (app) =>
    app
      .live('/', Logout)
      .http('/in', (_, live) => {
        live.session['person'] = 'ada'
        return new Response('in')
      })
      .http('/out', (_, live) => {
        for (const key of Object.keys(live.session)) {
          delete (live.session as Record<string, unknown>)[key]
        }
        return new Response('out')
      }),
  )
  const cookieOf = (response: Response, old = '') =>
    response.headers.get('set-cookie')?.split(';')[0] ?? old
  let cookie = cookieOf(await fetch(`${url}/in`))
  cookie = cookieOf(await fetch(`${url}/out`, { headers: { cookie } }), cookie)
  const page = await fetch(url, { headers: { cookie } })
  assert.equal(page.status, 200)
  assert.match(await page.text(), /<p>null<\/p>/)
  cookie = cookieOf(await fetch(`${url}/in`, { headers: { cookie } }), cookie)
  const loaded = await loadPage(url, cookie)
  const window = await RawWindow.open(url, cookie)
  window.send([0, 1, loaded.token])
  await window.until(() => window.frames.length > 0)
  window.send([1, 1, 0, 'out'])
  await window.until(() => JSON.stringify(window.frames).includes('"session"'))
  const frame = window.frames.find(([op]) => op === 8) as unknown as [number, number, string[]]
  const kept = await fetch(`${url}/_overwire/session`, {
    method: 'POST',
    body: frame[2][1]!,
    headers: { cookie },
  })
  assert.equal(kept.status, 204)
  cookie = cookieOf(kept, cookie)
  assert.match(await (await fetch(url, { headers: { cookie } })).text(), /<p>null<\/p>/)
})
