import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { readContent } from '../handlers/content.ts'
import { form } from '../live/form/form.ts'
import { readPost } from '../server/form-post.ts'
import { serializedForm } from '../signals/serialized-form.ts'
import { MOST_FIELDS, MOST_NEW_ROWS, MOST_PARTS } from './form-limits.ts'

const anything = z.record(z.string(), z.unknown())
const numbers = (length: number): number[] => Array.from({ length }, (_, i) => i)

/** Fails when `run` takes more than 2.5 s of the processor: a tenth of that is usual. */
function isQuick(what: string, run: () => unknown): void {
  const before = process.cpuUsage()
  run()
  const { user } = process.cpuUsage(before)
  assert.ok(user < 2.5e6, `${what}: ${Math.round(user / 1000)} ms of processor time`)
}

function refuses(run: () => unknown, about: RegExp): void {
  assert.throws(run, (error: Error) => {
    assert.match(error.message, /^\[E_BAD_ARGS\]/)
    return about.test(error.message)
  })
}

function pairs(length: number, name: (i: number) => string): { name: string; value: string }[] {
  return numbers(length).map((i) => ({ name: name(i), value: 'x' }))
}

test('entries of one name take time in proportion to their number', () => {
  const schema = serializedForm(z.object({ title: z.unknown() }))['~standard']
  for (const name of ['title', 'zz', 'zz[]', 'a[b]', 'a[0][b]']) {
    isQuick(name, () => schema.validate(pairs(MOST_FIELDS, () => name)))
  }
  isQuick('different names', () => schema.validate(pairs(MOST_FIELDS, (i) => `n${i}`)))
})

test('a browser names 2,000 rows at most that the form has not, and is refused before they cost much', () => {
  const start = form(anything, { lines: [{ qty: '1' }] })
  const named = (length: number, name: (i: number) => string): Record<string, string> =>
    Object.fromEntries(numbers(length).map((i) => [name(i), '1']))
  for (const shape of [
    (i: number) => `lines[${i * 99_991}][qty]`,
    (i: number) => `others[${i}][qty]`,
    (i: number) => `l${i}[0][qty]`,
  ]) {
    assert.ok(start.change(named(MOST_NEW_ROWS, shape)))
    const tooMany = named(MOST_NEW_ROWS + 3, shape)
    isQuick(shape(1), () => refuses(() => start.change(tooMany), /2000 new rows/))
  }
  // Rows that the form has are its own.
  const rows = numbers(MOST_NEW_ROWS + 500).map((i) => ({ qty: String(i) }))
  const large = form(anything, { lines: rows })
  const lines = named(rows.length, (i) => `lines[${i}][qty]`)
  assert.equal((large.change(lines).values['lines'] as unknown[]).length, rows.length)
  assert.ok(large.submit({ ...lines, ...named(MOST_NEW_ROWS, (i) => `more[${i}][qty]`) }))
})

test('nested names and rows take time in proportion to their number', () => {
  const deep = '[b]'.repeat(MOST_PARTS - 2)
  const shapes: ((i: number) => string)[] = [
    (i) => `a${i}${deep}[c]`,
    (i) => `a[${i}]${deep}`,
    (i) => `lines[${i}][qty]`,
    (i) => `l${i}[0][qty]`,
    (i) => `a[${i}][0][0]`,
    (i) => `lines[${999_999_999 - i}][qty]`,
    (i) => `lines[${1_000_000_000 + i}][qty]`,
  ]
  for (const shape of shapes) {
    const fields = Object.fromEntries(numbers(MOST_NEW_ROWS / 4).map((i) => [shape(i), '1']))
    const start = form(anything, { lines: [{ qty: '1' }] })
    isQuick(shape(1), () => {
      const again = start.change({ ...fields, _target: shape(1) })
      // As recovery sends it, and once more after it: then the rows are new, and known.
      const recovered = again.change(fields)
      recovered.change({ [shape(1)]: '2', _target: shape(1) }).submit(fields)
    })
  }
})

test('many errors of one field take time in proportion to their number', () => {
  const issues = numbers(100_000).map(() => ({ path: ['a'], message: 'no' }))
  const schema = {
    '~standard': { version: 1, vendor: 'test', validate: () => ({ issues }) },
  } as const
  isQuick('errors', () => form(schema).submit({}))
})

test('a form with too many entries is refused by every reader', async () => {
  const tooMany = MOST_FIELDS + 1
  const schema = serializedForm(anything)['~standard']
  refuses(() => schema.validate(pairs(tooMany, () => 'a')), /10000 entries, got 10001/)
  refuses(() => schema.validate(pairs(tooMany, (i) => `a${i}`)), /entries/)
  const one = form(anything)
  const names = Object.fromEntries(numbers(tooMany).map((i) => [`a${i}`, '1']))
  refuses(() => one.change({ ...names, _target: 'a1' }), /entries/)
  refuses(() => one.change(names), /entries/)
  refuses(() => one.submit(names), /entries/)
  refuses(() => one.validate({ a: numbers(tooMany).map(String) }), /entries/)
  const refused = { code: 'E_BAD_ARGS' }
  const place = { room: '', uploads: {} }
  const values = { a: numbers(tooMany).map(String) }
  await assert.rejects(readContent('save', { form: values }, place, {}), refused)
  await assert.rejects(readContent('save', { form: names }, place, {}), refused)
  const url = 'http://a.test/?_live=token&_event=save'
  for (const body of [
    'a=1&'.repeat(tooMany),
    numbers(tooMany)
      .map((i) => `a${i}=1`)
      .join('&'),
  ]) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const post = new Request(url, { method: 'POST', body, headers })
    await assert.rejects(readPost(post, new URL(url).searchParams, Infinity), refused)
  }
})

test('a name of too many parts is refused, and one of a few is not', () => {
  const one = form(anything)
  const most = 'a' + '[b]'.repeat(MOST_PARTS - 1)
  assert.equal(one.submit({ [most]: '1' }).ok, true)
  const schema = serializedForm(anything)['~standard']
  for (const parts of ['[b]', '[0]', '[]', '[[', '[b][0]', '[__proto__]']) {
    const name = 'a' + parts.repeat(MOST_PARTS)
    refuses(() => one.submit({ [name]: '1' }), /16 parts/)
    refuses(() => one.change({ [name]: '1' }), /16 parts/)
    refuses(() => one.change({ [name]: '1', _target: name }), /16 parts/)
    refuses(() => schema.validate([{ name, value: '1' }]), /16 parts/)
  }
})

test('a browser can not make a form keep lists without end', () => {
  const many = (name: (i: number) => string): Record<string, string> =>
    Object.fromEntries(numbers(MOST_NEW_ROWS).map((i) => [name(i), '1']))
  const shapes: ((list: number, i: number) => string)[] = [
    (list, i) => `l${list}_${i}[0][a]`,
    (list, i) => `l${list}[${i}][a]`,
    (list, i) => `in[l${list}_${i}][0][a]`,
  ]
  for (const shape of shapes) {
    let one = form(anything)
    for (const list of numbers(20))
      one = one.change({ ...many((i) => shape(list, i)), _target: 'a' })
    refuses(() => one.change({ ...many((i) => shape(99, i)), _target: 'a' }), /rows in all/)
  }
})

test('a high key of a row makes no long list, and rows have one spelling', () => {
  const one = form(anything)
  const high = one.change({ 'lines[999999999][qty]': '2', _target: 'a' })
  assert.deepEqual(high.values, { lines: [{ qty: '2' }] })
  const row = high.addRow('lines', { qty: '3' })
  assert.deepEqual(row.values, { lines: [{ qty: '2' }, { qty: '3' }] })
  for (const key of ['1000000000', '4294967295', '9007199254740993', '1e9', '-1', '007']) {
    const { values } = one.change({ [`lines[${key}][qty]`]: '2', _target: 'a' })
    assert.deepEqual(values, { lines: { [key]: { qty: '2' } } }, key)
  }
})

test('texts of a posted form have a limit of their own: files may be longer', async () => {
  const post = (field: string | File): Promise<unknown> => {
    const body = new FormData()
    body.append('_event:save', '')
    body.append('field', field)
    const url = 'http://a.test/?_live=token&_event=save'
    return readPost(new Request(url, { method: 'POST', body }), new URL(url).searchParams, 1000)
  }
  await post('a'.repeat(900))
  await post(new File(['a'.repeat(9000)], 'a.txt'))
  await assert.rejects(post('a'.repeat(1001)), { code: 'E_BODY_SIZE' })
})
