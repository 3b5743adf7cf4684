/** A short run of `npm run chaos`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chaos } from './run.ts'

test('durable windows lose nothing and do nothing twice, whatever ends', async (t) => {
  const { lost, twice, wrong, ...rest } = await chaos({ seconds: 20, windows: 60, seed: 1 })
  t.diagnostic(JSON.stringify(rest))
  assert.deepEqual({ lost, twice, wrong }, { lost: 0, twice: 0, wrong: [] })
  assert.ok(rest.kills > 0 && rest.back.moved! > 0)
})
