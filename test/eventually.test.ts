import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, inTime } from './eventually.ts'

test('a wait ends with what the condition gave', async () => {
  let asked = 0
  assert.equal(await eventually(() => ++asked === 3 && 'three'), 'three')
  assert.equal(await eventually(async () => ++asked), 4)
})

test('a wait that is in vain says what it waited for, and what was there instead', async () => {
  const seen = ['one']
  const options = { state: () => seen, mostMs: 20 }
  await assert.rejects(
    eventually(() => seen.length === 2, 'two are seen', options),
    /^Error: After 20 ms this was not so: two are seen\. Last: \["one"\]$/,
  )
})

test('a promise that never ends fails its wait', { timeout: 5000 }, async () => {
  const options = { mostMs: 20 }
  const silence = new Promise<boolean>(() => undefined)
  await assert.rejects(inTime(silence, 'it speaks', options), /20 ms this was not so: it speaks/)
  await assert.rejects(
    eventually(() => silence, 'it is true', options),
    /this was not so: it is true\. Last: no answer/,
  )
})
