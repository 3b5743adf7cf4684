import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedHost, askedUrl, browserAddress, forwarded, isSecure, ProxyNotice } from './proxies.ts'

test('the browser’s address is what the outermost trusted proxy saw', () => {
  const headers = new Headers({ 'x-forwarded-for': '6.6.6.6, 1.2.3.4 , 10.0.0.9' })
  assert.equal(browserAddress(headers, '10.0.0.1', 0), '10.0.0.1')
  assert.equal(browserAddress(headers, '10.0.0.1', 1), '10.0.0.9')
  assert.equal(browserAddress(headers, '10.0.0.1', 2), '1.2.3.4')
  assert.equal(browserAddress(headers, '10.0.0.1', 9), '10.0.0.1')
  assert.equal(browserAddress(new Headers(), '10.0.0.1', 1), '10.0.0.1')
  for (const [said, is] of [
    ['10.9.0.2:4711', '10.9.0.2'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
  ] as const) {
    assert.equal(browserAddress(new Headers({ 'x-forwarded-for': said }), '10.0.0.1', 1), is)
  }
})

test('Forwarded says the same, in the words of its standard', () => {
  const headers = new Headers({
    forwarded:
      'for=6.6.6.6;proto=http, for="[2001:db8::7]:4711"; Proto=https ;host=shop.example, for=10.0.0.9:80',
  })
  assert.equal(browserAddress(headers, '10.0.0.1', 0), '10.0.0.1')
  assert.equal(browserAddress(headers, '10.0.0.1', 1), '10.0.0.9')
  assert.equal(browserAddress(headers, '10.0.0.1', 2), '2001:db8::7')
  assert.equal(forwarded(headers, 'proto', 2), 'https')
  assert.equal(forwarded(headers, 'host', 2), 'shop.example')
  assert.equal(forwarded(headers, 'host', 1), undefined)
  assert.equal(browserAddress(new Headers({ forwarded: 'for=unknown' }), '10.0.0.1', 1), 'unknown')
  const both = new Headers({ forwarded: 'for=1.1.1.1', 'x-forwarded-for': '2.2.2.2' })
  assert.equal(browserAddress(both, '10.0.0.1', 1), '2.2.2.2')
})

test('a proxy that writes X-Forwarded-For hands on what visitors say by Forwarded: it does not count', () => {
  const headers = new Headers({
    host: 'shop.example',
    'x-forwarded-for': '1.2.3.4',
    forwarded: 'for=6.6.6.6;host=evil.example;proto=https',
  })
  assert.equal(browserAddress(headers, '10.0.0.1', 1), '1.2.3.4')
  assert.equal(askedHost(headers, 1), 'shop.example')
  assert.equal(isSecure(new Request('http://shop.example/', { headers }), 1), false)
  headers.delete('x-forwarded-for')
  headers.set('x-forwarded-proto', 'http')
  assert.equal(browserAddress(headers, '10.0.0.1', 1), '10.0.0.1')
})

test('a forwarded port belongs to the host, unless it is the scheme’s own', () => {
  const ask = (port: string, proto: string, host = 'shop.example') =>
    askedHost(new Headers({ host, 'x-forwarded-port': port, 'x-forwarded-proto': proto }), 1)
  assert.equal(ask('443', 'https'), 'shop.example')
  assert.equal(ask('80', 'http'), 'shop.example')
  assert.equal(ask('8443', 'https'), 'shop.example:8443')
  assert.equal(ask('8443', 'https', 'shop.example:9000'), 'shop.example:9000')
  assert.equal(ask('nonsense', 'https'), 'shop.example')
  assert.equal(askedHost(new Headers({ host: 'a', 'x-forwarded-port': '1' }), 0), 'a')
})

test('a connection is secure where its TLS ends, here or at a trusted proxy', () => {
  const request = (url: string, proto?: string) =>
    new Request(url, proto ? { headers: { 'x-forwarded-proto': proto } } : {})
  assert.equal(isSecure(request('https://a.example/'), 0), true)
  assert.equal(isSecure(request('http://a.example/', 'https'), 0), false)
  assert.equal(isSecure(request('http://a.example/', 'https'), 1), true)
  assert.equal(isSecure(request('https://a.example/', 'http'), 1), false)
  assert.equal(isSecure(request('http://a.example/', 'https, http'), 1), false)
  for (const proto of ['wss', 'WSS', 'HTTPS'])
    assert.equal(isSecure(request('http://a.example/', proto), 1), true, proto)
  assert.equal(isSecure(request('https://a.example/', 'ws'), 1), false)
})

test('the address of a request is the one that the browser asked for', () => {
  const ask = (headers: Record<string, string>, trusted = 1): string =>
    askedUrl(
      new Request('http://inner:3001/a?b=1', { headers: { host: 'inner:3001', ...headers } }),
      trusted,
    )
  const tls = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.example' }
  assert.equal(ask(tls), 'https://shop.example/a?b=1')
  assert.equal(ask(tls, 0), 'http://inner:3001/a?b=1')
  assert.equal(ask({}), 'http://inner:3001/a?b=1')
  assert.equal(ask({ ...tls, 'x-forwarded-port': '8443' }), 'https://shop.example:8443/a?b=1')
  assert.equal(
    ask({ ...tls, 'x-forwarded-host': 'shop.example:443' }),
    'https://shop.example/a?b=1',
  )
  assert.equal(ask({ forwarded: 'proto=https;host=shop.example' }), 'https://shop.example/a?b=1')
  for (const host of ['a@evil.example', 'evil.example/x', 'a b', '', 'x:99999']) {
    assert.equal(ask({ ...tls, 'x-forwarded-host': host }).includes('evil'), false, host)
  }
  assert.equal(ask({ 'x-forwarded-proto': 'javascript' }), 'http://inner:3001/a?b=1')
})

test('a proxy that the app was not told of is named in the log, once', () => {
  const said: object[] = []
  const logger = { info() {}, error() {}, warn: (fields: object) => void said.push(fields) }
  const notice = new ProxyNotice({ trustedProxies: 0, basePath: undefined, proxies: null, logger })
  notice.look(new Headers({ host: 'a' }), '2.2.2.2')
  assert.deepEqual(said, [])
  notice.look(new Headers({ 'x-forwarded-proto': 'https' }), '2.2.2.2')
  notice.look(new Headers({ 'x-forwarded-for': '1.1.1.1' }), '2.2.2.2')
  assert.deepEqual(said, [{ header: 'x-forwarded-proto' }])
  const told = new ProxyNotice({ trustedProxies: 1, basePath: undefined, proxies: null, logger })
  told.look(new Headers({ 'x-forwarded-for': '1.1.1.1' }), '2.2.2.2')
  assert.equal(said.length, 1)
})

test('a proxy that takes the beginning off addresses is named once, unless the app knows where it stands', () => {
  const warned: object[] = []
  const logger = { info() {}, error() {}, warn: (fields: object) => void warned.push(fields) }
  const cut = new Headers({ 'x-forwarded-prefix': '/team' })
  for (const basePath of [undefined, '/team']) {
    const notice = new ProxyNotice({ trustedProxies: 1, basePath, proxies: null, logger })
    notice.look(new Headers(), '')
    notice.look(cut, '')
    notice.look(cut, '')
  }
  assert.deepEqual(warned, [{ prefix: '/team' }])
})
