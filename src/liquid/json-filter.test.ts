import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LiveRequest } from '../live/page/request.ts'
import { VisitorSession } from '../live/page/session.ts'
import { printStatic } from '../template/print.ts'
import { liquid } from './liquid.ts'

const request = LiveRequest.read({
  url: '/',
  headers: new Headers(),
  params: {},
  session: new VisitorSession({ id: '' }, 0),
  address: '',
  sealer: { seal: () => '', open: () => undefined },
})

const user = {
  id: 7,
  name: 'Ada',
  password: 'hash',
  address: { city: 'London', secret: 'door code' },
  tags: ['a', 'b'],
}
class Money {
  cents = 5
  toJSON(): string {
    return '0.05'
  }
}

function print(template: string): string {
  const engine = liquid({ root: 'test/views/crossing' })
  const data = { user, users: [user], money: new Money(), list: [1, 'x', null] }
  const block = engine.block({ template, view: 'Test' }, data, { request })
  return new TextDecoder().decode(printStatic(block)).replaceAll('&#34;', '"')
}

test('json prints of an object what the template names, and nothing else [B90]', () => {
  assert.equal(print('{{ user | json: "id", "name" }}'), '{"id":7,"name":"Ada"}')
  assert.equal(print('{{ users | json: "id", "tags" }}'), '[{"id":7,"tags":["a","b"]}]')
  assert.equal(print('{{ user | json: "address.city" }}'), '{"address":{"city":"London"}}')
  assert.equal(print('{{ user | json: "nothing" }}'), '{}')
  assert.equal(print('{{ user.name | json }}{{ list | json }}'), '"Ada"[1,"x",null]')
  assert.equal(print('{{ money | json }}'), '"0.05"')
})

test('an object without names or toJSON is an error, and its values are not in it [B90]', () => {
  for (const filter of ['json', 'inspect', 'json: 2']) {
    for (const value of ['user', 'users']) {
      assert.throws(
        () => print(`<p>{{ ${value} | ${filter} }}</p>`),
        (error: Error) => /only by names/.test(error.message) && !/hash|Ada/.test(error.message),
      )
    }
  }
  assert.throws(() => print('<a {% js_call "app.save" user=user %}>x</a>'), /only by names/)
  assert.throws(
    () => print('{{ user | json: "address" }}'),
    /"address" only by names.*"address\.id"/,
  )
})
