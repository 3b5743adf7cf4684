/** How users test handlers: each test is the recipe of docs/guide/testing.md. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, event, html, LiveView, to } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import type { AppOptions } from 'overwire'
import type { Content, Handler } from 'overwire/handlers'
import { listen } from 'overwire/node'
import { openWindow, testConsumer, WindowRefusal } from 'overwire/testing'
import type { Sent } from 'overwire/testing'
import type { TestContext } from 'node:test'
import { z } from 'zod'
import { FakeClock } from '../tasks/fake-clock.ts'
import { ann, freshRegistry } from './harness.ts'

freshRegistry()

async function serve(t: TestContext, options: AppOptions = {}): Promise<string> {
  const logger = { info: () => {}, warn: () => {}, error: () => {} }
  const app = createApp({ logger, ...options })
  app.page('/', ({ query }) => html`<main data-room=${query.get('room')}>page</main>`)
  const server = await listen(app, { port: 0 })
  t.after(() => server.close())
  return server.url
}

const sayHello: Handler = (consumer, { form }) => {
  if (!form['name']) throw new Error('nobody to greet')
  return send(consumer, { target: '#greeting', html: html`<p>Hello, ${form['name']}!</p>` })
}

test('a handler alone, by its name or as a function; and its errors [A130, A137]', async () => {
  liveviewHandler('say_hello', sayHello)
  const consumer = testConsumer()
  await consumer.call('say_hello', { form: { name: 'Ann' } })
  const greeting: Sent = { target: '#greeting', html: '<p>Hello, Ann!</p>' }
  assert.deepEqual(consumer.sent, [greeting])
  const content: Content = {
    function: 'x',
    form: { name: 'Ann' },
    data: {},
    lang: '',
    room: '',
    uploads: {},
  }
  await sayHello(consumer, content)
  assert.deepEqual(consumer.sent, [greeting, greeting])
  await assert.rejects(consumer.call('say_hello'), /nobody to greet/)
  await assert.rejects(consumer.call('say_goodbye'), { code: 'E_UNKNOWN_HANDLER' })
})

test('what goes to others is kept too, with its audience [A130, A133]', async () => {
  const consumer = testConsumer()
  await send(consumer, { target: '#a', text: 1 }, { broadcast: true })
  await send(consumer, [{ target: '#a', text: 2 }, { title: 'T' }], { to: [to.room('lobby')] })
  assert.deepEqual(consumer.sent, [
    { target: '#a', text: 1, broadcast: true },
    { target: '#a', text: 2, to: ['-room.lobby'] },
    { title: 'T', to: ['-room.lobby'] },
  ])
  // What can't be sent fails as it does in the app.
  assert.throws(() => send(consumer, { html: 'x' }), { code: 'E_SEND' })
})

test('the consumer’s page, user, session and clock are the test’s [A130]', async () => {
  const clock = new FakeClock(0)
  const consumer = testConsumer({
    user: ann,
    session: { cart: 3 },
    url: '/articles/7?tab=new',
    params: { id: '7' },
    headers: { 'accept-language': 'de-AT', 'x-own': '1' },
    room: 'lobby',
    clock,
  })
  const { scope } = consumer
  assert.deepEqual(
    [scope.user, scope.session['cart'], scope.path, scope.query.get('tab'), scope.lang],
    [ann, 3, '/articles/7', 'new', 'de-AT'],
  )
  assert.deepEqual([scope.urlRoute.kwargs, scope.headers.get('x-own')], [{ id: '7' }, '1'])
  liveviewHandler('later', (one, content) => {
    assert.equal(content.room, 'lobby')
    one.after(1000, () => send(one, { title: 'later' }))
    one.after(9000, () => assert.fail('it was closed'))
  })
  await consumer.call('later')
  await clock.advance(1000)
  assert.deepEqual(consumer.sent, [{ title: 'later' }])
  consumer.close()
  await clock.advance(10_000)
})

test('a page over a real socket: load, call, read the answer [A131]', async (t) => {
  liveviewHandler('say_hello', sayHello)
  const window = await openWindow(await serve(t))
  await window.call('say_hello', { form: { name: 'Ann' }, lang: 'en' })
  assert.deepEqual(window.operations, [['html', '#greeting', '<p>Hello, Ann!</p>']])
  const refusal = (await window.call('say_hello').catch((error: unknown) => error)) as WindowRefusal
  assert.ok(refusal instanceof WindowRefusal)
  assert.equal(refusal.code, 'E_HANDLER')
  assert.ok(refusal.errorId)
  await window.close()
  await window.close()
})

test('it speaks to views as well, and tells what can’t be opened [A131]', async (t) => {
  class Counter extends LiveView {
    count = 0
    @event add({ by }: { by: number }) {
      this.count += by
      return this.count
    }
    render() {
      return html`<p>${this.count}</p>`
    }
  }
  const server = await listen(createApp().live('/', Counter), { port: 0 })
  t.after(() => server.close())
  const window = await openWindow(server.url)
  assert.equal(await window.push('add', { by: 5 }), 5)
  await assert.rejects(window.push('remove'), { code: 'E_UNKNOWN_EVENT' })
  await window.close()
  await assert.rejects(openWindow(server.url, '/nowhere'), /\/nowhere answers 404/)
})

test('a form that is refused shows why, and nothing is saved [A132]', async (t) => {
  const saved: string[] = []
  liveviewHandler(
    'save',
    {
      form: z.object({ title: z.string().min(1, 'A title, please.') }),
      invalid: (consumer, _content, issues) =>
        send(consumer, {
          target: '#form',
          html: html`<p class="error">${issues['title']![0]}</p>`,
        }),
    },
    (_consumer, { form }) => void saved.push(form.title),
  )
  const window = await openWindow(await serve(t))
  await window.call('save', { form: { title: '' } })
  assert.deepEqual(window.operations, [['html', '#form', '<p class="error">A title, please.</p>']])
  assert.deepEqual(saved, [])
  await window.close()
})

test('two windows in one room hear it, one outside does not [A133, A137]', async (t) => {
  liveviewHandler('say', (consumer, { form }) =>
    send(consumer, { target: '#said', text: String(form['text']) }, { to: to.room(consumer.room) }),
  )
  const url = await serve(t, { authorizeRoom: () => true })
  const [a, b, outside] = await Promise.all([
    openWindow(url, '/?room=lobby'),
    openWindow(url, '/?room=lobby'),
    openWindow(url),
  ])
  await a.call('say', { form: { text: 'hello' } })
  await b.until(() => b.operations.length > 0)
  assert.deepEqual(
    [a.operations, b.operations],
    [[['text', '#said', 'hello']], [['text', '#said', 'hello']]],
  )
  // Its own answer would come behind what it heard before.
  await outside.call('say', { form: { text: 'nobody' } })
  assert.deepEqual(outside.operations, [])
  await Promise.all([a.close(), b.close(), outside.close()])
})

test('somebody who is logged in, and somebody who is not [A134, A137]', async (t) => {
  liveviewHandler('who', (consumer) => {
    const { name } = (consumer.scope.user as { name: string } | null) ?? { name: 'nobody' }
    return send(consumer, { target: '#who', text: name })
  })
  const url = await serve(t, {
    user: (request) => (request.headers.get('x-test-user') === '1' ? ann : null),
  })
  for (const [headers, name] of [
    [{ 'x-test-user': '1' }, 'Ann'],
    [{}, 'nobody'],
  ] as const) {
    const window = await openWindow(url, '/', { headers: { ...headers } })
    await window.call('who')
    assert.deepEqual(window.operations, [['text', '#who', name]])
    await window.close()
  }
})

test('middleware, alone and in front of a handler [A135]', async () => {
  const loggedIn = async (consumer: Parameters<Handler>[0]): Promise<boolean> => {
    if (consumer.scope.user) return true
    await send(consumer, { target: '#message', text: 'Please log in.' })
    return false
  }
  const [visitor, member] = [testConsumer(), testConsumer({ user: ann })]
  assert.equal(await loggedIn(visitor), false)
  assert.equal(visitor.sent[0]!.text, 'Please log in.')
  assert.equal(await loggedIn(member), true)
  liveviewRegistry.addMiddleware(loggedIn)
  liveviewHandler('open', (consumer) => send(consumer, { target: '#door', text: 'open' }))
  for (const consumer of [visitor, member]) {
    consumer.sent.length = 0
    await consumer.call('open')
  }
  assert.deepEqual([visitor.sent[0]!.target, member.sent[0]!.target], ['#message', '#door'])
})
