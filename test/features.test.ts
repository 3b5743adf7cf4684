/** Every row of the feature list has a test, or says why it has none. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { featuresPage, testsById } from '../scripts/docs.ts'
import { features } from '../scripts/features.ts'

test('every feature has a test whose name begins with its id, or an answer', () => {
  const tests = testsById()
  const bare = features.filter(({ id, answer }) => answer === undefined && !tests.has(id))
  assert.deepEqual(
    bare.map(({ id, text }) => `${id} ${text}`),
    [],
  )
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
