/** Calls of a browser: what handlers get, what becomes of errors, order, limits, lost connections. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, LiveView } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { everyone, signal } from 'overwire/signals'
import type { LiveRequest } from 'overwire'
import type { Consumer, Content } from 'overwire/handlers'
import { openWindow } from 'overwire/testing'
import { z } from 'zod'
import { serve } from '../server/serve.ts'
import { ann, freshRegistry, servePage } from './harness.ts'
import { eventually } from '../eventually.ts'

freshRegistry()

/** Registers a handler that keeps what it gets. */
function keeper(name: string): Content[] {
  const kept: Content[] = []
  liveviewHandler(name, (_consumer, content) => void kept.push(content))
  return kept
}

const codeOf = (error: { code: string }): string => error.code

test('page, call, and an answer of HTML and a selector [A54]', async (t) => {
  const pages = await servePage(t)
  liveviewHandler('say_hello', (consumer, { form }) =>
    send(consumer, { target: '#greeting', html: html`<p>Hello, ${form['name']}!</p>` }),
  )
  const window = await pages.open()
  assert.match(window.html, /<main data-controller="page"/)
  await window.call('say_hello', { form: { name: '<Ann>' } })
  assert.deepEqual(window.operations, [['html', '#greeting', '<p>Hello, &lt;Ann&gt;!</p>']])
  await window.call('say_hello', { form: { name: 'Bob' } })
  assert.deepEqual(window.operations[1], ['html', '#greeting', '<p>Hello, Bob!</p>'])
})

test('content has function, form, data, lang and room; names stay as they are [A83, A84, A85, A86, A87, A88]', async (t) => {
  const pages = await servePage(t)
  const kept = keeper('take')
  const window = await pages.open()
  const form = { firstName: 'Ann', last_name: 'B', tags: ['a', 'b'], agreed: true }
  await window.call('take', { form, data: { comment_id: '7', kind: 'x' }, lang: 'de' })
  const [content] = kept
  assert.equal(content!.function, 'take')
  assert.deepEqual(content!.form, form)
  const { data } = content!
  assert.equal(data['commentId'], '7')
  assert.deepEqual(Object.entries(data), [
    ['comment_id', '7'],
    ['kind', 'x'],
  ])
  assert.equal(content!.lang, 'de')
  assert.equal(content!.room, '')
  await window.call('take')
  assert.deepEqual(
    { ...kept[1] },
    { function: 'take', form: {}, data: {}, lang: '', room: '', uploads: {} },
  )
  for (const wrong of [
    { form: 'x' },
    { form: { a: { b: 1 } } },
    { form: [1] },
    { data: { a: 1 } },
    { data: null },
    { lang: 5 },
  ]) {
    await assert.rejects(window.call('take', wrong as never), { code: 'E_BAD_ARGS' })
  }
  assert.equal(kept.length, 2)
})

test('schemas convert form and data; invalid is told what is wrong, by field [A84, A85]', async (t) => {
  const pages = await servePage(t)
  const seen: unknown[] = []
  liveviewHandler(
    'save',
    {
      form: z.object({ title: z.string().min(3, 'Too short.'), age: z.coerce.number().int() }),
      data: z.object({ article_id: z.coerce.number() }),
      invalid: (_consumer, content, issues) => void seen.push([content.form['title'], issues]),
    },
    (_consumer, { form, data }) => {
      const age: number = form.age
      seen.push([form.title, age, data.article_id])
    },
  )
  liveviewHandler(
    'strict',
    { form: z.object({ n: z.coerce.number('A number.') }) },
    () => undefined,
  )
  const window = await pages.open()
  const data = { article_id: '5' }
  await window.call('save', { form: { title: 'Title', age: '30' }, data })
  await window.call('save', { form: { title: 'Ti', age: '30' }, data })
  assert.deepEqual(seen, [
    ['Title', 30, 5],
    ['Ti', { title: ['Too short.'] }],
  ])
  await assert.rejects(window.call('save', { form: {}, data: { article_id: 'x' } }), {
    code: 'E_BAD_ARGS',
  })
  await assert.rejects(window.call('strict', { form: { n: 'x' } }), /n: A number\./)
})

test('consumer.scope is the request of the page: in handlers, middleware, views and signals [A99]', async (t) => {
  const scopes: LiveRequest[] = []
  const pages = await servePage(t)
  liveviewRegistry.addMiddleware((consumer) => scopes.push(consumer.scope) > 0)
  liveviewHandler('who', (consumer) => void scopes.push(consumer.scope))
  const window = await pages.openAs('ann', '/articles/7?tab=new')
  await window.call('who')
  assert.equal(scopes.length, 2)
  for (const scope of scopes) assert.equal(scope, pages.request())
  const [scope] = scopes as [LiveRequest]
  assert.equal(scope.user, ann)
  assert.ok(scope.session.id.length > 10)
  assert.deepEqual(scope.urlRoute.kwargs, { id: '7' })
  assert.equal(scope.path, '/articles/7')
  assert.equal(scope.query.get('tab'), 'new')
  assert.equal(scope.headers.get('x-user'), 'ann')
  assert.equal(scope.lang, 'en')
  assert.equal(scope.window!.id.length, 16)
})

test('inside of a LiveView handlers answer beside its events [A54, A99]', async (t) => {
  let request: LiveRequest | undefined
  let info: unknown
  class View extends LiveView {
    mount(given: LiveRequest) {
      request = given
    }
    render() {
      return html`<p>view</p>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', View))
  const scopes: LiveRequest[] = []
  liveviewHandler('touch', (consumer) => {
    scopes.push(consumer.scope)
    return send(consumer, { target: 'p', addClass: 'touched' })
  })
  signal({ path: 'told', isAllowedTo: everyone }, (given) => void (info = given))
  const window = await openWindow(url)
  await window.call('touch')
  await window.signal('told')
  assert.equal(scopes[0], request)
  assert.equal((info as { sessionId: string }).sessionId, request!.session.id)
  assert.deepEqual(window.operations, [['addClass', 'p', 'touched']])
  await window.close()
})

test('an unknown name is refused, and no names are told [A71]', async (t) => {
  const pages = await servePage(t)
  liveviewHandler('secret_name', () => undefined)
  const window = await pages.open()
  for (const name of ['nope', 'constructor', '__proto__', 'toString', '']) {
    await assert.rejects(window.call(name), { code: 'E_UNKNOWN_HANDLER' })
  }
  assert.ok(!JSON.stringify(window.frames).includes('secret_name'))
  assert.equal(pages.logged[0]!.fields['handler'], 'nope')
  await window.call('secret_name')
})

test('a handler that throws: error id, log with its stack, the socket goes on [A72]', async (t) => {
  const told: string[] = []
  const pages = await servePage(t, {
    onError: (error, info) => void told.push(`${String(error)} ${info.errorId}`),
  })
  liveviewHandler('now', () => {
    throw new Error('secret detail')
  })
  liveviewHandler('later', async () => {
    await Promise.resolve()
    throw new Error('secret detail')
  })
  liveviewHandler('fine', (consumer) => send(consumer, { target: '#a', text: 1 }))
  const window = await pages.open()
  for (const name of ['now', 'later']) {
    const error = (await window.call(name).catch((refusal: unknown) => refusal)) as {
      code: string
      errorId: string
    }
    assert.equal(codeOf(error), 'E_HANDLER')
    const entry = pages.logged.find(({ fields }) => fields['errorId'] === error.errorId)!
    assert.match((entry.fields['error'] as Error).stack!, /secret detail[\s\S]*calls\.test/)
    assert.equal(told.at(-1), `Error: secret detail ${error.errorId}`)
  }
  assert.ok(!JSON.stringify(window.frames).includes('secret detail'))
  await window.call('fine')
  assert.deepEqual(window.operations, [['text', '#a', '1']])
})

test('calls of one window run one after the other; windows do not wait for each other [A54]', async (t) => {
  const pages = await servePage(t)
  const ran: string[] = []
  let release = (): void => undefined
  liveviewHandler('slow', async () => {
    ran.push('slow begins')
    await new Promise<void>((resolve) => (release = resolve))
    ran.push('slow ends')
  })
  liveviewHandler('quick', (_consumer, { form }) => void ran.push(`quick ${String(form['of'])}`))
  const [a, b] = [await pages.open(), await pages.open()]
  const slow = a.call('slow')
  const quick = a.call('quick', { form: { of: 'a' } })
  await b.call('quick', { form: { of: 'b' } })
  assert.deepEqual(ran, ['slow begins', 'quick b'])
  release()
  await Promise.all([slow, quick])
  assert.deepEqual(ran, ['slow begins', 'quick b', 'slow ends', 'quick a'])
})

test('too many calls, too large ones, and too many that wait are refused [A57]', async (t) => {
  const limits = {
    eventBurst: 6,
    eventsPerSecond: 0,
    frameBytes: 2000,
    eventBytes: 2000,
    mailbox: 2,
  }
  const pages = await servePage(t, { limits })
  let release = (): void => undefined
  liveviewHandler('wait', () => new Promise<void>((resolve) => (release = resolve)))
  liveviewHandler('count', () => undefined)
  const window = await pages.open()
  const first = window.call('wait')
  const results = await Promise.all([
    first.then(() => 'ok', codeOf),
    ...[1, 2, 3, 4].map(() => window.call('count').then(() => 'ok', codeOf)),
    window
      .call('count')
      .then(() => 'ok', codeOf)
      .finally(() => release()),
  ])
  assert.equal(
    results.filter((code) => code === 'E_MAILBOX_FULL').length >= 2,
    true,
    results.join(),
  )
  await assert.rejects(window.call('count'), { code: 'E_RATE' })
  const other = await pages.open()
  // The connection ends; another window goes on.
  await assert.rejects(other.call('count', { form: { text: 'x'.repeat(3000) } }), /1009/)
  const third = await pages.open()
  await third.call('count')
})

test('after a lost connection handlers work, nothing runs twice, and nothing is lost [A56, A57]', async (t) => {
  const pages = await servePage(t)
  const consumers = new Set<Consumer>()
  const ran: string[] = []
  let release = (): void => undefined
  liveviewHandler('slow', async (consumer, { form }) => {
    consumers.add(consumer)
    ran.push(String(form['n']))
    await new Promise<void>((resolve) => (release = resolve))
    await send(consumer, { target: '#log', text: String(form['n']), append: false })
  })
  liveviewHandler('next', (consumer, { form }) => {
    consumers.add(consumer)
    ran.push(String(form['n']))
  })
  const window = await pages.open()
  const slow = window.call('slow', { form: { n: '1' } })
  await eventually(() => ran.length !== 0, undefined, { state: () => ran })
  await window.lose()
  // While there is no connection the answer and the next call wait.
  release()
  const next = window.call('next', { form: { n: '2' } })
  await window.connect()
  await Promise.all([slow, next])
  assert.deepEqual(ran, ['1', '2'])
  assert.deepEqual(window.operations, [['text', '#log', '1']])
  assert.equal(consumers.size, 1)
})
