import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMessage, encodeMessage } from './message.ts'

const roundTrip = (message: unknown): unknown => decodeMessage(encodeMessage(message))

test('what JSON gives back unchanged travels as JSON', () => {
  for (const message of [null, 'a', '~a', 1, true, [], {}, { a: [1, { b: null }], c: 'x' }]) {
    assert.equal(encodeMessage(message), JSON.stringify(message))
    assert.deepEqual(roundTrip(message), message)
  }
  assert.equal(encodeMessage({ a: 1, gone: undefined }), '{"a":1}')
})

test('dates, maps, sets, big integers, NaN and cycles arrive as they were sent', () => {
  const message = {
    at: new Date(5),
    map: new Map([['a', new Set([1])]]),
    big: 12n,
    odd: [NaN, Infinity, undefined],
    nested: [{ when: [new Date(7)] }],
    address: new URL('https://example.com/a'),
  }
  assert.deepEqual(roundTrip(message), message)
  const cycle: { self?: unknown; n: number } = { n: 1 }
  cycle.self = cycle
  const back = roundTrip(cycle) as typeof cycle
  assert.equal(back.self, back)
})

test('what can’t be carried is an error that names where it is', () => {
  class Own {
    n = 1
  }
  const refused: [unknown, RegExp][] = [
    [{ a: { run: () => 1 } }, /can't carry a\.run, which is the function run/],
    [{ list: [1, new Own()] }, /can't carry list\[1\], which is a value of class Own/],
    [{ s: Symbol('x') }, /can't carry s/],
    [() => 1, /can't carry the message/],
  ]
  for (const [message, text] of refused) {
    assert.throws(() => encodeMessage(message), { code: 'E_MESSAGE_VALUE', message: text })
  }
})
