import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayBe, typeOf } from './content-type.ts'
import { safeName } from './file-name.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const any = { accept: [], allowActiveContent: false }
const late = `${' '.repeat(6000)}<script>alert(1)</script>`

test('active content is refused by its name as it will be kept, and by what it begins with', async () => {
  for (const name of ['a.html', 'a.html.', 'a.svg ', 'a.js. .', 'a.html\u200b', 'a.S\u200bVG'])
    assert.equal(
      await typeOf(bytes(late).subarray(0, 4100), { name, type: 'text/plain' }, any),
      undefined,
      name,
    )
  for (const text of [
    '<svg onload=1>',
    ' \n<!DOCTYPE html>',
    '<?xml version="1.0"?>',
    'x <script >',
    '#!/bin/sh',
  ]) {
    assert.equal(
      await typeOf(bytes(text), { name: 'a.txt', type: 'text/plain' }, any),
      undefined,
      text,
    )
  }
  const wide = Buffer.from('\ufeff<!doctype html><script>', 'utf16le')
  assert.equal(await typeOf(wide, { name: 'a.txt', type: 'text/plain' }, any), undefined)
  const allowed = { accept: [], allowActiveContent: true }
  assert.equal(await typeOf(bytes('<svg>'), { name: 'a.svg', type: '' }, allowed), 'image/svg+xml')
})

test('a text is what its name says, in two bytes a character too', async () => {
  const csv = { accept: ['text/csv', '.txt'], allowActiveContent: false }
  assert.equal(await typeOf(bytes('a,b'), { name: 'a.csv', type: '' }, csv), 'text/csv')
  const wide = Buffer.from('\ufeffhello', 'utf16le')
  assert.equal(await typeOf(wide, { name: 'a.txt', type: '' }, csv), 'text/plain')
  assert.equal(await typeOf(bytes('a,b'), { name: 'a.md', type: '' }, csv), undefined)
})

test('what only calls itself an image is none', async () => {
  const images = { accept: ['image/*'], allowActiveContent: false }
  assert.equal(
    await typeOf(bytes('nothing'), { name: 'a.png', type: 'image/png' }, images),
    undefined,
  )
  assert.equal(
    await typeOf(bytes('GIF89a'), { name: 'a.png', type: 'image/png' }, images),
    'image/gif',
  )
  assert.equal(
    await typeOf(bytes('%PDF-1.7'), { name: 'a.png', type: 'image/png' }, images),
    undefined,
  )
  assert.equal(
    mayBe({ name: 'a.jpeg', type: '' }, { accept: ['.jpg'], allowActiveContent: false }),
    true,
  )
})

test('names of files are names', () => {
  assert.deepEqual(
    [
      '../../etc/passwd',
      'C:\\x\\con.txt',
      '...',
      'a\0b.txt',
      ' .htaccess ',
      'x\u202egnp.exe',
      'ä.txt',
    ].map(safeName),
    ['passwd', '_con.txt', 'file', 'ab.txt', 'htaccess', 'xgnp.exe', 'ä.txt'],
  )
  assert.equal(safeName(`${'😀'.repeat(200)}.png`).length <= 150, true)
  assert.match(safeName(`${'x'.repeat(500)}.png`), /x\.png$/)
})
