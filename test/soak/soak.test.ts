/** A short run of `npm run soak`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faults, soak } from './run.ts'

test('under churn, slow readers and floods a server does not grow, and nothing is left of them', async (t) => {
  const result = await soak({ seconds: 30, seed: 1 })
  t.diagnostic(JSON.stringify(result))
  // So few samples say more of how many visitors were there, and of a process that gets its size: they are of
  // `npm run soak`. A window that is kept weighs over 2 KB: a thousand of them are more than a tenth.
  assert.deepEqual(faults(result, { rest: 0.1, heap: Infinity, rss: Infinity }), [])
  assert.ok(result.connects > 100 && Object.keys(result.refused).length > 5)
})
