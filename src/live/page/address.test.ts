import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withQuery } from './address.ts'

test('a query replaces the one before; empty values leave their names out', () => {
  const params = { a: 'x y', b: 0, c: '', d: null, e: undefined, f: false, g: 'ü&=' }
  assert.equal(withQuery('/list?page=2#top', params), '/list?a=x+y&b=0&f=false&g=%C3%BC%26%3D')
  assert.equal(withQuery('/list?page=2', { c: '' }), '/list')
})

test('a query that is too long is refused before all of it is read', () => {
  let read = 0
  const value = { toString: () => ((read += 1), 'x') } as unknown as string
  const params = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`p${i}`, value]))
  assert.throws(() => withQuery('/', params), { code: 'E_ADDRESS_SIZE' })
  assert.ok(read < 2000, `${read} of 100000 values were read`)
  assert.throws(() => withQuery('/', { a: 'x'.repeat(9000) }), { code: 'E_ADDRESS_SIZE' })
})
