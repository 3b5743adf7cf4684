/**
 * Pairs of renders and what the server says between them: one for each shape of patch and each list
 * operation of docs/protocol.md. test/frames/updates.json holds the frames under the same names.
 */
import { declareBinding } from '../../src/template/binding.ts'
import { call, each, html, memo, raw, svg } from '../../src/index.ts'
import type { Block } from '../../src/index.ts'

export interface Renders {
  name: string
  before: () => Block
  after: () => Block
  /** The browser asked for everything: a VALUES frame. */
  whole?: true
}

function pair<T>(name: string, page: (value: T) => Block, before: T, after: T): Renders {
  return { name, before: () => page(before), after: () => page(after) }
}

function pick(_args: { id: number }): void {}
declareBinding(pick, 'pick')

const bold = (text: string): Block => html`<b>${text}</b>`
const pieces = (one: string, two: string): Block => html`<i>${one}</i> and <i>${two}</i>`
const rows = (text: string): Block => {
  const keys = text.split(' ').filter(Boolean)
  const row = (key: string): Block =>
    key.endsWith('!') ? html`<li class="loud">${key}</li>` : html`<li>${key}</li>`
  const nameOf = (key: string): string => key[0]!
  return html`<ul>${each(keys, nameOf, row)}</ul>`
}
const wideRows = (text: string): Block =>
  html`<dl>${each(
    text.split(' '),
    (key) => key[0],
    (key) => html`<dt>${key[0]}</dt><dd>${key}</dd>`,
  )}</dl>`

export const renders: Renders[] = [
  pair('text alone in its element', (text) => html`<p>${text}</p>`, 'one', 'two <&>'),
  pair('a number', (n) => html`<p>${n}</p>`, 1, 2.5),
  pair('text beside text', (n) => html`<p>Count: ${n} of ${9}.</p>`, 1, 2),
  pair('text that comes', (text) => html`<p>${text}</p>`, null, 'here'),
  pair('text that goes', (text) => html`<p>${text}</p>`, 'here', null),
  pair('an attribute', (value) => html`<p title=${value}>x</p>`, 'a', 'b "c"'),
  pair('an attribute that goes', (value) => html`<p title=${value}>x</p>`, 'a', null),
  pair('an attribute with static text', (n) => html`<p class="row n${n} x">x</p>`, 1, 2),
  pair('a boolean attribute that comes', (on) => html`<p ?hidden=${on}>x</p>`, false, true),
  pair('a boolean attribute that goes', (on) => html`<p ?hidden=${on}>x</p>`, true, false),
  pair('a property', (value) => html`<input .value=${value}>`, 'a', 'b'),
  pair('a boolean property', (on) => html`<input type="checkbox" .checked=${on}>`, false, true),
  pair('the text of a text area', (text) => html`<textarea>${text}</textarea>`, 'a\nb', '\nc'),
  pair('an event binding', (id) => html`<a @click=${call(pick, { id })}>x</a>`, 1, 2),
  pair('an event binding that goes', (on) => html`<a @click=${on && pick}>x</a>`, true, false),
  pair('an address that would run code', (to) => html`<a href=${to}>x</a>`, '/', 'javascript:go()'),
  pair('several slots at once', (n) => html`<p class=${`n${n}`}>${n}<b>${n + 1}</b></p>`, 1, 2),
  pair('a block patched', (text) => html`<p>${bold(text)}</p>`, 'one', 'two'),
  pair('a block beside text patched', (text) => html`<p>So: ${bold(text)}!</p>`, 'one', 'two'),
  pair('a block of several nodes patched', (b) => html`<p>${pieces('a', b)}</p>`, 'b', 'c'),
  {
    name: 'a block of another template',
    before: () => html`<p>${bold('one')}</p>`,
    after: () => html`<p>${pieces('one', 'two')}</p>`,
  },
  pair('a block that comes', (on) => html`<p>${on && bold('x')}</p>`, false, true),
  pair('a block that goes', (on) => html`<p>x${on && bold('x')}</p>`, true, false),
  pair('a block in place of text', (on) => html`<p>${on ? bold('x') : 'text'}</p>`, false, true),
  pair('a memoised block', (n) => html`<p>${memo([n], () => bold(`${n}`))}</p>`, 1, 2),
  pair('trusted HTML', (text) => html`<p>${raw(text)}</p>`, '<b>one</b>', '<b>two</b> <i>3</i>'),
  pair('a block of SVG', (r) => html`<svg>${svg`<circle r=${r} />`}</svg>`, 1, 2),
  {
    name: 'another root template',
    before: () => html`<p>${'a page'}</p>`,
    after: () => html`<h1>${'another'}</h1>`,
  },
  pair('a list that comes', (keys) => (keys ? rows(keys) : html`<p></p>`), '', 'a b'),
  pair('a list that is filled', rows, '', 'a b'),
  pair('a list that is emptied', rows, 'a b', ''),
  pair('a list of other rows', rows, 'a b', 'x y z'),
  pair('a row patched', rows, 'a b c', 'a b2 c'),
  pair('rows removed', rows, 'a b c d', 'b d'),
  pair('rows inserted before a row', rows, 'a b', 'a x y b'),
  pair('rows inserted at the end', rows, 'a', 'a b c'),
  pair('a row moved', rows, 'a b c', 'c a b'),
  pair('two rows swapped', rows, 'a b c d', 'a d c b'),
  pair('a row replaced by another template', rows, 'a b', 'a b!'),
  pair('all list operations at once', rows, 'a b c d e', 'e x b2 d! a'),
  pair('rows of several nodes', wideRows, 'a b c', 'c b2 a'),
  { ...pair('all values again', rows, 'a b c', 'c x'), whole: true },
  {
    name: 'all values of every kind',
    whole: true,
    before: () =>
      html`<p class=${'a'} ?hidden=${true}>${bold('x')}${'text'}</p><input .value=${'v'}>`,
    after: () =>
      html`<p class=${'a'} ?hidden=${true}>${bold('x')}${'text'}</p><input .value=${'v'}>`,
  },
]
