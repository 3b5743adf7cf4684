import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { test } from 'node:test'
import { heapBytes } from './heap-size.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const SIZE = 500_000
const many = (piece: (i: number) => string): string => {
  const pieces: string[] = []
  for (let i = 0, length = 0; length < SIZE; i++) {
    pieces.push(piece(i))
    length += pieces.at(-1)!.length + 1
  }
  return `[${pieces.join(',')}]`
}

const shapes: Record<string, string> = {
  'empty objects': many(() => '{}'),
  'empty arrays': many(() => '[]'),
  'objects of one key': many(() => '{"a":1}'),
  'objects of ever new keys': many((i) => `{"k${i.toString(36)}":1}`),
  'objects of numbers as keys': many(() => '{"999":1}'),
  'one object of many keys': many((i) => `"${i.toString(36)}":1`)
    .replace('[', '{')
    .replace(/\]$/, '}'),
  'arrays in arrays': many(() => '[[]]'),
  numbers: many(() => '1'),
  'short texts': many((i) => `"${i.toString(36)}"`),
}

for (const [name, json] of Object.entries(shapes)) {
  test(`${name} take no more memory than is estimated, by a third`, () => {
    const held: unknown[] = []
    collect()
    const before = process.memoryUsage().heapUsed
    for (let i = 0; i < 4; i++) held.push(JSON.parse(json))
    collect()
    const each = (process.memoryUsage().heapUsed - before) / held.length
    const estimated = heapBytes(json)
    assert.ok(each < estimated * 1.35, `${Math.round(each)} bytes, estimated ${estimated}`)
  })
}

test('texts count as they are, whatever stands in them', () => {
  for (const text of ['x'.repeat(1000), '{[:,'.repeat(250), '\\"{'.repeat(300), '\\'.repeat(999)]) {
    const json = JSON.stringify([text])
    assert.equal(heapBytes(json), json.length + 56)
  }
  assert.equal(heapBytes('{"a":"b","c":[1,2]}'), 19 + 2 * 56 + 2 * 110 + 2 * 8)
  // What is no JSON ends nowhere.
  assert.equal(heapBytes('"abc'), 4)
})
