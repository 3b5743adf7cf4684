/** Two apps in one process do not touch each other: each is in a namespace of its own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import {
  createApp,
  event,
  html,
  LiveView,
  Namespace,
  publish,
  pushToView,
  serverOf,
} from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { presence } from 'overwire/presence'
import { SERVER, signal, trigger } from 'overwire/signals'
import { memoryQueue } from 'overwire/tasks'
import type { App, AppOptions } from 'overwire'
import { openPage, testConsumer } from 'overwire/testing'
import type { TestPage } from 'overwire/testing'
import { memoryLayer } from '../../src/pubsub/memory.ts'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Board extends LiveView {
  notes: string[] = []

  mount() {
    presence('board').track(this)
    return this.subscribe('board')
  }

  handleInfo(name: string) {
    if (name !== 'presence') this.notes.push(name)
  }

  say({ text }: { text: string }) {
    this.notes.push(text)
  }

  @event
  async tell() {
    await Promise.resolve()
    return publish('board', 'told', null, { except: this })
  }

  @event
  ask() {
    return trigger(this, 'board.asked', { to: SERVER })
  }

  render() {
    const { count } = presence('board')
    return html`<h1>${count}</h1>
      <p>${this.notes.join(' ')}</p>
      <button @click=${this.tell}>tell</button> <button @click=${this.ask}>ask</button>`
  }
}

const logger = { info: () => {}, warn: () => {}, error: () => {} }

function twoApps(t: TestContext, first: AppOptions, second: AppOptions): [App, App] {
  const one = createApp({ secret: 'a'.repeat(32), logger, ...first }).live('/', Board)
  const two = createApp({ secret: 'b'.repeat(32), logger, ...second }).live('/', Board)
  t.after(() => Promise.all([one.stop(), two.stop()]))
  return [one, two]
}

const notes = (page: TestPage): string => page.text('p')
const click = (page: TestPage, name: string) => page.getByRole('button', { name }).click()

test('pushes, messages and presence stay in the app with their layer', async (t) => {
  const [one, two] = twoApps(t, { layer: memoryLayer() }, { layer: memoryLayer() })
  const first = await openPage(one, '/')
  const second = await openPage(two, '/')
  const other = await openPage(two, '/')
  await pushToView(Board, { handler: 'say', payload: { text: 'A' } })
  await pushToView(Board, { handler: 'say', payload: { text: 'B' } }, { namespace: two.namespace })
  await click(second, 'tell')
  await eventually(() => notes(other) === 'B told')
  assert.equal(notes(second), 'B')
  assert.equal(notes(first), 'A')
  await eventually(() => first.text('h1') === '1' && second.text('h1') === '2')
  for (const page of [first, second, other]) await page.close()
})

test('signals run in the queue of the app that they come from', async (t) => {
  const ran: string[] = []
  const shop = new Namespace('shop')
  signal({ path: 'board.asked' }, () => void ran.push('shared'))
  signal({ path: 'board.asked', namespace: shop }, () => void ran.push('shop'))
  const queues = [memoryQueue(), memoryQueue()] as const
  const [one, two] = twoApps(t, { queue: queues[0] }, { queue: queues[1], namespace: shop })
  const first = await openPage(one, '/')
  const second = await openPage(two, '/')
  await click(second, 'ask')
  await eventually(() => ran.join() === 'shop')
  await click(first, 'ask')
  await eventually(() => ran.join() === 'shop,shared')
  await trigger(shop, 'board.asked', { to: SERVER })
  await eventually(() => ran.join() === 'shop,shared,shop')
  for (const page of [first, second]) await page.close()
})

test('an app with a layer of its own has the shared handlers, a namespace only its own', async (t) => {
  const hello = (text: string) => (consumer: Parameters<typeof send>[0]) =>
    send(consumer, { target: '#x', text })
  const shop = new Namespace('shop')
  liveviewHandler('two.hello', hello('shared'))
  liveviewHandler('two.hello', { namespace: shop }, hello('shop'))
  const [, two] = twoApps(t, { layer: memoryLayer() }, { layer: memoryLayer() })
  const answers: unknown[] = []
  for (const namespace of [two.namespace, shop]) {
    const consumer = testConsumer({ namespace })
    await consumer.call('two.hello')
    answers.push(consumer.sent[0]!.text)
  }
  assert.deepEqual(answers, ['shared', 'shop'])
  liveviewHandler('two.shared', hello('shared'))
  await assert.rejects(testConsumer({ namespace: shop }).call('two.shared'), /E_UNKNOWN_HANDLER/)
})

test('an app that allows scripts allows none in another, and each has its own limits', async (t) => {
  const layers = [memoryLayer(), memoryLayer()] as const
  const [one, two] = twoApps(
    t,
    { layer: layers[0], allowScript: true, limits: { eventBytes: 1000 } },
    { layer: layers[1] },
  )
  const script = { script: 'alert(1)' }
  await send(null, script, { broadcast: true, namespace: one.namespace })
  assert.throws(() => send(null, script, { broadcast: true, namespace: two.namespace }), /E_SCRIPT/)
  assert.equal(serverOf(one).settings.limits.eventBytes, 1000)
  assert.notEqual(serverOf(two).settings.limits.eventBytes, 1000)
})

test('an app that is stopped twice is gone once: others stay apart', async (t) => {
  const layers = [memoryLayer(), memoryLayer(), memoryLayer()] as const
  const [one] = twoApps(t, { layer: layers[0] }, { layer: layers[1] })
  const third = createApp({ logger, layer: layers[0] })
  await one.stop()
  await one.stop()
  const other = createApp({ logger, layer: layers[2] })
  t.after(() => Promise.all([third.stop(), other.stop()]))
  assert.notEqual(other.namespace, third.namespace)
})

test('an app without a layer keeps its own when one with a layer comes', async (t) => {
  const [one, two] = twoApps(t, {}, { layer: memoryLayer() })
  assert.notEqual(one.namespace, two.namespace)
  const first = await openPage(one, '/')
  const second = await openPage(two, '/')
  await pushToView(Board, { handler: 'say', payload: { text: 'A' } })
  await eventually(() => notes(first) === 'A')
  assert.equal(notes(second), '')
  for (const page of [first, second]) await page.close()
})

test('an app takes no cookie and no page token that another secret signed', async (t) => {
  const setUp = (app: App): unknown =>
    app.live('/', Board).get('/visits', (_request, { session }) => {
      const visits = Number(session['visits'] ?? 0) + 1
      session['visits'] = visits
      return new Response(String(visits))
    })
  const secrets = ['a'.repeat(32), 'b'.repeat(32), 'a'.repeat(32)]
  const [one, two, same] = await Promise.all(
    secrets.map((secret) => serve(t, (app) => void setUp(app), { secret })),
  )
  const visits = async (url: string, cookie: string): Promise<string> =>
    (await loadPage(`${url}/visits`, cookie)).html
  const { cookie } = await loadPage(`${one!.url}/visits`)
  assert.equal(await visits(one!.url, cookie), '2')
  assert.equal(await visits(same!.url, cookie), '2', 'the secret decides, not the app')
  assert.equal(await visits(two!.url, cookie), '1')
  // What the other app signs for itself takes its place.
  assert.notEqual((await loadPage(`${two!.url}/visits`, cookie)).cookie, cookie)

  const page = await loadPage(one!.url, cookie)
  const own = await RawWindow.joinPage(one!.url, page)
  assert.equal(own.closed, undefined)
  const mine = await loadPage(two!.url)
  for (const other of [page.cookie, mine.cookie]) {
    const window = await RawWindow.open(two!.url, other)
    window.send([0, 1, page.token])
    assert.equal(await window.closing(), 4401)
    assert.deepEqual(window.frames, [])
  }
  assert.equal((await RawWindow.joinPage(two!.url, mine)).closed, undefined)
})
