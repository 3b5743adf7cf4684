import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Differ } from './diff.ts'
import { each } from './each.ts'
import { html } from './html.ts'
import type { Block } from './html.ts'
import { print } from './print.ts'
import { stream } from './stream.ts'
import type { Stream } from './stream.ts'
import { templateOf } from './template.ts'
import { textStream } from './text-stream.ts'

interface Row {
  id: number
  text: string
}
const row = (id: number, text: string = `r${id}`): Row => ({ id, text })
const line = ({ text }: Row): Block => html`<li>${text}</li>`
const page = (rows: Stream<Row>): Block => html`<ul>${each(rows, line)}</ul>`
const differ = (): Differ => new Differ({ add: () => {} })
const alias = -templateOf(line(row(0))).alias

/** The ops of the list that is the page's only slot. */
function ops(before: Block, after: Block): unknown {
  return (differ().diff(before, after) as unknown[] | undefined)?.[2]
}

function opened(rows: Row[], limit: number = 0): { rows: Stream<Row>; tree: Block } {
  const made = stream<Row>({ key: 'id', limit })
  made.reset(rows)
  const tree = page(made)
  print(tree)
  return { rows: made, tree }
}

test('the page has the rows; afterwards each change is one operation [A38]', () => {
  const made = stream<Row>({ key: ({ id }) => id })
  made.reset([row(1), row(2)])
  const first = page(made)
  assert.equal(print(first).html, '<ul><li>r1</li><li>r2</li></ul>')
  const trees = [first]
  const next = (): unknown => {
    trees.push(page(made))
    return ops(trees.at(-2)!, trees.at(-1)!)
  }
  assert.equal(next(), undefined)
  made.insert(row(3))
  assert.deepEqual(next(), [0, [-2, -1, 2, [alias, 'r3']]])
  made.insert(row(4), { at: 0 })
  assert.deepEqual(next(), [0, [-2, 0, 3, [alias, 'r4']]])
  made.insert(row(2, 'new'))
  assert.deepEqual(next(), [0, [-4, 1, [alias, 'new']]])
  made.insert(row(2, 'moved'), { at: 0 })
  assert.deepEqual(next(), [0, [-4, 1, [alias, 'moved']], [-3, 1, 3]])
  made.delete(row(4))
  made.delete(99)
  assert.deepEqual(next(), [0, [-1, 3]])
  made.insert(row(5), { at: 1 })
  made.insert(row(6), { at: -2 })
  // 2, 5, 1, 6, 3
  assert.deepEqual(next(), [0, [-2, 2, 4, [alias, 'r6']], [-2, 0, 5, [alias, 'r5']]])
  made.reset([row(1, 'again')])
  assert.deepEqual(next(), [0, [-1, 1, 5, 4, 2], [-4, 0, [alias, 'again']]])
  made.reset([row(7)])
  assert.deepEqual(next(), [null, 6, [alias, 'r7']])
})

test('a reset keeps rows with the same keys and moves as few as it must', () => {
  const { rows, tree } = opened([row(1), row(2), row(3), row(4)])
  rows.reset([row(4), row(5), row(1), row(3)])
  const next = page(rows)
  assert.deepEqual(ops(tree, next), [
    0,
    [-1, 1],
    [-4, 3, [alias, 'r4']],
    [-4, 0, [alias, 'r1']],
    [-4, 2, [alias, 'r3']],
    [-2, 0, 4, [alias, 'r5']],
    [-3, 3, 4],
  ])
  rows.reset([row(3)])
  rows.reset([row(5), row(4)])
  assert.deepEqual(ops(next, page(rows)), [
    0,
    [-1, 0, 2],
    [-4, 4, [alias, 'r5']],
    [-4, 3, [alias, 'r4']],
    [-3, 4, 3],
  ])
})

test('a reset that is taken back leaves the rows as they were', () => {
  const { rows, tree } = opened([row(1), row(2)])
  const mark = rows.mark()
  rows.reset([row(2), row(3)])
  assert.throws(
    () => ops(tree, html`<ul>${each(rows, () => 'no row' as never)}</ul>`),
    /E_EACH_ROW/,
  )
  rows.rewind(mark)
  rows.insert(row(4), { at: 1 })
  assert.deepEqual(ops(tree, page(rows)), [0, [-2, 1, 2, [alias, 'r4']]])
})

test('insertAll keeps the order of its items wherever they go; updateOnly adds nothing', () => {
  for (const [at, order] of [
    [0, 'a b c r1 r2'],
    [1, 'r1 a b c r2'],
    [-1, 'r1 r2 a b c'],
    [-2, 'r1 a b c r2'],
    [undefined, 'r1 r2 a b c'],
  ] as const) {
    const rows = stream<Row>()
    rows.reset([row(1), row(2)])
    rows.insertAll([row(3, 'a'), row(4, 'b'), row(5, 'c')], at === undefined ? {} : { at })
    rows.insert(row(9, 'absent'), { updateOnly: true })
    rows.insertAll([row(8, 'absent')], { updateOnly: true })
    const { html: printed } = print(page(rows))
    assert.equal(
      printed
        .replace(/<[^>]+>/g, ' ')
        .trim()
        .split(/\s+/)
        .join(' '),
      order,
      String(at),
    )
  }
  const { rows, tree } = opened([row(1)])
  rows.insert(row(1, 'new'), { updateOnly: true })
  rows.insert(row(2), { updateOnly: true })
  assert.deepEqual(ops(tree, page(rows)), [0, [-4, 0, [alias, 'new']]])
})

test('rows that came and went between two renders are neither rendered nor sent [A38]', () => {
  const { rows, tree } = opened([row(1)])
  rows.insert(row(2))
  rows.delete(2)
  assert.equal(ops(tree, page(rows)), undefined)
})

test('a limit prunes at the start, a negative one at the end, and says so to the page [A38]', () => {
  const newest = opened([row(1), row(2)], 2)
  newest.rows.insert(row(3))
  assert.deepEqual(ops(newest.tree, page(newest.rows)), [0, [-1, 0], [-2, -1, 2, [alias, 'r3']]])
  const feed = opened([row(1), row(2)], -2)
  feed.rows.insert(row(3), { at: 0 })
  assert.deepEqual(ops(feed.tree, page(feed.rows)), [0, [-1, 1], [-2, 0, 2, [alias, 'r3']]])
})

test('all values name the rows that the server has forgotten [A38]', () => {
  const { rows, tree } = opened([row(1), row(2)])
  rows.insert(row(3), { at: 1 })
  rows.insert(row(2, 'new'))
  const next = page(rows)
  const values = differ().all(tree, next) as unknown[]
  assert.deepEqual(values[1], [null, 3, 0, [alias, 'r3'], [alias, 'new']])
  // For a browser that has nothing the list is what waits.
  rows.insert(row(9))
  assert.deepEqual((differ().all(null, page(rows)) as unknown[])[1], [null, 5, [alias, 'r9']])
})

test('when the render fails elsewhere the stream is as it was [A38]', () => {
  const { rows } = opened([])
  const two = (extra: unknown): Block => html`<ul>${each(rows, line)}</ul>${extra}`
  const before = two('x')
  rows.reset([row(1), row(2)])
  differ().all(null, before)
  const mark = rows.mark()
  rows.insert(row(3))
  rows.delete(1)
  rows.reset([row(7)])
  rows.insert(row(2, 'lost'), { at: 0 })
  assert.throws(() => differ().diff(before, two({})), /E_SLOT_VALUE/)
  rows.rewind(mark)
  rows.insert(row(4))
  const values = differ().diff(before, two('x')) as unknown[]
  assert.deepEqual(values[2], [0, [-2, -1, 2, [alias, 'r4']]])
})

test('a stream has one place in a render [A38]', () => {
  const { rows } = opened([row(1)])
  const twice = html`<ul>${each(rows, line)}</ul><ol>${each(rows, line)}</ol>`
  assert.throws(() => print(twice), /E_STREAM_TWICE/)
})

test('a part that is hidden and shown again begins without the forgotten rows [A38]', () => {
  const rows = stream<Row>({ key: 'id' })
  rows.insert(row(1))
  const shown = (open: boolean): Block => html`<div>${open && page(rows)}</div>`
  const trees = [shown(true), shown(false), shown(true), shown(true)]
  print(trees[0]!)
  rows.delete(1)
  differ().diff(trees[0]!, trees[1]!)
  rows.insert(row(2))
  const again = differ().diff(trees[1]!, trees[2]!) as unknown[][]
  assert.deepEqual(again[2]![1], [null, 1, [alias, 'r2']])
  rows.delete(2)
  const last = differ().diff(trees[2]!, trees[3]!) as unknown[][]
  assert.deepEqual(last[2]![2], [0, [-1, 1]])
})

test('a function that gives rows is called once, when the template reads the stream [A51]', () => {
  const rows = stream<Row>({})
  let calls = 0
  rows.reset(() => {
    calls++
    return [row(1)]
  })
  assert.equal(calls, 0)
  const first = page(rows)
  assert.equal(print(first).html, '<ul><li>r1</li></ul>')
  differ().diff(first, page(rows))
  assert.equal(calls, 1)
  assert.throws(() => rows.reset(5 as never), /E_STREAM_SOURCE/)
})

test('an append list keeps rows that are no longer among the items [A24]', () => {
  const list = (items: Row[], append: boolean | 'prepend' = true): Block =>
    html`<ul>${each(items, { key: 'id', append }, line)}</ul>`
  const trees = [list([row(1), row(2)]), list([]), list([row(3), row(1, 'new'), row(4)])]
  assert.equal(print(trees[0]!).html, '<ul><li>r1</li><li>r2</li></ul>')
  assert.equal(differ().diff(trees[0]!, trees[1]!), undefined)
  assert.deepEqual(ops(trees[1]!, trees[2]!), [
    0,
    [-4, 0, [alias, 'new']],
    [-2, -1, 2, [alias, 'r3'], [alias, 'r4']],
  ])
  const last = list([row(8), row(9)], 'prepend')
  assert.deepEqual(ops(trees[2]!, last), [0, [-2, 0, 4, [alias, 'r8'], [alias, 'r9']]])
  assert.deepEqual((differ().all(last, list([])) as unknown[])[1], [null, 6, 4, 5, 0, 1, 2, 3])
})

test('text that grows sends what was added [A38]', () => {
  const answer = textStream('a')
  const show = (): Block => html`<b>${answer}</b>`
  const first = show()
  assert.equal(print(first).html, '<b>a</b>')
  const second = show()
  assert.equal(differ().diff(first, second), undefined)
  answer.append('b')
  answer.append('c')
  const third = show()
  const mark = answer.mark()
  assert.deepEqual((differ().diff(second, third) as unknown[])[2], { '+': 'bc' })
  answer.append('lost')
  answer.rewind(mark)
  answer.append('d')
  assert.equal(String(answer), 'abcd')
  const fourth = show()
  assert.deepEqual((differ().diff(third, fourth) as unknown[])[2], { '+': 'd' })
  answer.reset('z')
  const fifth = show()
  assert.deepEqual((differ().diff(fourth, fifth) as unknown[])[2], 'z')
  assert.deepEqual((differ().all(fifth, show()) as unknown[])[1], 'z')
  assert.throws(() => print(html`<p title=${answer}></p>`), /String\(this\.answer\)/)
})

test('each() takes a property’s name as the key', () => {
  const tree = html`<ul>${each([row(1)], 'id', line)}</ul>`
  assert.equal(print(tree).html, '<ul><li>r1</li></ul>')
})
