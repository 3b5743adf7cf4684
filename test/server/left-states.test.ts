/** How much of durable views whose windows are gone is kept, for one visitor and for all who are not logged in. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView, memoryStore } from 'overwire'
import type { App, Limits, LiveRequest } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Cart extends LiveView {
  static override durable = true
  text = ''
  @event put({ text }: { text: string }): void {
    this.text = text
  }
  render() {
    return html`<p>${this.text.length}</p>`
  }
}

async function open(t: TestContext, limits: Partial<Limits>) {
  const store = memoryStore()
  const user = ({ query }: LiveRequest): never =>
    (query.has('user') ? { id: query.get('user') } : null) as never
  const route = (app: App): unknown => app.live('/', Cart)
  const options = { store, user, trustedProxies: 1, secret: 'the same in all processes' }
  const { url, app } = await serve(t, route, { ...options, limits: { graceMs: 0, ...limits } })
  /** A window with a state of 10,000 characters and a little more. */
  const join = async (from: string, path = '/', text = 'x'.repeat(10_000)) => {
    const headers = { 'x-forwarded-for': from }
    const page = await loadPage(url + path, '', headers)
    const window = new RawWindow(url, { origin: url, cookie: page.cookie, ...headers })
    await once(window.socket, 'open')
    window.send([0, 1, page.token])
    await window.until(() => window.frames.length > 0)
    window.send([1, 1, 0, 'put', { text }])
    assert.equal((await window.answer(1))[0], 1)
    return { window, page, key: String(window.frames[0]![3]) }
  }
  /** One that is lost for good, without a word. */
  const lose = async (from: string, path?: string, text?: string): Promise<string> => {
    const { window, key } = await join(from, path, text)
    window.socket.terminate()
    await eventually(() => app.counts.connected === 0 || undefined)
    return key.split('.')[0]!
  }
  const kept = async (ids: string[]): Promise<number[]> => {
    const held = await store.list()
    return ids.flatMap((id, i) => (held.includes(id) ? [i] : []))
  }
  return { url, store, join, lose, kept }
}

test('states that one visitor left make room for their next, the oldest first', async (t) => {
  const { lose, kept } = await open(t, { leftStatesPerVisitor: 35_000 })
  const ids: string[] = []
  for (let i = 0; i < 6; i++) ids.push(await lose('1.1.1.1'))
  const others = [await lose('2.2.2.2'), await lose('1.1.1.1', '/?user=1')]
  // With the last that came there were four: 40,000 and more.
  assert.deepEqual(await kept(ids), [2, 3, 4, 5])
  assert.deepEqual(await kept(others), [0, 1])
  const own: string[] = []
  for (let i = 0; i < 6; i++) own.push(await lose(`3.3.3.${i}`, '/?user=2'))
  assert.deepEqual(await kept(own), [2, 3, 4, 5], 'a user from everywhere')
})

test('all nobodies together have a share too, users are not in it', async (t) => {
  const { lose, kept } = await open(t, { leftStates: 35_000 })
  const ids: string[] = []
  const users: string[] = []
  for (let i = 0; i < 6; i++) {
    ids.push(await lose(`1.1.${i}.1`))
    users.push(await lose(`1.1.${i}.1`, `/?user=${i}`))
  }
  assert.deepEqual(await kept(users), [0, 1, 2, 3, 4, 5])
  const still = await kept(ids)
  assert.equal(still.at(-1), 5)
  assert.ok(still.length <= 4, String(still))
})

test('small states count for what their names take', async (t) => {
  const { lose, kept } = await open(t, { leftStatesPerVisitor: 5000 })
  const ids: string[] = []
  for (let i = 0; i < 5; i++) ids.push(await lose('1.1.1.1', '/', ''))
  assert.deepEqual(await kept(ids), [2, 3, 4])
})

test('windows that are open, or come back, are not deleted', async (t) => {
  const { url, join, store } = await open(t, { leftStatesPerVisitor: 0 })
  const first = await join('1.1.1.1')
  await join('1.1.1.1')
  const third = await join('1.1.1.1')
  assert.equal((await store.list()).length, 3)
  third.window.socket.terminate()
  await eventually(async () => {
    const headers = { origin: url, cookie: third.page.cookie, 'x-forwarded-for': '1.1.1.1' }
    const back = new RawWindow(url, headers)
    await once(back.socket, 'open')
    back.send([0, 1, third.page.token, third.key, 0, [], '/'])
    await back.until(() => back.frames.length > 0 || back.closed !== undefined)
    return back.frames[0]?.[5] === 3
  }, 'it goes on from the store')
  const open_ = await store.list()
  assert.ok(open_.includes(third.key.split('.')[0]!) && open_.includes(first.key.split('.')[0]!))
})
