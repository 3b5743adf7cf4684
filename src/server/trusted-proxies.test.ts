/** Proxies by their addresses: what trusted ones say is believed, and what other clients say is not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TrustedProxies } from './trusted-proxies.ts'

const warned: object[] = []
const logger = { info() {}, warn: (fields: object) => void warned.push(fields), error() {} }
const own = new TrustedProxies(['10.0.0.0/8', 'loopback', '2001:db8::1'], logger)

function settled(peer: string, headers: Record<string, string>, proxies = own): object {
  const result = new Headers(headers)
  proxies.settle(result, peer)
  // A request is looked at again when its socket opens.
  proxies.settle(result, peer)
  return Object.fromEntries(result)
}

test('the visitor is who the first proxy that is not trusted names, whatever a visitor writes before', () => {
  const rows: [peer: string, said: string, address: string][] = [
    ['10.0.0.1', '1.1.1.1', '1.1.1.1'],
    ['10.0.0.1', '1.1.1.1, 10.2.3.4', '1.1.1.1'],
    ['10.0.0.1', '6.6.6.6, 1.1.1.1', '1.1.1.1'],
    ['10.0.0.1', '6.6.6.6, 1.1.1.1, 10.9.9.9:4711, 10.2.3.4', '1.1.1.1'],
    ['::ffff:10.0.0.1', '1.1.1.1', '1.1.1.1'],
    ['127.0.0.1', '2001:db8::2', '2001:db8::2'],
    ['::1', '[2001:db8::1]:443', '[2001:db8::1]:443'],
    ['10.0.0.1', '10.0.0.7, 10.0.0.8', '10.0.0.7'],
    ['2001:db8:0:0::1', 'unknown, 10.1.1.1', 'unknown'],
  ]
  for (const [peer, said, address] of rows) {
    assert.deepEqual(
      settled(peer, { 'x-forwarded-for': said }),
      { 'x-forwarded-for': address },
      said,
    )
  }
})

test('other headers are those of the same proxy', () => {
  const headers = {
    'x-forwarded-for': '6.6.6.6, 1.1.1.1, 10.2.3.4',
    'x-forwarded-proto': 'http, https, http',
    'x-forwarded-host': 'evil.example, www.example.com, inner',
    'x-forwarded-port': '443',
    accept: 'a, b',
  }
  assert.deepEqual(settled('10.0.0.1', headers), {
    'x-forwarded-for': '1.1.1.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'www.example.com',
    'x-forwarded-port': '443',
    accept: 'a, b',
  })
  const forwarded =
    'for=6.6.6.6, for="1.1.1.1:80";proto=https;host=a.example, for=10.1.1.1;proto=http'
  assert.deepEqual(settled('10.0.0.1', { forwarded }), {
    forwarded: 'for="1.1.1.1:80";proto=https;host=a.example',
  })
})

test('what others say is taken away, and told once', () => {
  warned.length = 0
  const said = {
    'x-forwarded-for': '1.1.1.1',
    'x-forwarded-proto': 'https',
    forwarded: 'for=2.2.2.2',
  }
  for (const peer of ['11.0.0.1', '', 'unix', '::ffff:11.0.0.1', '2001:db8::2']) {
    assert.deepEqual(settled(peer, { ...said, accept: 'x' }), { accept: 'x' }, peer)
  }
  assert.deepEqual(warned, [{ header: 'x-forwarded-for', peer: '11.0.0.1' }])
})

test('what is no address, no network and no name is refused', () => {
  for (const wrong of ['10.0.0.0/33', 'proxy.example', '', '10', 7]) {
    assert.throws(
      () => new TrustedProxies([wrong as string], logger),
      /E_OPTION.*trustedProxies: expected addresses, networks such as 10\.0\.0\.0\/8/s,
      String(wrong),
    )
  }
})
