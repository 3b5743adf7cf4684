import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeText } from './byte-writer.ts'
import { each } from './each.ts'
import { html, svg } from './html.ts'
import type { Block } from './html.ts'
import { memo } from './memo.ts'
import { nameSite } from './source-location.ts'
import { print, printStatic, printText } from './print.ts'
import { templateOf } from './template.ts'

const printed = (block: Block): string => print(block).html

test('a slot beside other nodes has one empty comment, a slot alone has none', () => {
  assert.equal(printed(html`<p>${1}</p>`), '<p>1</p>')
  assert.equal(printed(html`<p>Hi ${'Bob'}!</p>`), '<p>Hi <!>Bob!</p>')
  assert.equal(printed(html`<p>${'a'}${'b'}</p>`), '<p><!>a<!>b</p>')
})

test('a block that is one element has no anchors, any other has two', () => {
  assert.equal(printed(html`<p>${html`<b>x</b>`}</p>`), '<p><b>x</b></p>')
  assert.equal(printed(html`<p>${html`a<b>x</b>`}</p>`), '<p><!--[-->a<b>x</b><!--]--></p>')
  assert.equal(printed(html`${1}`), '<!--[--><!>1<!--]-->')
})

test('white space with a line break is the author’s indentation', () => {
  const block = html`
    <ul>
      ${each(
        [1, 2],
        (n) => n,
        (n) => html`
          <li>
            ${n}
          </li>
        `,
      )}
    </ul>
  `
  assert.equal(printed(block), '<ul><li>1</li><li>2</li></ul>')
  assert.equal(printed(html`<b>a</b> <b>b</b>`), '<!--[--><b>a</b> <b>b</b><!--]-->')
  assert.equal(printed(html`<pre>\n  ${'x'}\n</pre>`), '<pre>\n  <!>x\n</pre>')
  assert.equal(printed(html`<pre>${'\nx'}</pre>`), '<pre>\n\nx</pre>')
})

test('attributes come and go with their values', () => {
  assert.equal(printed(html`<a class=${null} title=${undefined} id=${false}></a>`), '<a></a>')
  assert.equal(
    printed(html`<a hidden=${true} tabindex=${0}></a>`),
    '<a hidden="" tabindex="0"></a>',
  )
  assert.equal(printed(html`<a aria-expanded=${false}></a>`), '<a aria-expanded="false"></a>')
  assert.equal(printed(html`<a class="a ${'b'} ${null} c"></a>`), '<a class="a b  c"></a>')
  assert.equal(printed(html`<a ?hidden=${1} ?inert=${''}></a>`), '<a hidden=""></a>')
  assert.equal(printed(html`<a title="&quot;${'"'}"></a>`), '<a title="&#34;&#34;"></a>')
  assert.equal(
    printed(html`<input .value=${'x'} .checked=${false}>`),
    '<input live-bound value="x"/>',
  )
})

test('fields of HTML that is never patched belong to who types', () => {
  const { html: text } = printText(
    html`<form><input value=${'x'}><textarea>${'y'}</textarea><select .value=${1}></select></form>`,
  )
  assert.doesNotMatch(text, /live-bound/)
  assert.match(text, /<input value="x".*<textarea>\s*y/s)
})

test('nothing is printed for nothing', () => {
  assert.equal(
    printed(html`<p>${null}${undefined}${true}${false}${''}</p>`),
    '<p><!><!><!><!><!></p>',
  )
  assert.equal(printed(html`<p>${0}</p>`), '<p>0</p>')
  assert.equal(printed(html`<p>${10n}</p>`), '<p>10</p>')
})

test('a template is known by its content, wherever it is written', () => {
  const a = html`<i>${1}</i>`
  const b = html`<i>${2}</i>`
  assert.notEqual(a.strings, b.strings)
  assert.equal(templateOf(a).alias, templateOf(b).alias)
  assert.equal(templateOf(a).rows, templateOf(b).rows)
  assert.equal(templateOf(a).hash.length, 8)
  assert.notEqual(templateOf(html`<a></a>`), templateOf(svg`<a></a>`))
})

test('template files with equal statics: each error names its own file', () => {
  const value = (file: string, line: number, shown: unknown): Block => {
    const strings = ['<i>of a file: ', '</i>']
    nameSite(strings, { file, line })
    return html(strings as unknown as TemplateStringsArray, shown)
  }
  assert.match(printed(value('a.liquid', 1, 'fine')), /fine/)
  assert.throws(() => printed(value('b.liquid', 7, {})), /in b\.liquid, near line 7:/)
  assert.throws(() => printed(value('a.liquid', 9, {})), /in a\.liquid, near line 9:/)
  assert.throws(() => printed(value('a.liquid', 1, {})), /in a\.liquid, near line 1:/)
})

test('printing tells which DOM events the page needs', () => {
  const { events } = print(
    html`<p live-click="a">${html`<b live-keydown="b" live-key="x"></b>`}</p>`,
  )
  assert.deepEqual([...events], ['click', 'keydown'])
})

test('a layout is printed without marks, values that look like marks stay', () => {
  assert.equal(
    decodeText(printStatic(html`<p>Hi ${'<!>'} ${memo([1], () => html`<b>x</b>`)}</p>`)),
    '<p>Hi &lt;!&gt; <b>x</b></p>',
  )
})

test('any text is escaped and encoded as UTF-8', () => {
  for (const text of [
    'plain',
    'ünï',
    '日本',
    '🎉 x',
    'a\ud800b',
    '\udc00',
    '<&>"\'',
    'x'.repeat(70_000),
  ]) {
    const expected = text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&#34;')
      .replaceAll("'", '&#39;')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    assert.equal(printed(html`<p>${text}</p>`), `<p>${expected}</p>`)
  }
})

test('the digest tells renders apart', () => {
  const digest = (a: unknown, b: unknown): number => print(html`<p title=${a}>${b}</p>`).digest
  assert.equal(digest('x', 1), digest('x', 1))
  assert.notEqual(digest('x', 1), digest('x', 2))
  assert.notEqual(digest('ab', 'c'), digest('a', 'bc'))
  assert.notEqual(digest(null, 'x'), digest('', 'x'))
})

test('numbers are printed as JavaScript writes them', () => {
  for (const number of [0, 7, 10, 99, 100, 999_999_999, 1e9, -1, 1.5, 1e21, -0, NaN, Infinity]) {
    assert.equal(
      printed(html`<p title=${number}>${number}</p>`),
      `<p title="${number}">${number}</p>`,
    )
  }
})

test('a row that was printed before is printed the same, and a changed one anew', () => {
  const page = (rows: { id: number; text: string; extra?: unknown }[]): Block =>
    html`<ul>${each(
      rows,
      (row) => row.id,
      (row) => html`<li title=${row.id} ?hidden=${row.id > 1}>${row.text} ${row.extra}</li>`,
    )}</ul>`
  const row = (row: { id: number; text: string }): string =>
    `<li title="${row.id}"${row.id > 1 ? ' hidden=""' : ''}><!>${row.text} <!></li>`
  const rows = [1, 2, 3].map((id) => ({ id, text: `t${id}` }))
  const first = print(page(rows))
  const again = print(page(rows.map((row) => ({ ...row }))))
  assert.equal(first.html, `<ul>${rows.map(row).join('')}</ul>`)
  assert.equal(again.html, first.html)
  assert.equal(again.digest, first.digest)
  assert.deepEqual(again.events, first.events)
  rows[1] = { id: 2, text: 'new' }
  const changed = print(page(rows))
  assert.equal(changed.html, `<ul>${rows.map(row).join('')}</ul>`)
  assert.notEqual(changed.digest, first.digest)
  const nested = (n: number): Block => page([{ id: 1, text: 'a', extra: html`<b>${n}</b>` }])
  assert.match(print(nested(1)).html, /<b>1<\/b>/)
  assert.match(print(nested(2)).html, /<b>2<\/b>/)
})
