/**
 * What a store of uploaded files must do, as tests for node:test. The stores of this package run it; run it for your
 * own.
 */
import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { LiveError } from '../base/errors.ts'
import type { UploadStore } from '../uploads/upload-store.ts'

/** Bytes of a part. */
const PART = 70_000

/** The store, and a second one that reaches the same files as another process would. */
interface Stage {
  store: UploadStore
  other: UploadStore
}

const cases: Record<string, (stage: Stage) => Promise<void>> = {
  'keeps parts in their order, and says how far they are': async ({ store, other }) => {
    const { id, parts, all } = fileOf(3)
    assert.equal(await store.size(id), undefined)
    await store.create({ id, size: all.length })
    let at = 0
    for (const part of parts) {
      assert.equal(await store.size(id), at)
      await store.append(id, at, part)
      at += part.length
      assert.equal(await other.size(id), at)
    }
    assert.deepEqual(await bytesOf(store, id), all)
    assert.deepEqual(await bytesOf(other, id), all)
    await store.remove(id)
  },

  'goes on in another process, and gives the hash of all': async ({ store, other }) => {
    const { id, parts, all } = fileOf(3)
    await store.create({ id, size: all.length })
    await store.append(id, 0, parts[0]!)
    await other.append(id, PART, parts[1]!)
    await store.append(id, 2 * PART, parts[2]!)
    const sum = createHash('sha256').update(all).digest('hex')
    assert.equal(await store.finish(id), sum)
    assert.equal(await store.finish(id), sum)
    assert.equal(await other.finish(id), sum)
    await other.remove(id)
    assert.equal(await store.size(id), undefined)
  },

  'keeps a file without bytes': async ({ store }) => {
    const { id } = fileOf(0)
    await store.create({ id, size: 0 })
    assert.equal(await store.size(id), 0)
    assert.equal(await store.finish(id), createHash('sha256').digest('hex'))
    assert.deepEqual(await bytesOf(store, id), Buffer.alloc(0))
    await store.remove(id)
  },

  'has nothing of a file that was removed, or never made': async ({ store }) => {
    const { id, parts, all } = fileOf(1)
    await assert.rejects(store.append(id, 0, all), isGone)
    await store.create({ id, size: all.length })
    await store.append(id, 0, parts[0]!)
    await store.remove(id)
    await store.remove(id)
    assert.equal(await store.size(id), undefined)
    await assert.rejects(store.append(id, PART, all), isGone)
    await assert.rejects(store.finish(id), isGone)
  },

  'makes no file twice': async ({ store }) => {
    const { id, parts } = fileOf(1)
    await store.create({ id, size: PART })
    await store.append(id, 0, parts[0]!)
    await assert.rejects(store.create({ id, size: PART }))
    assert.equal(await store.size(id), PART)
    await store.remove(id)
  },

  'gives a file to one of those who ask, in whatever process': async ({ store, other }) => {
    const { id, all } = fileOf(1)
    await store.create({ id, size: PART })
    await store.append(id, 0, all)
    await store.finish(id)
    const takers = Array.from({ length: 8 }, (_, i) => (i % 2 ? other : store).take(id))
    const given = [...(await Promise.all(takers)), await other.take(id)].filter(Boolean)
    // Callers that ask at the same time may all be refused; if they were, a later one is not.
    assert.equal(given.length, 1, `${given.length} have it`)
    assert.equal(await store.take(id), false)
    assert.deepEqual(await bytesOf(store, id), all)
    await store.remove(id)
    assert.equal(await other.take(id), false)
    const next = fileOf(1)
    await store.create({ id: next.id, size: PART })
    await store.append(next.id, 0, next.all)
    assert.equal(await store.take(next.id), true)
    assert.equal(await other.take(next.id), false)
    await other.remove(next.id)
  },

  'takes one of two parts that come for one place, and has its hash': async ({ store, other }) => {
    for (let round = 0; round < 20; round++) {
      const { id, parts } = fileOf(2)
      await store.create({ id, size: PART })
      const both = [store.append(id, 0, parts[0]!), other.append(id, 0, parts[1]!)]
      const isTaken = (await Promise.allSettled(both)).map(({ status }) => status === 'fulfilled')
      assert.ok(isTaken.includes(true), 'neither was taken')
      assert.equal(await store.size(id), PART)
      const sum = createHash('sha256')
        .update(await bytesOf(store, id))
        .digest('hex')
      assert.equal(await store.finish(id), sum)
      assert.equal(await other.finish(id), sum)
      await assert.rejects(other.append(id, 0, parts[1]!))
      await store.remove(id)
    }
  },

  'keeps files apart that come at once': async ({ store }) => {
    const files = Array.from({ length: 5 }, () => fileOf(2))
    await Promise.all(
      files.map(async ({ id, parts, all }) => {
        await store.create({ id, size: all.length })
        await store.append(id, 0, parts[0]!)
        await store.append(id, PART, parts[1]!)
        assert.deepEqual(await bytesOf(store, id), all)
        await store.remove(id)
      }),
    )
  },
}

/**
 * Registers the tests.
 * @param make makes two stores that reach the same files.
 */
export function uploadStoreSuite(name: string, make: () => Stage | Promise<Stage>): void {
  describe(`the store of uploads ${name}`, () => {
    for (const [title, run] of Object.entries(cases)) it(title, async () => run(await make()))
  })
}

function fileOf(parts: number): { id: string; parts: Buffer[]; all: Buffer } {
  const made = Array.from({ length: parts }, () => randomBytes(PART))
  return { id: randomUUID(), parts: made, all: Buffer.concat(made) }
}

async function bytesOf(store: UploadStore, id: string): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of store.read(id)) parts.push(part)
  return Buffer.concat(parts)
}

const isGone = (error: unknown): boolean =>
  error instanceof LiveError && error.code === 'E_UPLOAD_GONE'
