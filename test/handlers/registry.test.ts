/** The names that browsers may call. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveviewHandler, liveviewRegistry } from 'overwire/handlers'
import type { Handler } from 'overwire/handlers'
import { testConsumer } from 'overwire/testing'
import { freshRegistry } from './harness.ts'

freshRegistry()

const nothing: Handler = () => undefined

test('a name is given once; the second use names both places, and the first one stays [A70]', () => {
  const first = liveviewHandler('say_hello', nothing)
  assert.equal(first, nothing)
  const second = (): unknown => liveviewHandler('say_hello', () => assert.fail('not this one'))
  assert.throws(second, (error: Error & { code: string }) => {
    assert.equal(error.code, 'E_HANDLER_NAME')
    const places = error.message.match(/registry\.test\.ts:\d+/g)!
    assert.equal(new Set(places).size, 2, error.message)
    return true
  })
  assert.equal(liveviewRegistry.getHandler('say_hello'), nothing)
  for (const name of ['', 'two words', 'x'.repeat(201)]) {
    assert.throws(() => liveviewHandler(name, nothing), { code: 'E_HANDLER_NAME' }, name)
  }
})

test('as a decorator, with the function later, and with options [A70]', async () => {
  const ran: string[] = []
  const early = liveviewHandler('early')((_consumer, { function: name }) => ran.push(name))
  assert.equal(liveviewRegistry.getHandler('early'), early)
  const middleware = [() => ran.push('before') > 0]
  liveviewHandler('with_options', { middleware }, (_consumer, content) => {
    ran.push(content.function)
  })
  const consumer = testConsumer()
  await consumer.call('early')
  await consumer.call('with_options')
  assert.deepEqual(ran, ['early', 'before', 'with_options'])
})

test('the registry lists, finds and removes [A91, A93, A94, A95, A96]', () => {
  assert.ok(liveviewRegistry.isEmpty)
  const other: Handler = () => undefined
  liveviewHandler('one', nothing)
  liveviewHandler('two', other)
  assert.deepEqual(liveviewRegistry.listFunctions(), ['one', 'two'])
  assert.equal(liveviewRegistry.getHandler('two'), other)
  assert.equal(liveviewRegistry.getHandler('three'), undefined)
  assert.equal(liveviewRegistry.getHandler('constructor'), undefined)
  const all = liveviewRegistry.getAllHandlers()
  assert.deepEqual(all, { one: nothing, two: other })
  Reflect.deleteProperty(all, 'one')
  assert.deepEqual(liveviewRegistry.listFunctions(), ['one', 'two'])
  assert.equal(liveviewRegistry.unregister('one'), nothing)
  assert.equal(liveviewRegistry.unregister('one'), undefined)
  assert.deepEqual(liveviewRegistry.listFunctions(), ['two'])
  // A name that is free again may be given again.
  liveviewHandler('one', other)
})

test('clear removes the handlers, and the middleware with them [A97]', async () => {
  liveviewRegistry.addMiddleware(() => assert.fail('it is gone'))
  liveviewHandler('one', nothing)
  liveviewRegistry.clear()
  assert.deepEqual(liveviewRegistry.listFunctions(), [])
  liveviewHandler('one', nothing)
  await testConsumer().call('one')
})
