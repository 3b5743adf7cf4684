/**
 * What a store of durable views must do, as tests for node:test. Every store of this package runs it; run it
 * for your own.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import type { Commit, StateStore } from '../stores/store.ts'

/** Milliseconds until what the suite stores may be deleted. */
const LATER_MS = 600_000

/** The store, and a second one that reaches the same states as another process would. */
interface Stage {
  store: StateStore
  other: StateStore
}

const cases: Record<string, (stage: Stage) => Promise<void>> = {
  'gives back what was stored, in other processes too': async ({ store, other }) => {
    const one = commitOf({ lastEvent: 7, state: 'ä€😀 "\\\n\0 1 2' })
    assert.deepEqual(await store.commit([one]), [true])
    const { window: _, after: __, ...stored } = one
    assert.deepEqual(await store.load(one.window), stored)
    assert.deepEqual(await other.load(one.window), stored)
  },

  'knows nothing of other windows': async ({ store }) => {
    const one = commitOf({})
    await store.commit([one])
    for (const near of [`${one.window} `, one.window.slice(0, -1), one.window.toUpperCase(), '']) {
      assert.equal(await store.load(near), undefined)
    }
  },

  'puts a newer state in the place of an older one of the same epoch': async ({ store }) => {
    const one = commitOf({})
    await store.commit([one])
    const next = { ...one, after: 1, lastEvent: 2, state: 'next' }
    assert.deepEqual(await store.commit([next]), [true])
    assert.equal((await store.load(one.window))?.state, 'next')
    assert.equal((await store.load(one.window))?.lastEvent, 2)
  },

  'stores nothing when another epoch is there than was said': async ({ store, other }) => {
    const one = commitOf({})
    assert.deepEqual(await store.commit([{ ...one, after: 1 }]), [false])
    assert.equal(await store.load(one.window), undefined)
    await store.commit([one])
    assert.deepEqual(await store.commit([{ ...one, state: 'twice new' }]), [false])
    // Another process goes on with the window.
    assert.deepEqual(await other.commit([{ ...one, after: 1, epoch: 2, state: 'newer' }]), [true])
    assert.deepEqual(await store.commit([{ ...one, after: 1, state: 'older' }]), [false])
    assert.equal((await store.load(one.window))?.state, 'newer')
    assert.equal((await store.load(one.window))?.epoch, 2)
  },

  'lets no process go on with a window from an older state than is stored': async ({
    store,
    other,
  }) => {
    const one = commitOf({})
    await store.commit([one])
    const { epoch, revision } = (await other.load(one.window))!
    const next = { ...one, after: 1, revision: 2, state: 'next' }
    assert.deepEqual(await store.commit([next]), [true])
    const claim = { ...one, after: epoch, afterRevision: revision, epoch: 2, state: 'older' }
    assert.deepEqual(await other.commit([claim]), [false])
    assert.equal((await store.load(one.window))?.state, 'next')
    const read = (await other.load(one.window))!.revision
    const again = { ...claim, afterRevision: read, revision: 3, state: 'newer' }
    assert.deepEqual(await other.commit([again]), [true])
    assert.equal((await store.load(one.window))?.state, 'newer')
  },

  'lets one of several go on with a window': async ({ store, other }) => {
    const one = commitOf({})
    await store.commit([one])
    const claims = [store, other, store, other].map((by, i) =>
      by.commit([{ ...one, after: 1, epoch: 2, state: `by ${i}` }]),
    )
    const won = (await Promise.all(claims)).map(([is]) => is)
    assert.equal(won.filter(Boolean).length, 1)
    assert.equal((await store.load(one.window))?.state, `by ${won.indexOf(true)}`)
  },

  'says of each state of a batch whether it was stored': async ({ store }) => {
    const batch = Array.from({ length: 300 }, (_, i) => commitOf({ after: i % 3 === 0 ? 5 : 0 }))
    const stored = await store.commit(batch)
    assert.deepEqual(
      stored,
      batch.map(({ after }) => after === 0),
    )
    for (const { window, after } of batch) {
      assert.equal((await store.load(window)) !== undefined, after === 0)
    }
  },

  'takes states of 256 KiB': async ({ store, other }) => {
    const one = commitOf({ state: 'é'.repeat(256 * 1024) })
    assert.deepEqual(await store.commit([one]), [true])
    assert.equal((await other.load(one.window))?.state, one.state)
  },

  'deletes the named epoch alone': async ({ store, other }) => {
    const one = commitOf({})
    await store.commit([one])
    await other.commit([{ ...one, after: 1, epoch: 2 }])
    await store.delete(one.window, 1)
    assert.equal((await store.load(one.window))?.epoch, 2)
    await other.delete(one.window, 2)
    assert.equal(await store.load(one.window), undefined)
    await store.delete(one.window, 2)
    assert.deepEqual(await store.commit([{ ...one, epoch: 3 }]), [true])
  },

  'lists windows, and deletes those that are over': async ({ store }) => {
    const now = Date.now()
    const over = commitOf({ expiresAt: now - 1 })
    const kept = commitOf({})
    await store.commit([over, kept])
    await store.expire(now)
    const listed = await store.list()
    assert.ok(listed.includes(kept.window))
    assert.ok(!listed.includes(over.window))
    assert.equal(await store.load(over.window), undefined)
  },

  'has what was stored when it was closed and is opened again': async ({ store, other }) => {
    const one = commitOf({})
    await store.commit([one])
    await store.close()
    assert.equal((await other.load(one.window))?.state, one.state)
  },
}

/** Options of {@link storeSuite}. */
export interface StoreSuiteOptions {
  /** Cases that are left out: title and reason. */
  skip?: Readonly<Record<string, string>>
}

/**
 * Runs the contract of stores.
 * @param open makes a store; two of them must reach the same states. The suite closes them.
 */
export function storeSuite(
  name: string,
  open: () => StateStore | Promise<StateStore>,
  { skip = {} }: StoreSuiteOptions = {},
): void {
  for (const title of Object.keys(skip)) {
    if (!(title in cases)) throw new Error(`storeSuite(): skip names no case: "${title}"`)
  }
  describe(`store of durable views: ${name}`, () => {
    for (const [title, run] of Object.entries(cases)) {
      it(title, { skip: skip[title] ?? false }, async () => {
        const store = await open()
        const other = await open()
        try {
          await store.ready()
          await run({ store, other })
        } finally {
          await store.close()
          await other.close()
        }
      })
    }
  })
}

function commitOf(parts: Partial<Commit>): Commit {
  const expiresAt = Date.now() + LATER_MS
  return {
    window: randomUUID(),
    after: 0,
    epoch: 1,
    revision: 1,
    lastEvent: 1,
    state: 'state',
    expiresAt,
    ...parts,
  }
}
