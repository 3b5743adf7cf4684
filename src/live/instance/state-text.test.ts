import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringify } from 'devalue'
import { read, write } from './state-text.ts'

const plain = {
  count: 5,
  text: 'a "b" \u2028 </script> \ud83d\ude00',
  yes: true,
  none: null,
  same: 5,
  '': 0,
}
/** What JSON can't say, alone or beside what it can. */
const others = [
  undefined,
  NaN,
  Infinity,
  -Infinity,
  -0,
  1n,
  new Date(0),
  new Map([[1, 2]]),
  [1],
  { a: 1 },
]

test('fields of texts, numbers, booleans and nulls are read again as they were', () => {
  assert.deepEqual(read(write(plain, undefined)), plain)
  assert.deepEqual(read(write({}, undefined)), {})
  // As long as nothing comes twice it is what devalue writes.
  const once = { title: undefined, count: 5, yes: true, left: undefined, none: null, text: 'a' }
  assert.equal(write(once, undefined), stringify(once))
})

test('anything else among them is read again too, with its class’s own writers', () => {
  for (const other of others) {
    const fields = { count: 5, other }
    const again = read(write(fields, undefined)) as typeof fields
    assert.deepEqual(again, fields)
    assert.ok(Object.is(again.other, other) || typeof other === 'object')
  }
  const text = write({ name: 'x' }, { Loud: (value) => value === 'x' && ['X'] })
  assert.deepEqual(read(text, { Loud: ([value]: string[]) => `${value}!` }), { name: 'X!' })
})
