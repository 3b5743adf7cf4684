/** What runs before handlers, and how it stops them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { freshRegistry, servePage } from './harness.ts'

freshRegistry()

test('in order, the registry’s before the handler’s own; what returns true goes on [A92]', async (t) => {
  const pages = await servePage(t)
  const ran: string[] = []
  const step = (name: string, result?: unknown) => async () => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    ran.push(name)
    return result
  }
  liveviewRegistry.addMiddleware(step('first', true))
  const remove = liveviewRegistry.addMiddleware(step('second', true))
  liveviewRegistry.addMiddleware((_consumer, content, name) => {
    ran.push(`third of ${name} ${String(content.form['a'])}`)
    return true
  })
  liveviewHandler('go', { middleware: [step('own', true)] }, () => void ran.push('handler'))
  liveviewHandler('other', () => void ran.push('other'))
  const window = await pages.open()
  await window.call('go', { form: { a: '1' } })
  assert.deepEqual(ran.splice(0), ['first', 'second', 'third of go 1', 'own', 'handler'])
  remove()
  await window.call('other')
  assert.deepEqual(ran, ['first', 'third of other undefined', 'other'])
})

test('only true goes on: nothing, null, 0, 1 and a text halt like false [A92]', async (t) => {
  const pages = await servePage(t)
  liveviewHandler('go', () => assert.fail('halted'))
  const window = await pages.open()
  for (const result of [undefined, null, 0, 1, 'yes', {}, Promise.resolve()]) {
    const remove = liveviewRegistry.addMiddleware(() => result)
    await window.call('go')
    remove()
  }
  assert.deepEqual(pages.logged, [])
})

test('false halts what comes after it; the call is answered, and the middleware may say why [A92]', async (t) => {
  const pages = await servePage(t)
  liveviewRegistry.addMiddleware(async (consumer) => {
    await send(consumer, { target: '#error', text: 'Please log in.' })
    return false
  })
  liveviewRegistry.addMiddleware(() => assert.fail('behind the one that halts'))
  liveviewHandler('go', () => assert.fail('halted'))
  const window = await pages.open()
  await window.call('go')
  assert.deepEqual(window.operations, [['text', '#error', 'Please log in.']])
  assert.deepEqual(pages.logged, [])
})

test('one that throws halts too: error id to the browser, the rest to the log and onError [A92]', async (t) => {
  const told: unknown[] = []
  const pages = await servePage(t, {
    onError: (error, { name, during, errorId }) =>
      void told.push([String(error), name, during, errorId]),
  })
  const remove = liveviewRegistry.addMiddleware(() => {
    throw new Error('the database is away')
  })
  liveviewHandler('go', (consumer) => void send(consumer, { target: '#a', text: 'ran' }))
  const window = await pages.open()
  const refusal = await window.call('go').then(
    () => assert.fail('refused'),
    (error: { code: string; message: string; errorId: string }) => error,
  )
  assert.equal(refusal.code, 'E_HANDLER')
  assert.ok(!refusal.message.includes('database'))
  const entry = pages.logged.find(({ fields }) => fields['errorId'] === refusal.errorId)!
  assert.match((entry.fields['error'] as Error).stack!, /middleware\.test/)
  assert.deepEqual(told, [['Error: the database is away', 'go', 'handler', refusal.errorId]])
  assert.deepEqual(window.operations, [])
  remove()
  await window.call('go')
  assert.deepEqual(window.operations, [['text', '#a', 'ran']])
})
