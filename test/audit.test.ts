/** What `npm test` makes of the registry's answer about weaknesses of our dependencies. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAudit } from '../scripts/audit.mjs'

const report = (severity: string): string =>
  JSON.stringify({ vulnerabilities: { ws: { name: 'ws', severity, range: '<9' } } })

test('weaknesses of level high and above fail, and are named', () => {
  for (const severity of ['high', 'critical']) {
    assert.deepEqual(readAudit(report(severity)), { result: 'FAILED', said: `ws <9: ${severity}` })
  }
  for (const severity of ['moderate', 'low', 'info']) {
    assert.equal(readAudit(report(severity)).result, 'passed')
  }
  assert.equal(readAudit('{"vulnerabilities":{}}').result, 'passed')
})

test('a registry without an audit is told of, and fails nothing', () => {
  const refused = readAudit('{"message":"405 Method Not Allowed","statusCode":405}')
  assert.equal(refused.result, 'not asked')
  assert.match(refused.said, /no audit for us: 405/)
  for (const text of ['', 'npm error', '{}', '{"error":{"summary":""}}']) {
    const { result, said } = readAudit(text)
    assert.equal(result, 'not asked', text)
    assert.ok(said.length > 10)
  }
})
