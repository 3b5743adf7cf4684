/** Secrets that anybody guesses are refused; those that a program makes are not. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { LiveError } from './errors.ts'
import { checkSecret, weaknessOf } from './secrets.ts'

const weak = [
  '',
  'short',
  'x'.repeat(64),
  '0101010101010101',
  'secretsecretsecret',
  '12345678'.repeat(4),
  'change-me-in-production',
  'ChangeMe0123456789',
  'replace this with a secret',
  'your-secret-key-of-16',
  'put the secret here, please',
  'openssl rand -base64 24',
  '$(openssl rand -hex 32)',
  '${OVERWIRE_SECRET}-production',
]

test('secrets that are short, a pattern or an example are weak', () => {
  for (const secret of weak) assert.notEqual(weaknessOf(secret), undefined, secret)
})

test("what programs make, and a sentence of one's own, is fine", () => {
  for (let i = 0; i < 2000; i++) {
    for (const secret of [
      randomBytes(8).toString('hex'),
      randomBytes(24).toString('base64'),
      randomUUID(),
    ])
      assert.equal(weaknessOf(secret), undefined, secret)
  }
  assert.equal(weaknessOf('the same in all processes'), undefined)
})

test('development warns where production refuses, and no word shows the secret', () => {
  for (const secret of weak.slice(2)) {
    const warned: string[] = []
    const logger = {
      info() {},
      warn: (_: object, said: string) => void warned.push(said),
      error() {},
    }
    for (const [name, code] of [
      ['secret', 'E_OPTION'],
      ['storeKey', 'E_OPTION'],
      ['OVERWIRE_SECRET', 'E_ENVIRONMENT'],
    ] as const) {
      assert.throws(
        () => checkSecret(name, secret, { development: false, logger }),
        (error: LiveError) => {
          assert.deepEqual([error.code, error.message.includes(name)], [code, true])
          warned.push(error.message)
          return true
        },
      )
      checkSecret(name, secret, { development: true, logger })
    }
    assert.equal(warned.length, 6)
    // The advice names the command that some take for the secret.
    if (!secret.includes('openssl'))
      assert.ok(!warned.some((said) => said.includes(secret)), secret)
  }
})
