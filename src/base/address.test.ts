import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BLOCKED_ADDRESS, isAddressAttribute, safeAddress, safeAttribute } from './address.ts'

const running = [
  'javascript:x',
  '\u0001JaVaScRiPt:x',
  'java\tscript\n:x',
  '\ufeffjavascript:x',
  'java\u00adscript:x'.replace('\u00ad', '\u0000'),
  'vbscript:x',
  'view-source:javascript:x',
  'data:text/html,<script>x</script>',
  'data:image/svg+xml,<svg onload=x>',
  'data:image/pngx,x',
  'data:audio/wav;base64,AA',
  'data:application/xhtml+xml,x',
  'data:,x',
  '/a 1x, javascript:x 2x',
  'data:image/png;base64,AA 1x, data:text/html,x 2x',
  '#a;javascript:x',
]

test('addresses are read as browsers read them', () => {
  for (const address of running) {
    assert.equal(safeAddress(address), BLOCKED_ADDRESS, JSON.stringify(address))
  }
})

test('links, paths and plain pictures pass as they are', () => {
  for (const address of [
    '/a:b',
    'https://x.y/z?javascript:1',
    'mailto:a@b.c',
    'tel:+1',
    'data:image/png;base64,AA',
    'DATA:image/webp,AA',
    '/a 1x, data:image/jpeg;base64,AA 2x',
    'blob:https://x.y/1',
  ]) {
    assert.equal(safeAddress(address), address)
  }
})

test('attributes and properties are told by name, whatever the case', () => {
  for (const name of [
    'href',
    'formAction',
    'xlink:href',
    'SRCSET',
    'imageSrcset',
    'values',
    'to',
  ]) {
    assert.ok(isAddressAttribute(name), name)
    assert.equal(safeAttribute(name, 'javascript:x'), BLOCKED_ADDRESS)
  }
  for (const name of ['onclick', 'ONLOAD', 'srcdoc', 'srcDoc', 'innerHTML']) {
    assert.equal(safeAttribute(name, 'x'), undefined, name)
  }
  assert.equal(safeAttribute('title', 'javascript:x'), 'javascript:x')
})
