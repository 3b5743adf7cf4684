/** One table of attributes: the reference page is made from it, the client's names are the same. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { attributesPage } from '../scripts/docs.ts'
import { liveAttributes } from '../src/wire/attributes.ts'
import { isEventAttribute, reservedNames } from '../src/wire/reserved.ts'

test('the reference page is what scripts/docs.ts writes now', () => {
  const page = readFileSync('docs/reference/attributes.md', 'utf8')
  assert.equal(page, attributesPage(), 'Run: node --import tsx scripts/docs.ts')
})

test('the browser knows exactly the names of the table', () => {
  // Arguments are no part's business.
  const single = liveAttributes.map(({ name }) => name).filter((name) => name !== 'live-value-*')
  assert.deepEqual(
    reservedNames()
      .map((name) => `live-${name}`)
      .sort(),
    single.sort(),
  )
  for (const { name } of liveAttributes) {
    assert.equal(isEventAttribute(name.replace('*', 'id')), false, name)
  }
  assert.equal(isEventAttribute('live-click'), true)
})

test('every attribute of the table is read by the client or written by the server [B190]', () => {
  const source = (readdirSync('src', { recursive: true }) as string[])
    .filter(
      (file) =>
        /^(client|features|live|server|template)\/.*\.ts$/.test(file) && !file.endsWith('.test.ts'),
    )
    .map((file) => readFileSync(join('src', file), 'utf8'))
    .join('\n')
  for (const { name } of liveAttributes) {
    const written = name.replace('*', '')
    assert.match(source, new RegExp(`['" [(]${written}[-'"= \\])]?`), name)
  }
})

test('every live-… attribute that the client reads is in the table', () => {
  const known = new Set(liveAttributes.map(({ name }) => name))
  // Shown on <html>, not written in templates.
  known.add('live-connection').add('live-pending-events')
  // Bindings that parts ask for.
  for (const type of ['click', 'change', 'input']) known.add(`live-${type}`)
  const files = (readdirSync('src', { recursive: true }) as string[]).filter((file) =>
    /^(client|features)\/.*\.ts$/.test(file),
  )
  const read = files.flatMap((file) => {
    // Names of classes begin with live- too.
    const text = readFileSync(join('src', file), 'utf8').replaceAll(/class(Name|List)\b.*/g, '')
    return [...text.matchAll(/['"[](live-[a-z]+(?:-[a-z]+)*)['"\]]/g)].map(([, name]) => name!)
  })
  assert.deepEqual(
    [...new Set(read)].filter((name) => !known.has(name)),
    [],
  )
})
