import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { LiveError } from '../base/errors.ts'
import { send } from '../handlers/send.ts'
import { checkFragment, checkHtml } from './check-html.ts'
import { Differ } from './diff.ts'
import { html, svg } from './html.ts'
import type { Block } from './html.ts'
import { mode } from './mode.ts'
import { print } from './print.ts'
import { raw } from './raw.ts'

before(() => {
  mode.development = true
  Object.assign(mode, { checkHtml, checkFragment })
})

function refuses(block: () => Block, ...texts: string[]): void {
  assert.throws(
    () => print(block()),
    (error: unknown) => {
      assert.ok(error instanceof LiveError && error.code === 'E_TEMPLATE_HTML', String(error))
      for (const text of texts) assert.ok(error.message.includes(text), error.message)
      assert.match(error.message, /check-html\.test\.ts:\d+/)
      return true
    },
  )
}

test('what a browser would build differently is an error with place and fix', () => {
  refuses(() => html`<table><tr><td>1</td></tr></table>`, '<tbody>', 'Write <tbody>')
  refuses(() => html`<p><div>x</div></p>`, '<p>', 'use <div>')
  refuses(() => html`<form><form></form></form>`, 'ignores the tag <form>')
  refuses(() => html`<table><tbody><div>x</div></tbody></table>`, '<div>')
  refuses(() => html`<a href="#">a<a href="#">b</a></a>`, '<a>')
  refuses(() => html`<button>a<button>b</button></button>`, '<button>')
  refuses(() => html`<select><option>a<option>b</option></option></select>`, '<option>')
  refuses(() => html`<ul><li>a<li>b</li></li></ul>`, '<li>')
})

test('what a browser builds as written passes', () => {
  const good: Block[] = [
    html`<table>
      <thead>
        <tr>
          <th>${1}</th>
        </tr>
      </thead>
      <tbody>
        ${2}
      </tbody>
    </table>`,
    html`<tr>
      <td>${1}</td>
    </tr>`,
    html`<td>${1}</td>`,
    html`<option value=${1}>x</option>`,
    html`<li>
      a
      <ul>
        <li>b</li>
      </ul>
    </li>`,
    html`<p>a <b>b</b> ${1}</p>`,
    html`<svg viewBox="0 0 1 1"><path d=${'x'}/><foreignObject><p>x</p></foreignObject></svg>`,
    svg`<g><circle r=${1}/></g>`,
    html`<input value="a > b" /><br /><img alt="" />`,
    html`<textarea>${'<p>'}</textarea>`,
    html`<details>
      <summary>x</summary>
      y
    </details>`,
    html`<!doctype html>
      <html lang="en">
        <head>
          <title>${1}</title>
        </head>
        <body>
          ${2}
        </body>
      </html>`,
    html`a ${1} b`,
    html`<button ?disabled=${true} class="a ${1}" live-click="x">y</button>`,
  ]
  for (const block of good) print(block)
})

test('an unknown attribute is named with the nearest known one', () => {
  const meant = (block: Block, text: string): void =>
    assert.throws(
      () => print(block),
      (error: unknown) => String(error).includes(text),
    )
  meant(html`<a live-clik="x"></a>`, 'Did you mean live-click?')
  meant(html`<a live-debounse="x"></a>`, 'Did you mean live-debounce?')
  meant(html`<a @sumbit=${null}></a>`, 'Did you mean @submit?')
  print(html`<a live-click="x" live-value-anything="1" live-my-app:thing="x" @toggle=${null}></a>`)
})

test('a name with capitals after live-value- is an error that says how it arrives, and what to write', () => {
  for (const block of [
    html`<a live-click="x" live-value-userId="7"></a>`,
    html`<a live-click="x" live-value-userId=${7}></a>`,
    html`<a live-click="x" live-value-ID=${7}></a>`,
  ]) {
    assert.throws(
      () => print(block),
      (error: unknown) =>
        error instanceof LiveError &&
        error.code === 'E_TEMPLATE_SYNTAX' &&
        /reaches the event as (userid|id): HTML knows no capitals/.test(error.message) &&
        /call\(this\.method, \{ (userId|ID): … \}\)/.test(error.message) &&
        /check-html\.test\.ts:\d+/.test(error.message),
    )
  }
  print(html`<a live-click="x" live-value-user-id="7"></a>`)
})

const unbalanced: [string, string][] = [
  ['<p>a</p></div>', 'it has </div> too many'],
  ['</p>', 'it has </p> too many'],
  ['<b>a</b></b>', 'it has </b> too many'],
  ['<!-- </i> --><td>1</td></td>', 'it has </td> too many'],
  ['<svg><circle/></g></svg>', 'it has </g> too many'],
  ['a <!-- comment', 'it ends in a comment'],
  ['<a href="x', 'it ends in a tag'],
]
const open: [string, string][] = [
  ['<div>a', 'it does not close <div>'],
  ['<p>one<p>two', 'it does not close <p>'],
  ['<ul><li>a', 'it does not close <ul>'],
  ['<textarea>a', 'it does not close <textarea>'],
  ['<g><circle></g><path>', 'it does not close <path>'],
]
const balanced = [
  '',
  'text &amp; more',
  '<p>one<p>two</p>',
  '<ul><li>a<li>b</ul><br><img src="x">',
  '<tr><td>1</td></tr>',
  '<circle r="1"/><g><path d=""/></g>',
  '<mspace/>',
  '<textarea></div></textarea><script>"</div>"</script>',
  '<!doctype html><html><body><p>a</body></html>',
  '<input value="</div>"><a title=\'</a>\'>x</a>',
]

test('trusted HTML with a tag too many or too few is an error that names the template, first and later', () => {
  const view = (text: string): Block => html`<main>${raw(text)}<b>${1}</b></main>`
  const patch = (text: string): unknown =>
    new Differ({ add: () => {} }).diff(view('<i>before</i>'), view(text))
  for (const [text, problem] of [...unbalanced, ...open]) {
    refuses(() => view(text), problem, '<main>')
    assert.throws(() => patch(text), new RegExp(problem), text)
    refuses(() => html`<ul><li>${raw(text)}</li></ul>`, problem)
  }
  for (const text of balanced) {
    assert.ok(print(view(text)), text)
    patch(text)
  }
})

test('a handler’s HTML with a tag too many is an error; what is left open ends with it', async () => {
  const answer = (html: string): Promise<void> =>
    send(null, { target: '#list', append: true, html }, { broadcast: true })
  for (const [text, problem] of unbalanced) {
    assert.throws(
      () => void answer(text),
      (error: unknown) => error instanceof LiveError && error.message.includes(problem),
      text,
    )
    assert.throws(
      () => send(null, { target: '#a', html: raw(text) }, { broadcast: true }),
      /E_SEND/,
    )
  }
  for (const [text] of open) await answer(text)
  for (const text of balanced) await answer(text)
})

test('in production trusted HTML is not checked', () => {
  mode.checkFragment = null
  assert.ok(print(html`<p>${raw('</div>')}</p>`))
  mode.checkFragment = checkFragment
})
