import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foreignAddress, internalAddress, linkOf, ownAddress, ownPath } from './destination.ts'

/** Spellings of another site, and of no address of a site. */
const elsewhere = [
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '\n//evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/x/..//evil.example',
  '/x/%2e%2e//evil.example',
  '/%2e//evil.example',
  '/./\\evil.example',
  './/evil.example'.replace('./', '/.//'),
  'http:\\\\evil.example',
  'javascript:x',
  'java\nscript:x',
  'data:text/html,x',
  'blob:http://this.invalid/x',
  'http://this.invalid@evil.example/',
]

test('a link that begins with a slash stays in the app, and so does anything behind one', () => {
  for (const base of ['', '/team']) {
    const placeOf = (address: string): URL =>
      new URL(linkOf(base, address), 'http://site.example/x/y')
    for (const url of elsewhere) {
      assert.equal(placeOf(`/${url}`).host, 'site.example', url)
      if (/^[/\\\s]/.test(url)) assert.equal(placeOf(url).host, 'site.example', url)
    }
    assert.equal(linkOf(base, '/todos?a=//b'), `${base}/todos?a=//b`)
    assert.equal(linkOf(base, '//evil.example'), `${base}/evil.example`)
    assert.equal(linkOf(base, '\t/\\evil.example'), `${base}/evil.example`)
    for (const other of ['https://a.b//c', '?page=2', '#foot', 'next', '../up', 'mailto:a@b', '']) {
      assert.equal(linkOf(base, other), other)
    }
  }
})

test('a link that begins with a slash does not leave the app by steps out of its folder', () => {
  for (const steps of [
    '/../x',
    '/..',
    '/a/../../x',
    '/%2e%2e/x',
    '/.%2E/x',
    '/..\\x',
    '/a\\..\\..\\x',
    '/.\t./x',
    '/;/../../x',
    '/./../x?a=/..#b',
  ]) {
    const { pathname } = new URL(linkOf('/team', steps), 'http://a.b')
    assert.match(pathname, /^\/team(?:\/|$)/, steps)
  }
  assert.equal(linkOf('', '/..//evil.example'), '/evil.example')
  assert.equal(linkOf('/team', '/a/.well-known/x'), '/team/a/.well-known/x')
  assert.equal(linkOf('/team', '/a?next=../b'), '/team/a?next=../b')
})

test('what a header can not carry is in percents, and leads to the same place', () => {
  for (const path of [
    '/ü',
    '/日本?q=ö#é',
    '/a b',
    '/\u202e',
    '/\u0000x',
    '/\ufffd',
    '/😀',
    '/%E2%82%AC',
  ]) {
    const href = linkOf('/team', path)
    assert.equal(new Headers({ location: href }).get('location'), href)
    assert.equal(new URL(href, 'http://a.b').href, new URL(`/team${path}`, 'http://a.b').href)
  }
  assert.equal(linkOf('', '/\ud800x'), '/%EF%BF%BDx')
})

test('no spelling of another site is an address of this one', () => {
  for (const url of elsewhere) {
    assert.throws(() => ownAddress(url, '/a/b'), { code: 'E_ADDRESS' }, JSON.stringify(url))
  }
  assert.throws(() => ownAddress('?page=2', '//evil.example/x'), { code: 'E_ADDRESS' })
  assert.throws(() => ownAddress('.//evil.example', '/'), { code: 'E_ADDRESS' })
})

test('what a visitor names is a path of the app, or nothing', () => {
  const none = [
    '',
    'x',
    '?page=2',
    '#z',
    '\\x',
    '/x\\y',
    '/x\ny',
    '/\u007f',
    null,
    undefined,
    7,
    ['/x'],
  ]
  for (const named of [...elsewhere, ...none, `/${'x'.repeat(8192)}`]) {
    assert.equal(internalAddress(named), undefined, JSON.stringify(named))
  }
  for (const address of ['/', '/x/y?a=//b&c=https://d.example#e', '/%5Cx', '/x//y']) {
    assert.equal(internalAddress(address), address)
  }
  assert.equal(internalAddress('/x/../ä'), '/%C3%A4')
})

test('what is printed is what was parsed, and stays on this site', () => {
  const base = 'https://this.example/a/b?c=d'
  for (const url of ['/x', 'y', '?page=2', '#z', '/x/../y', '/a//b', '/x\\y', '/ä?q=ö', '']) {
    const address = ownAddress(url, '/a/b?c=d')
    assert.equal(new URL(address, base).href, new URL(url, base).href, JSON.stringify(url))
    assert.equal(new URL(address, base).origin, 'https://this.example')
  }
})

test('another site is named with http, https or mailto, and printed as it was parsed', () => {
  assert.equal(foreignAddress('https://x.example/a\tb'), 'https://x.example/ab')
  assert.equal(foreignAddress('mailto:a@b.c'), 'mailto:a@b.c')
  for (const url of ['javascript:x', '//x.example', 'https:///', 'http://', 'ftp://x.example']) {
    assert.throws(() => foreignAddress(url), { code: 'E_ADDRESS' }, url)
  }
})

test('the path of a request never begins like another site', () => {
  assert.equal(ownPath(new URL('https://this.example//evil.example/x')), '/evil.example/x')
})
