import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getHeapStatistics } from 'node:v8'
import { ownText } from './own-text.ts'

const KEPT = 200

/** Bytes of the heap that short pieces of long texts take. */
function bytesOf(keep: (piece: string) => string): number {
  const before = getHeapStatistics().used_heap_size
  const kept: string[] = []
  for (let i = 0; i < KEPT; i++)
    kept.push(keep(JSON.parse(`"${i}${'x'.repeat(300_000)}"`).slice(0, 20)))
  const bytes = getHeapStatistics().used_heap_size - before
  assert.equal(kept.length, KEPT)
  return bytes
}

test('a text of its own does not keep the one that it was a piece of', () => {
  assert.equal(ownText('a topic of a view'), 'a topic of a view')
  assert.equal(ownText(''), '')
  const pieces = bytesOf((piece) => piece)
  assert.ok(pieces > KEPT * 290_000, `${pieces}`)
  const own = bytesOf(ownText)
  // Garbage of a few is not collected yet.
  assert.ok(own < pieces / 2, `${own}`)
})
