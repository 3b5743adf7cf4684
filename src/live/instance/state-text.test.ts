import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse, stringify } from 'devalue'
import * as fc from 'fast-check'
import { plainText } from './plain-text.ts'
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

test('lists and objects in one another are written as devalue writes them, and what it says otherwise is left to it', () => {
  const values = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      { arbitrary: fc.string().filter((text) => !/[<\u2028\u2029]/.test(text)), weight: 5 },
      { arbitrary: fc.integer(), weight: 5 },
      { arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }), weight: 5 },
      { arbitrary: fc.boolean(), weight: 5 },
      { arbitrary: fc.date({ noInvalidDate: true }), weight: 5 },
      { arbitrary: fc.constantFrom(null, undefined), weight: 5 },
      { arbitrary: fc.constantFrom(-0, NaN, new Date(NaN), new Map([[1, 2]]), 5n), weight: 1 },
      { arbitrary: fc.array(tie('any')), weight: 5 },
      { arbitrary: fc.dictionary(fc.string(), tie('any')), weight: 5 },
      { arbitrary: fc.sparseArray(tie('any'), { maxLength: 4 }), weight: 1 },
    ),
  })).any
  let plain = 0
  fc.assert(
    fc.property(fc.dictionary(fc.string(), values), (fields) => {
      // Some of it twice: one object is one object.
      const value = { ...fields, again: fields, list: [fields, Object.values(fields)[0]] }
      const text = plainText(value)
      if (text === undefined) return
      plain++
      assert.deepEqual(parse(text), value)
      if (!/[<\u2028\u2029]/.test(text)) assert.equal(text, stringify(value))
      const { again, list } = parse(text) as { again: object; list: object[] }
      assert.equal(list[0], again)
    }),
    { seed: 11, numRuns: 1000 },
  )
  assert.ok(plain > 150, `${plain} of 1000`)
  for (const other of [
    ...others.slice(0, -2),
    new Date(NaN),
    Object.assign([], { 1: 'after a gap' }),
    Symbol('x'),
    () => 1,
    new URL('http://a'),
  ]) {
    const isPlain = other === undefined || String(other) === String(new Date(0))
    assert.equal(plainText({ rows: [{ other }] }) !== undefined, isPlain, String(other))
  }
})

test('fields that lead to themselves are read as they were, and deep ones are left to devalue', () => {
  const rows: Record<string, unknown>[] = [{ id: 1 }, { id: 2 }]
  rows[0]!['next'] = rows[1]
  rows[1]!['next'] = rows[0]
  const again = read(plainText({ rows })!) as { rows: typeof rows }
  assert.equal((again.rows[0]!['next'] as typeof rows)['next' as never], again.rows[0])
  let deep: unknown[] = []
  for (let i = 0; i < 300; i++) deep = [deep]
  assert.equal(plainText({ deep }), undefined)
  assert.deepEqual(read(write({ deep }, undefined)), { deep })
})
