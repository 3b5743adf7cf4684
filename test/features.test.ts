/** The list of features is complete, and every row says what proves it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { featuresPage, testFiles, testsById } from '../scripts/docs.ts'
import { checklist, features } from '../scripts/features.ts'

test('the list has every row of the checklist, in its order', () => {
  const ids = Object.entries(checklist).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, i) => `${letter}${i + 1}`),
  )
  assert.deepEqual(
    features.map(({ id }) => id),
    ids,
  )
})

test('a row has tests with its id at the end of their names, or says why it has none', () => {
  const tests = testsById()
  const bare = features.filter(({ id, note }) => note === undefined && !tests.has(id))
  assert.deepEqual(
    bare.map(({ id, text }) => `${id} ${text}`),
    [],
  )
})

test('the name of a test is a sentence; ids of rows stand behind it', () => {
  const begun = testFiles().flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^ *test\(\s*['"`]([A-Z]\d+[:,].*)/gm)].map(
      ([, name]) => `${file}: ${name}`,
    ),
  )
  assert.deepEqual(begun, [], 'Write: test(“… [A18]”, …).')
})

test('every id in a test’s name is one of the list', () => {
  const ids = new Set(features.map(({ id }) => id))
  assert.deepEqual(
    [...testsById().keys()].filter((id) => !ids.has(id)),
    [],
  )
})

test('the page of features is what scripts/docs.ts writes now', () => {
  const page = readFileSync('docs/reference/features.md', 'utf8')
  assert.equal(page, featuresPage(), 'Run: node --import tsx scripts/docs.ts')
})
