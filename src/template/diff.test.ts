import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LiveError } from '../base/errors.ts'
import type { Json } from '../wire/frames.ts'
import { call, declareBinding } from './binding.ts'
import { Differ } from './diff.ts'
import { each } from './each.ts'
import { html } from './html.ts'
import type { Block } from './html.ts'
import { longestIncreasing } from './longest-increasing.ts'
import { memo } from './memo.ts'
import { mode } from './mode.ts'
import { print } from './print.ts'
import { raw } from './raw.ts'
import { templateOf } from './template.ts'

function changes(before: Block, after: Block): Json | undefined {
  print(before)
  return new Differ({ add: () => {} }).diff(before, after)
}

const alias = (block: Block): number => templateOf(block).alias

test('equal renders give nothing', () => {
  const page = (): Block =>
    html`<p class="a ${1}" ?hidden=${false}>${'x'} ${html`<b>${2}</b>`} ${raw('<i></i>')}</p>`
  assert.equal(changes(page(), page()), undefined)
})

test('a changed slot is named with its value alone', () => {
  const page = (n: number, word: string): Block =>
    html`<p class="n ${n} ${word}">${n}<b>${word}</b></p>`
  const id = alias(page(0, ''))
  assert.deepEqual(changes(page(1, 'a'), page(2, 'a')), [id, 0, 'n 2 a', 1, 2])
  assert.deepEqual(changes(page(1, 'a'), page(1, 'b')), [id, 0, 'n 1 b', 2, 'b'])
})

test('a nested block is patched, or sent whole when its template differs', () => {
  const one = (n: number): Block => html`<b>${n}</b>`
  const two = (n: number): Block => html`<i>${n}</i>`
  const page = (inner: Block | null | string): Block => html`<p>${inner}</p>`
  const id = alias(page(null))
  assert.deepEqual(changes(page(one(1)), page(one(2))), [id, 0, [alias(one(0)), 0, 2]])
  assert.deepEqual(changes(page(one(1)), page(two(1))), [id, 0, [-alias(two(0)), 1]])
  assert.deepEqual(changes(page(one(1)), page(null)), [id, 0, null])
  assert.deepEqual(changes(page('x'), page(one(3))), [id, 0, [-alias(one(0)), 3]])
})

test('values that look the same to the browser are the same', () => {
  const page = (value: unknown): Block => html`<p title=${value}>${null}</p>`
  assert.equal(changes(page(null), page(undefined)), undefined)
  const child = (value: unknown): Block => html`<em>${value}</em>`
  assert.equal(changes(child(false), child('')), undefined)
  assert.equal(changes(child(NaN), child(NaN)), undefined)
})

test('a binding is compared by its method and arguments', () => {
  const method = (_args: { id: number }): void => {}
  declareBinding(method, 'pick')
  const page = (id: number): Block => html`<button @click=${call(method, { id })}></button>`
  assert.equal(changes(page(1), page(1)), undefined)
  assert.deepEqual(changes(page(1), page(2)), [alias(page(0)), 0, 'pick {"id":2}'])
})

test('memo skips rendering until a dependency changes [B102]', () => {
  let renders = 0
  const page = (dep: number): Block => html`<p>${memo([dep], () => html`<b>${++renders}</b>`)}</p>`
  const first = page(1)
  print(first)
  const differ = new Differ({ add: () => {} })
  const second = page(1)
  assert.equal(differ.diff(first, second), undefined)
  assert.equal(renders, 1)
  assert.deepEqual(differ.diff(second, page(2)), [
    alias(first),
    0,
    [alias(html`<b>${0}</b>`), 0, 2],
  ])
})

interface Item {
  id: number
  text: string
}
const row = (item: Item): Block => html`<li>${item.text}</li>`
const list = (items: Item[]): Block =>
  html`<ul>
    ${each(items, (item) => item.id, row)}
  </ul>`
const items = (...ids: number[]): Item[] => ids.map((id) => ({ id, text: `t${id}` }))

function listChanges(before: Item[], after: Item[]): Json | undefined {
  const patch = changes(list(before), list(after)) as Json[] | undefined
  return patch?.[2]
}

test('rows are patched, inserted, removed and moved by their ids [B100]', () => {
  const r = alias(row(items(1)[0]!))
  const three = items(7, 8, 9)
  assert.deepEqual(listChanges(three, [three[0]!, { id: 8, text: 'new' }, three[2]!]), [
    0,
    [1, r, 0, 'new'],
  ])
  assert.deepEqual(listChanges(three, items(7, 9)), [0, [-1, 1]])
  assert.deepEqual(listChanges(three, items(6, 7, 8, 9)), [0, [-2, 0, 3, [-r, 't6']]])
  assert.deepEqual(listChanges(three, items(7, 8, 9, 1, 2)), [
    0,
    [-2, -1, 3, [-r, 't1'], [-r, 't2']],
  ])
  assert.deepEqual(listChanges(three, items(9, 7, 8)), [0, [-3, 2, 0]])
  assert.deepEqual(listChanges(three, []), [null, 3])
  assert.deepEqual(listChanges(three, items(1)), [null, 3, [-r, 't1']])
  assert.deepEqual(listChanges([], items(1)), [0, [-2, -1, 0, [-r, 't1']]])
})

test('prepending to 10,000 rows costs no more than to ten', () => {
  const size = (count: number): number => {
    const many = items(...Array.from({ length: count }, (_, i) => i + 1))
    return JSON.stringify(listChanges(many, [...items(99_999), ...many])).length
  }
  assert.ok(size(10_000) < size(10) + 8, String(size(10_000)))
})

test('a row with another template is replaced under its id', () => {
  const page = (flag: boolean): Block =>
    html`<ul>
      ${each(
        [1],
        (n) => n,
        () => (flag ? html`<li>a</li>` : html`<li><b>b</b></li>`),
      )}
    </ul>`
  assert.deepEqual((changes(page(true), page(false)) as Json[])[2], [
    0,
    [-4, 0, [-alias(html`<li><b>b</b></li>`)]],
  ])
})

test('memoised rows are rendered again only for other items [B102]', () => {
  let renders = 0
  const page = (all: Item[]): Block =>
    html`<ol>
      ${each(all, { key: (item) => item.id, memo: true }, (item) => {
        renders++
        return row(item)
      })}
    </ol>`
  const old = items(1, 2, 3)
  const first = page(old)
  print(first)
  const differ = new Differ({ add: () => {} })
  differ.diff(first, page([old[0]!, { id: 2, text: 'x' }, old[2]!]))
  assert.equal(renders, 4)
  const moved = page([old[2]!, old[0]!])
  differ.diff(first, moved)
  assert.equal(renders, 4)
})

test('equal keys are an error in development and two rows in production [B45]', () => {
  mode.development = true
  assert.throws(
    () => print(list(items(1, 2, 1))),
    (error: unknown) => {
      return (
        error instanceof LiveError && error.code === 'E_EACH_KEY' && /0 and 2/.test(error.message)
      )
    },
  )
  mode.development = false
  assert.equal(print(list(items(1, 1))).html, '<ul><li>t1</li><li>t1</li></ul>')
  assert.deepEqual(listChanges(items(1, 1, 2), items(1, 1)), [0, [-1, 2]])
})

test('the longest increasing subsequence leaves out what is new', () => {
  const run = (values: number[]): number[] => longestIncreasing(values).map((i) => values[i]!)
  assert.deepEqual(run([]), [])
  assert.deepEqual(run([2, 0, 1, 3]), [0, 1, 3])
  assert.deepEqual(run([-1, 5, -1, 1, 2, -1, 3]), [1, 2, 3])
  assert.deepEqual(run([3, 2, 1]), [1])
})
