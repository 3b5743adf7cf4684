/** Short runs of `npm run chaos`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chaos } from './run.ts'

for (const store of ['lmdb', 'redis'] as const) {
  test(`durable windows lose nothing and do nothing twice, whatever ends: stored in ${store}`, async (t) => {
    const options = { seconds: 30, windows: 90, seed: 1, store, redisRestarts: 1 }
    const { lost, twice, wrong, ...rest } = await chaos(options)
    t.diagnostic(JSON.stringify(rest))
    assert.deepEqual({ lost, twice, wrong }, { lost: 0, twice: 0, wrong: [] })
    assert.ok(rest.network['late']! > 0)
    assert.ok(rest.kills + rest.stops > 0 && rest.redisRestarts === 1 && rest.back.moved! > 0)
  })
}
