import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { test } from 'node:test'
import { heapBytes } from './heap-size.ts'
import { HeldMemory } from './held-memory.ts'

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

for (const names of [
  [0],
  [1],
  [99],
  [999],
  [1023],
  [1024],
  [9999],
  [1000, 2000],
  [5000, 4000, 3000, 2000, 1000],
]) {
  test(`copies of objects with the names ${names.join()} take no more memory than is estimated, by a third`, () => {
    const json = JSON.stringify(
      Array.from({ length: 2000 }, () => ({
        ...Object.fromEntries(names.map((name) => [name, 0])),
        other: 1,
      })),
    )
    const parsed = JSON.parse(json) as Record<string, number>[]
    collect()
    const before = process.memoryUsage().heapUsed
    const copies = parsed.map((one) => ({ ...one }))
    collect()
    const took = process.memoryUsage().heapUsed - before
    assert.ok(
      copies.length === 2000 && took < heapBytes(json) * 1.34,
      `${took} of ${heapBytes(json)}`,
    )
    const held = new HeldMemory().of('', { heldParts: () => [copies] }, Infinity)
    assert.ok(took < held * 1.5, `${took} of ${held} held`)
  })
}

test('a number for a name counts however it is written', () => {
  const plain = heapBytes('[{"999":0}]')
  for (const name of [
    '"999" ',
    '"999"\n\t',
    String.raw`"\u0039\u0039\u0039"`,
    String.raw`"9\u00399" `,
  ]) {
    const json = `[{${name}:0}]`
    assert.ok(JSON.parse(json)[0]['999'] === 0 && heapBytes(json) >= plain, json)
  }
  assert.ok(heapBytes('["999","x"]') < 200, 'a value is no name')
})

test('an object of many numbers counts for its largest, and one inside for itself', () => {
  const ids = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [i, 0]))
  assert.ok(heapBytes(JSON.stringify(ids)) < 200_000)
  const nested = heapBytes('[{"999":{"999":0}},{"999":0}]')
  assert.ok(nested > 36_000 && nested < 40_000, `${nested}`)
})
