import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseOptions } from './chosen-options.ts'

const select = (value: string, options: string, more = ''): string =>
  `<p>a</p><select class="x"${more} value="${value}" live-bound>${options}</select><p>b</p>`

const cases: [what: string, value: string, options: string, wanted: string][] = [
  [
    'by its value',
    'b',
    '<option value="a">A</option><option value="b">B</option>',
    '<option value="a">A</option><option selected value="b">B</option>',
  ],
  [
    'by its text, which is stripped',
    'a b',
    '<option>a</option><option>\n  a   b </option>',
    '<option>a</option><option selected>\n  a   b </option>',
  ],
  [
    'by a text with comments and other elements in it',
    'a & b',
    '<option><!--[--><b>a</b> &amp; <!--x--><i>b</i><!--]--></option>',
    '<option selected><!--[--><b>a</b> &amp; <!--x--><i>b</i><!--]--></option>',
  ],
  [
    'in a group, behind a comment with a tag in it',
    'b',
    '<!--<option>b--><optgroup label="<>"><option>b</option></optgroup>',
    '<!--<option>b--><optgroup label="<>"><option selected>b</option></optgroup>',
  ],
  [
    'of equal values the first alone',
    'a',
    '<option>a</option><option>a</option>',
    '<option selected>a</option><option>a</option>',
  ],
  [
    'in place of one that is marked',
    'b',
    '<option selected="selected" id="x">a</option><option id="y" selected>c</option><option>b</option>',
    '<option id="x">a</option><option id="y">c</option><option selected>b</option>',
  ],
  [
    'with quotes in its value',
    'a&quot;>',
    '<option value="a&quot;>">x</option><option value=\'a&quot;\'>y</option>',
    '<option selected value="a&quot;>">x</option><option value=\'a&quot;\'>y</option>',
  ],
]

for (const [what, value, options, wanted] of cases) {
  test(`an option is chosen ${what}`, () => {
    assert.equal(chooseOptions(select(value, options)), select(value, wanted))
  })
}

test('of a multiple select each line of the value is chosen', () => {
  const options = '<option>a</option><option>b</option><option>c</option><option>a</option>'
  const wanted =
    '<option selected>a</option><option>b</option><option selected>c</option><option selected>a</option>'
  assert.equal(
    chooseOptions(select('a\nc\n', options, ' multiple')),
    select('a\nc\n', wanted, ' multiple'),
  )
})

test('a select of the developer’s own, and text that looks like one, stay as they are', () => {
  const html = '<select value="a"><option>a</option></select><!-- <select live-bound> --><selected>'
  assert.equal(chooseOptions(html), html)
})

test('each select of a page has its own value', () => {
  const html =
    select('a', '<option>a</option>') + select('b', '<option>a</option><option>b</option>')
  const wanted =
    select('a', '<option selected>a</option>') +
    select('b', '<option>a</option><option selected>b</option>')
  assert.equal(chooseOptions(html), wanted)
})
