import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressBelow, checkBasePath, hrefOf, isBasePath, pathBelow } from './base-path.ts'

test('addresses go out and come back', () => {
  for (const base of ['', '/team', '/x/y']) {
    for (const address of ['/', '/todos', '/?page=2', '/#foot', '/todos/1?a=/b#c', `${base}/a`]) {
      assert.equal(addressBelow(base, hrefOf(base, address)), address, `${base} ${address}`)
    }
  }
  assert.equal(hrefOf('/team', '/'), '/team')
  assert.equal(hrefOf('/team', '/?page=2'), '/team?page=2')
})

test('other addresses stay as they are', () => {
  for (const other of [
    '?page=2',
    '#foot',
    'next',
    '../up',
    'https://a.b/c',
    '//a.b/c',
    '/\\a.b',
    '',
  ]) {
    assert.equal(hrefOf('/team', other), other)
  }
})

test('a path beside the base is not below it', () => {
  for (const path of ['/', '/teams', '/tea', '/TEAM', '/x/team', '//team']) {
    assert.equal(pathBelow('/team', path), undefined, path)
  }
  assert.equal(pathBelow('/team', '/team/'), '/')
  for (const other of ['/team//host', '/team/\\host', '/team///host', '/team/\\/host']) {
    assert.equal(pathBelow('/team', other), '/host', other)
  }
})

test('a base path is a plain one', () => {
  for (const good of ['', '/team', '/x/y', '/a.b', '/%C3%A4']) assert.ok(isBasePath(good), good)
  for (const bad of [
    'team',
    '/team/',
    '//x',
    '/x//y',
    '/x;Path=',
    '/..',
    '/a/../b',
    '/.',
    '/x?y',
    '/ä',
    '/a b',
  ]) {
    assert.ok(!isBasePath(bad), bad)
    assert.throws(() => checkBasePath(bad), { code: 'E_OPTION' })
  }
  assert.equal(checkBasePath('/'), '')
  assert.throws(() => checkBasePath(7), { code: 'E_OPTION' })
})
