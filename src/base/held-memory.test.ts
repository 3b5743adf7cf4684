import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HeldMemory } from './held-memory.ts'

const KIB = 1024
const bytesOf = (...values: unknown[]): number =>
  new HeldMemory().of('a', { heldParts: () => values }, Infinity)

test('texts, lists, maps, sets, bytes and objects of classes count with what they have', () => {
  const text = 'x'.repeat(100 * KIB)
  class Item {
    text = text
    inside = [{ text }]
  }
  for (const [value, most] of [
    [text, 1],
    [[text, text], 2],
    [{ a: { b: text } }, 1],
    [new Map([[text, text]]), 2],
    [new Set([text]), 1],
    [new Uint8Array(100 * KIB), 1],
    [new Uint8Array(100 * KIB).buffer, 1],
    [new Item(), 2],
  ] as const) {
    const bytes = bytesOf(value)
    assert.ok(bytes >= most * 100 * KIB && bytes < most * 101 * KIB, `${bytes}`)
  }
})

test('an object that stands twice, or in itself, counts once', () => {
  const one: { text: string; self?: unknown } = { text: 'x'.repeat(KIB) }
  one.self = one
  assert.ok(bytesOf(one, one, [one]) < 2 * KIB)
})

test('lists in lists are counted however deep they are', () => {
  let deep: unknown[] = []
  for (let i = 0; i < 100_000; i++) deep = [deep]
  assert.ok(bytesOf(deep) > 100_000 * 56)
})

test('a count ends at the most that it may come to, and after many values', () => {
  let read = 0
  const texts = Array.from({ length: 1000 }, () => ({
    heldParts: () => ((read += 1), ['x'.repeat(KIB)]),
  }))
  assert.equal(new HeldMemory().of('a', { heldParts: () => texts }, 10 * KIB), 10 * KIB)
  assert.ok(read <= 10)
  assert.equal(bytesOf(Array.from({ length: 300_000 }, () => 1)), Infinity)
})

test('what another window holds too counts for the first, again when that is measured again', () => {
  const memory = new HeldMemory()
  const list = [{ rows: ['x'.repeat(100 * KIB)] }]
  const of = (window: string): number =>
    memory.of(window, { heldParts: () => [{ list }] }, Infinity)
  assert.ok(of('a') > 100 * KIB)
  assert.ok(of('b') < KIB)
  assert.ok(of('a') > 100 * KIB)
})

test('objects of classes in objects of classes are not followed, and fields that fail hold nothing', () => {
  class Client {
    text = 'x'.repeat(100 * KIB)
  }
  class Repository {
    client = new Client()
  }
  assert.ok(bytesOf(new Repository()) < KIB)
  const failing = Object.defineProperty({}, 'a', {
    enumerable: true,
    get: () => {
      throw new Error('no')
    },
  })
  assert.ok(bytesOf(failing) < KIB)
})

test('of a long list some items stand for all, where an estimate is enough', () => {
  let reads = 0
  const rows = Array.from({ length: 10_000 }, (_, id) => ({
    id,
    get text() {
      reads++
      return 'x'.repeat(KIB)
    },
  }))
  const root = { heldParts: () => [rows] }
  const all = new HeldMemory().of('a', root, Infinity)
  assert.equal(reads, 10_000)
  reads = 0
  const some = new HeldMemory().of('a', root, Infinity, { sampled: true })
  assert.ok(reads <= 8, `${reads}`)
  assert.ok(some > 0.9 * all && some < 1.1 * all, `${some} of ${all}`)
})
