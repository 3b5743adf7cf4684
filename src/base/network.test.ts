import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf } from './network.ts'

test('an IPv6 visitor is their first 64 bits, however written; IPv4 is itself', () => {
  const same = [
    '2001:db8:0:1::1',
    '2001:DB8:0000:0001:ffff:ffff:ffff:ffff',
    '[2001:db8:0:1::2]:443',
    '2001:db8:0:1:2:3:4.5.6.7',
    '2001:db8:0:1:0:0:0:9%eth0',
  ]
  for (const address of same) assert.equal(networkOf(address), '2001:db8:0:1::/64', address)
  assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64')
  assert.equal(networkOf('fe80::1:2:3:4%lo'), 'fe80:0:0:0::/64')
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
  assert.equal(networkOf('10.0.0.1'), '10.0.0.1')
  assert.equal(networkOf('::ffff:10.0.0.1'), '10.0.0.1')
  assert.equal(networkOf('::ffff:a00:1'), '10.0.0.1')
  assert.equal(networkOf('0:0:0:0:0:ffff:a00:1'), '10.0.0.1')
  assert.equal(networkOf(''), '')
  assert.equal(networkOf('some:thing'), 'some:thing')
})
