import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Differ } from './diff.ts'
import { each } from './each.ts'
import { html } from './html.ts'
import type { Block } from './html.ts'
import { mode } from './mode.ts'
import { print } from './print.ts'

mode.development = true

interface Row {
  id: number
  value: number
}

const makeRows = (count: number): Row[] =>
  Array.from({ length: count }, (_, id) => ({ id, value: 0 }))

/** What is said while one row changes 40 times. */
function warnings(
  rows: Row[],
  render: (rows: Row[]) => Block,
  change: (rows: Row[], i: number) => Row[],
): string[] {
  const said: string[] = []
  const { warn } = mode
  mode.warn = (sentence) => said.push(sentence)
  try {
    let before = render(rows)
    print(before).release()
    for (let i = 1; i <= 40; i++) {
      rows = change(rows, i)
      const after = render(rows)
      new Differ({ add: () => {} }).diff(before, after)
      before = after
    }
  } finally {
    mode.warn = warn
  }
  return said
}

const replaceOne = (rows: Row[], i: number): Row[] => rows.with(i, { id: i, value: i })

test('a long list that would gain from memo says so, once, with its place', () => {
  const said = warnings(
    makeRows(600),
    (rows) => html`<ul>${each(rows, 'id', ({ value }) => html`<li class="a">${value}</li>`)}</ul>`,
    replaceOne,
  )
  assert.equal(said.length, 1)
  assert.match(said[0]!, /A list of 600 rows was rendered 20 times/)
  assert.match(said[0]!, /memo: true/)
  assert.match(said[0]!, /list-hint\.test\.ts/)
})

test('nothing is said of lists that would not, or that have it', () => {
  const short = warnings(
    makeRows(100),
    (rows) => html`<ul>${each(rows, 'id', ({ value }) => html`<li class="b">${value}</li>`)}</ul>`,
    replaceOne,
  )
  const memoised = warnings(
    makeRows(600),
    (rows) =>
      html`<ul>${each(rows, { key: 'id', memo: true }, ({ value }) => html`<li class="c">${value}</li>`)}</ul>`,
    replaceOne,
  )
  // Changed in place: with memo the change would not be seen.
  const inPlace = warnings(
    makeRows(600),
    (rows) => html`<ul>${each(rows, 'id', ({ value }) => html`<li class="d">${value}</li>`)}</ul>`,
    (rows, i) => {
      if (i % 2 === 0) return replaceOne(rows, i)
      rows[i]!.value = i
      return rows
    },
  )
  // What else a row shows.
  let chosen = 0
  const chooses = warnings(
    makeRows(600),
    (rows) =>
      html`<ul>${each(rows, 'id', ({ id, value }) => html`<li class=${id === chosen && 'on'}>${value}</li>`)}</ul>`,
    (rows, i) => {
      chosen = i
      return replaceOne(rows, 300 + i)
    },
  )
  const allNew = warnings(
    makeRows(600),
    (rows) => html`<ul>${each(rows, 'id', ({ value }) => html`<li class="e">${value}</li>`)}</ul>`,
    (rows) => rows.map((row) => ({ ...row })),
  )
  assert.deepEqual([short, memoised, inPlace, chooses, allNew], [[], [], [], [], []])
})
