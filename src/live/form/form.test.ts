import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { z } from 'zod'
import { LiveError } from '../../base/errors.ts'
import { nest } from './field-names.ts'
import { form } from './form.ts'

const signUp = z
  .object({
    email: z.email('No address.'),
    age: z.coerce.number().min(18, 'Too young.'),
    terms: z.literal('on', 'Accept them.'),
    address: z.object({ city: z.string().min(1, 'Where?') }),
    topics: z.array(z.string()).max(1, 'One at most.'),
  })
  .refine(({ email, age }) => !(email.startsWith('x') && age > 90), 'Not you.')

const good = { email: 'a@b.org', age: '20', terms: 'on', 'address[city]': 'Graz', topics: ['a'] }

test('errors show for used fields only, and for all after a submit [B124]', () => {
  const empty = form(signUp, { email: '' })
  assert.equal(empty.valid, false)
  assert.deepEqual(empty.field('email').errors, [])
  const sent = { email: 'x', age: '', 'address[city]': '', topics: [] }
  const changed = empty.change({ ...sent, _target: 'email' })
  assert.deepEqual(changed.field('email').errors, ['No address.'])
  assert.equal(changed.field('email').invalid, true)
  assert.deepEqual(changed.field('age').errors, [])
  assert.deepEqual(empty.field('email').errors, [], 'a form never changes')
  const result = changed.submit(sent)
  assert.equal(result.ok, false)
  assert.deepEqual(result.form.field('age').errors, ['Too young.'])
  assert.deepEqual(result.form.field('address.city').errors, ['Where?'])
  assert.deepEqual(result.form.field('terms').errors, ['Accept them.'])
})

test('a good submit gives the schema’s data; nested names are nested values [B124]', () => {
  const result = form(signUp).submit({ ...good, go: 'first' })
  assert.ok(result.ok)
  assert.deepEqual(result.data, {
    email: 'a@b.org',
    age: 20,
    terms: 'on',
    address: { city: 'Graz' },
    topics: ['a'],
  })
  const city = result.form.field('address.city')
  assert.deepEqual([city.name, city.id, city.value], ['address[city]', 'address-city', 'Graz'])
  assert.deepEqual(result.form.field('topics').list, ['a'])
  assert.equal(result.form.field('terms').checked, true)
})

test('errors of the form and of the server [B124]', () => {
  const bad = form(signUp).submit({ ...good, email: 'x@b.org', age: '91' })
  assert.deepEqual(bad.form.errors, ['Not you.'])
  const taken = form(signUp)
    .submit(good)
    .form.withErrors({ email: 'Taken.', '': ['Try again.'] })
  assert.equal(taken.valid, false)
  assert.deepEqual(taken.field('email').errors, ['Taken.'])
  assert.deepEqual(taken.errors, ['Try again.'])
  assert.deepEqual(taken.change({ ...good, _target: 'age' }).field('email').errors, ['Taken.'])
  assert.deepEqual(taken.change({ ...good, _target: 'email' }).field('email').errors, [])
  assert.equal(taken.submit(good).ok, true)
  assert.deepEqual(taken.reset().values, {})
})

const order = z.object({
  lines: z.array(z.object({ qty: z.coerce.number().min(1, 'At least 1.'), note: z.string() })),
})

test('rows keep their keys when others go; errors follow their rows [B125]', () => {
  const begun = form(order, {
    lines: [
      { qty: 1, note: 'a' },
      { qty: 2, note: 'b' },
    ],
  })
  assert.deepEqual(
    begun.rows('lines').map(({ key, field }) => [key, field('qty').name, field('note').value]),
    [
      [0, 'lines[0][qty]', 'a'],
      [1, 'lines[1][qty]', 'b'],
    ],
  )
  const fewer = begun.addRow('lines', { qty: 3, note: 'c' }).removeRow('lines', 0)
  assert.deepEqual(
    fewer.rows('lines').map(({ key, field }) => [key, field('qty').name, field('note').value]),
    [
      [1, 'lines[1][qty]', 'b'],
      [2, 'lines[2][qty]', 'c'],
    ],
  )
  // Sent before the browser saw the third row, and that the first one is gone.
  const late = { 'lines[0][qty]': '9', 'lines[0][note]': 'a', 'lines[1][qty]': '0' }
  const changed = fewer.change({ ...late, 'lines[1][note]': 'b', _target: 'lines[1][qty]' })
  assert.deepEqual(changed.values, {
    lines: [
      { qty: '0', note: 'b' },
      { qty: 3, note: 'c' },
    ],
  })
  assert.deepEqual(changed.rows('lines')[0]!.field('qty').errors, ['At least 1.'])
  assert.equal(changed.addRow('lines').rows('lines').at(-1)!.key, 3)
  const none = changed.removeRow('lines', 1).removeRow('lines', 2).submit({})
  assert.ok(none.ok)
  assert.deepEqual(none.data, { lines: [] })
})

test('whatever a browser sends in the place of a list, rows come and go', () => {
  const hostile = [{ x: { qty: '1' } }, {}, { 0: 'x', length: 3 }, 'abc', '5', [], ['a'], [[]]]
  const nested = z.object({ a: z.array(z.object({ b: z.array(z.object({ c: z.string() })) })) })
  for (const sent of hostile) {
    const lines = sent as never
    const begun = form(order, { lines: [{ qty: 1, note: 'a' }] }).addRow('lines')
    for (const taken of [begun.change({ lines, _target: 'lines' }), begun.submit({ lines }).form]) {
      const more = taken.addRow('lines', { qty: 2, note: 'b' })
      const last = more.rows('lines').at(-1)!
      assert.equal(more.rows('lines').length, taken.rows('lines').length + 1)
      if (!Array.isArray(sent)) assert.equal(last.field('note').value, 'b')
      const less = more.removeRow('lines', last.key)
      assert.equal(less.rows('lines').length, taken.rows('lines').length)
      assert.equal(taken.removeRow('lines', 0).rows('lines').length, 1)
      const healed = more.change({ 'lines[0][qty]': '1', 'lines[0][note]': 'c', _target: 'x' })
      assert.equal(healed.rows('lines')[0]!.field('note').value, 'c')
    }
    const deep = form(nested, { a: [{ b: [{ c: 'x' }] }] })
    for (const name of ['a', 'a[0]', 'a[0][b]']) {
      const more = deep.change({ [name]: lines, _target: name }).addRow('a.0.b', { c: 'y' })
      more.change({ 'a[0][b][0][c]': 'x', _target: name }).removeRow('a', 0).addRow('a')
    }
  }
})

test('rows inside rows, and rows that only the page knows [B125]', () => {
  const schema = z.object({ a: z.array(z.object({ b: z.array(z.object({ c: z.string() })) })) })
  const begun = form(schema, { a: [{ b: [{ c: 'x' }] }] }).addRow('a', { b: [] })
  const more = begun.addRow('a.1.b', { c: 'y' })
  assert.equal(more.field('a.1.b.0.c').name, 'a[1][b][2][c]')
  assert.deepEqual(more.values, { a: [{ b: [{ c: 'x' }] }, { b: [{ c: 'y' }] }] })
  const sent = { 'a[0][b][0][c]': 'x', 'a[1][b][2][c]': 'z' }
  assert.deepEqual(more.change({ ...sent, _target: 'a[1][b][2][c]' }).values, {
    a: [{ b: [{ c: 'x' }] }, { b: [{ c: 'z' }] }],
  })
  const kept = z.object({ a: z.array(z.object({ t: z.string(), b: z.array(z.string()) })) })
  const emptied = form(kept, { a: [{ t: '', b: [{}] }] }).removeRow('a.0.b', 0)
  assert.equal(emptied.submit({ 'a[0][t]': 'x' }).ok, true)
  const unknown = form(schema).submit({ 'a[5][b][1][c]': 'five', 'a[2][b][0][c]': 'two' })
  assert.ok(unknown.ok)
  assert.deepEqual(unknown.data, { a: [{ b: [{ c: 'two' }] }, { b: [{ c: 'five' }] }] })
})

test('fields sent again after the view was lost count as used when they were changed [B128]', () => {
  const again = form(signUp, { email: '' }).change({ email: 'x', age: '', topics: [] })
  assert.deepEqual(again.field('email').errors, ['No address.'])
  assert.deepEqual(again.field('age').errors, [])
})

test('names can’t reach a prototype, nor make long lists', () => {
  const open = form(z.record(z.string(), z.unknown()))
  const result = open.submit({
    '__proto__[bad]': '1',
    'a[constructor][b]': '1',
    'l[999999999]': '1',
  })
  assert.deepEqual(result.form.values, { l: ['1'] })
  assert.equal(({} as { bad?: string }).bad, undefined)
})

test('a schema that answers later is refused', () => {
  const later = z.string().refine(async () => true)
  const code = (error: unknown): boolean => error instanceof LiveError && error.code === 'E_FORM'
  assert.throws(() => form(z.object({ a: later }), { a: '' }), code)
})

test('deep names with large numbers take no more memory than other names', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heapOf = (index: string): number => {
    const fields = Object.fromEntries(
      Array.from({ length: 240 }, (_, i) => [`a${i}${`[${index}]`.repeat(8)}`, 'x']),
    )
    collect()
    const before = process.memoryUsage().heapUsed
    const nested = nest(fields, new Map(), () => undefined)
    collect()
    const took = process.memoryUsage().heapUsed - before
    assert.ok(Object.keys(nested.values).length === 240)
    return took
  }
  heapOf('0')
  const [plain, large] = [heapOf('0'), heapOf('999')]
  assert.ok(large < 2 * plain + 1e6, `${large} and ${plain}`)
  const mixed = Object.fromEntries(
    Array.from({ length: 1900 }, (_, i) => [
      [`a${i}[999]`, 'x'],
      [`a${i}[b]`, 'y'],
    ]).flat() as [string, string][],
  )
  assert.throws(() => nest(mixed, new Map(), () => undefined), { code: 'E_BAD_ARGS' })
})
