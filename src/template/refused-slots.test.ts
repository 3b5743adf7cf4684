import assert from 'node:assert/strict'
import { test } from 'node:test'
import { print } from './print.ts'
import { Differ } from './diff.ts'
import { html } from './html.ts'
import type { Block } from './html.ts'

const x = 'alert(1)'

test('no value stands where escaping does not make it safe', () => {
  const blocks: Block[] = [
    html`<svg><script>${x}</script></svg>`,
    html`<svg><g><script>a<b>${x}</b></script></g></svg>`,
    html`<svg><style>${x}</style></svg>`,
    html`<svg><foreignObject><script>${x}</script></foreignObject></svg>`,
    html`<svg><foreignobject><script>${x}</script></foreignobject></svg>`,
    html`<svg><desc><SCRIPT>${x}</SCRIPT></desc></svg>`,
    html`<math><annotation-xml><script>${x}</script></annotation-xml></math>`,
    html`<script .textContent=${x}></script>`,
    html`<script .text=${x}></script>`,
    html`<style .innerText=${x}></style>`,
    html`<div .innerHTML=${x}></div>`,
    html`<div .outerhtml=${x}></div>`,
    html`<div .onclick=${x}></div>`,
    html`<iframe .srcdoc=${x}></iframe>`,
    html`<iframe SRCDOC=${x}></iframe>`,
    html`<svg><set attributeName=${x} to="1" /></svg>`,
    html`<svg><animate attributename=${x} to="1" /></svg>`,
    html`<meta http-equiv="refresh" content=${x} />`,
    html`<meta http-equiv=${x} content="1" />`,
    html`<base href=${x} />`,
    html`<template><p>${x}</p></template>`,
    html`<template><p class=${x}></p></template>`,
    html`<b live-click='[["push","save",{"id":${x}}]]'></b>`,
  ]
  for (const block of blocks) {
    assert.throws(() => print(block), { code: 'E_SLOT_PLACE' }, block.strings.join('…'))
  }
})

test('addresses are checked as attributes and as properties, printed and changed', () => {
  const bad = 'java\nscript:alert(1)'
  const places: ((to: string) => Block)[] = [
    (to) => html`<a href=${to}></a>`,
    (to) => html`<a .href=${to}></a>`,
    (to) => html`<my-link .href=${to}></my-link>`,
    (to) => html`<button .formAction=${to}></button>`,
    (to) => html`<form .action=${to}></form>`,
    (to) => html`<object data=${to}></object>`,
    (to) => html`<embed .src=${to} />`,
    (to) => html`<iframe src=${to}></iframe>`,
    (to) => html`<a ping=${to}></a>`,
    (to) => html`<img srcset="/a 1x, ${to} 2x" />`,
    (to) => html`<svg><a href=${to}></a></svg>`,
    (to) => html`<svg><a xlink:href=${to}></a></svg>`,
    (to) => html`<svg><animate attributeName="href" values="/a;${to}" /></svg>`,
    (to) => html`<svg><set attributeName="href" to=${to} /></svg>`,
  ]
  for (const place of places) {
    const name = place('').strings.join('…')
    assert.doesNotMatch(print(place(bad)).html, /script:/, name)
    const patch = new Differ({ add() {} }).diff(place('/'), place(bad))
    assert.doesNotMatch(JSON.stringify(patch), /script:/, name)
    assert.match(JSON.stringify(patch), /blocked/, name)
  }
})

test('a text is never taken for commands', () => {
  const bad = '[["navigate","/logout"]]'
  for (const place of [
    (text: string) => html`<b live-click=${text}></b>`,
    (text: string) => html`<b live-window-keydown="${text}"></b>`,
    (text: string) => html`<b live-mounted="${text.slice(0, 1)}${text.slice(1)}"></b>`,
  ]) {
    assert.doesNotMatch(print(place(bad)).html, /logout/)
    const patch = new Differ({ add() {} }).diff(place('save'), place(bad))
    assert.doesNotMatch(JSON.stringify(patch), /logout/)
  }
  assert.match(print(html`<b live-click=${'save'}></b>`).html, /live-click="save"/)
})
