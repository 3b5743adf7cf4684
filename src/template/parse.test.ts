import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LiveError } from '../base/errors.ts'
import type { ErrorCode } from '../base/errors.ts'
import { html } from './html.ts'
import type { Block } from './html.ts'
import { print } from './print.ts'
import { raw } from './raw.ts'

const v = 'x'

/** The error of printing a block: its code, and every given text in its sentence. */
function refuses(block: () => Block, code: ErrorCode, ...texts: (string | RegExp)[]): void {
  assert.throws(
    () => print(block()),
    (error: unknown) => {
      assert.ok(error instanceof LiveError, String(error))
      assert.equal(error.code, code, error.message)
      for (const text of texts) {
        assert.ok(
          typeof text === 'string' ? error.message.includes(text) : text.test(error.message),
          `${error.message} does not say ${text}`,
        )
      }
      return true
    },
  )
}

test('an element that is not closed is named with the fix and the place', () => {
  refuses(
    () => html`<div>
      <p>text</div>`,
    'E_TEMPLATE_SYNTAX',
    '</div> stands where <p> is open. Write </p> first.',
    'line 2',
    '> ',
  )
  refuses(() => html`<div>${v}`, 'E_TEMPLATE_SYNTAX', '<div> is never closed. Write </div>.')
  refuses(() => html`text</div>`, 'E_TEMPLATE_SYNTAX', '</div> closes nothing')
  refuses(() => html`<div />`, 'E_TEMPLATE_SYNTAX', 'Write <div></div>.')
  refuses(() => html`1 < 2`, 'E_TEMPLATE_SYNTAX', 'Write &lt;')
  refuses(() => html`<a b="c>`, 'E_TEMPLATE_SYNTAX', 'no closing "')
  refuses(() => html`<a b b=${v}></a>`, 'E_TEMPLATE_SYNTAX', 'written twice')
})

test('a slot that could not be found again is refused with the place it stands in', () => {
  refuses(() => html`<${v}></${v}>`, 'E_SLOT_PLACE', 'a tag name')
  refuses(() => html`<a ${v}></a>`, 'E_SLOT_PLACE', 'without an attribute name')
  refuses(() => html`<a b${v}="1"></a>`, 'E_SLOT_PLACE', 'an attribute name')
  refuses(() => html`<!-- ${v} -->`, 'E_SLOT_PLACE', 'a comment')
  refuses(
    () =>
      html`<script>
        ${v}
      </script>`,
    'E_SLOT_PLACE',
    '<script>',
  )
  refuses(
    () =>
      html`<style>
        ${v}
      </style>`,
    'E_SLOT_PLACE',
    '<style>',
  )
  refuses(() => html`<iframe srcdoc=${v}></iframe>`, 'E_SLOT_PLACE', 'srcdoc', 'raw(')
  refuses(() => html`<a onclick=${v}></a>`, 'E_SLOT_PLACE', '@click=${this.method}')
  refuses(() => html`<template>${v}</template>`, 'E_SLOT_PLACE', '<template>')
  refuses(() => html`<div contenteditable>${v}</div>`, 'E_SLOT_PLACE', 'live-ignore')
  refuses(() => html`<div .innerHTML=${v}></div>`, 'E_SLOT_PLACE', 'raw(')
  refuses(
    () => html`<textarea .value=${v}></textarea>`,
    'E_SLOT_PLACE',
    '<textarea>${…}</textarea>',
  )
})

test('an event, flag or property takes one value alone', () => {
  refuses(() => html`<a @click="x ${v}"></a>`, 'E_TEMPLATE_SYNTAX', '@click takes one value alone')
  refuses(() => html`<a ?hidden></a>`, 'E_TEMPLATE_SYNTAX', '?hidden has no value')
})

test('a value that is no text says what to write instead [B89, B90]', () => {
  refuses(() => html`<p>${[1, 2]}</p>`, 'E_SLOT_VALUE', 'Array', 'each(items')
  refuses(() => html`<p>${{ a: 1 }}</p>`, 'E_SLOT_VALUE', 'an object')
  refuses(() => html`<p>${new Date(0)}</p>`, 'E_SLOT_VALUE', 'toISOString')
  refuses(() => html`<p>${Promise.resolve(1)}</p>`, 'E_SLOT_VALUE', 'Await it')
  refuses(() => html`<p>${() => 1}</p>`, 'E_SLOT_VALUE', 'Call it')
  refuses(
    () => html`<p title=${html`<b></b>`}></p>`,
    'E_SLOT_VALUE',
    'Blocks stand only between tags',
  )
  refuses(() => html`<p @click=${() => 1}></p>`, 'E_NOT_EVENT', '@event')
  refuses(() => html`<p @click=${'name'}></p>`, 'E_NOT_EVENT', '@event')
})

test('values are escaped for the place they stand in [B90]', () => {
  const text = `<b>"&'</b>`
  const safe = '&lt;b&gt;&#34;&amp;&#39;&lt;/b&gt;'
  assert.equal(print(html`<p title=${text}>${text}</p>`).html, `<p title="${safe}">${safe}</p>`)
  assert.equal(
    print(html`<textarea>${text}</textarea>`).html,
    `<textarea live-bound>\n${safe}</textarea>`,
  )
  assert.equal(print(html`<p>${raw('<i>ok</i>')}</p>`).html, '<p><!--[--><i>ok</i><!--]--></p>')
})

test('addresses that would run code never get into the page', () => {
  const bad = [
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'vbscript:x',
    'data:text/html,<script>alert(1)</script>',
  ]
  for (const address of bad) {
    assert.equal(
      print(html`<a href=${address}>x</a>`).html,
      '<a href="about:invalid#blocked">x</a>',
    )
  }
  assert.match(print(html`<svg><a xlink:href=${bad[0]!}></a></svg>`).html, /about:invalid/)
  assert.match(print(html`<button formaction=${bad[0]!}></button>`).html, /about:invalid/)
  assert.match(print(html`<a href="${'java'}${'script:'}x">x</a>`).html, /about:invalid/)
  for (const address of [
    '/a:b',
    'https://x.y/z',
    'mailto:a@b.c',
    'data:image/png;base64,AA',
    '#a',
  ]) {
    assert.ok(!print(html`<img src=${address} />`).html.includes('invalid'), address)
  }
})
