/** What is measured, as states before and after. Pure, so that Node and the page agree on them. */
import { makeRow, makeRows, nextValue, relabelled, rowsHtml, type Row } from '../content.ts'

export type State = { kind: 'table'; rows: Row[] } | { kind: 'counter'; count: number }

export interface Operation {
  name: string
  sizes: readonly number[]
  first(size: number): State
  /** The state after one more update; `step` counts from 1. */
  next(state: State, step: number, size: number): State
  /** Each update starts from `first`: the operation cannot follow upon itself. */
  again?: boolean
  /** Updates in one timed sample, for operations too short for the clock. */
  batch?: number
  /** The served page is adopted: as what is timed, or before the update that is. */
  adopt?: 'timed' | 'before'
}

/** Steps that a check goes through. */
export const CHECKED_STEPS = 3
export const STATIC_NODES = 1000
const both = [1000, 10_000]
export const APPENDED = 1000

export const operations: readonly Operation[] = [
  {
    name: 'create',
    sizes: both,
    first: () => table([]),
    next: (_state, _step, size) => full(size),
    again: true,
  },
  {
    name: 'replace all',
    sizes: both,
    first: full,
    next: (state, step) => table(makeRows(rowsOf(state).length, 1 + step * 20_000)),
  },
  {
    name: 'change one cell',
    sizes: both,
    first: full,
    next: (state, step) => {
      const rows = [...rowsOf(state)]
      const i = touchedIndex(step, rows.length)
      rows[i] = { ...rows[i]!, value: nextValue(rows[i]!.value) }
      return table(rows)
    },
    batch: 10,
  },
  {
    name: 'change every 10th row',
    sizes: both,
    first: full,
    next: (state, step) =>
      table(
        rowsOf(state).map((row, i) =>
          i % 10 === 0 ? { ...row, label: relabelled(row.id, step) } : row,
        ),
      ),
  },
  {
    name: 'swap two rows',
    sizes: both,
    first: full,
    next: (state) => {
      const rows = [...rowsOf(state)]
      const last = rows.length - 2
      ;[rows[1], rows[last]] = [rows[last]!, rows[1]!]
      return table(rows)
    },
    batch: 10,
  },
  {
    name: 'remove one row',
    sizes: both,
    first: full,
    next: (state) => {
      const rows = rowsOf(state)
      return table(rows.toSpliced(middleIndex(rows.length), 1))
    },
    batch: 5,
  },
  {
    name: 'append a thousand rows',
    sizes: both,
    first: full,
    next: (state) => {
      const rows = rowsOf(state)
      return table([...rows, ...makeRows(APPENDED, rows.length + 1)])
    },
    again: true,
  },
  {
    name: 'clear',
    sizes: both,
    first: full,
    next: () => table([]),
    again: true,
  },
  {
    name: 'counter beside static nodes',
    sizes: [STATIC_NODES],
    first: () => ({ kind: 'counter', count: 0 }),
    next: (_state, step) => ({ kind: 'counter', count: step }),
    batch: 10,
  },
  {
    name: 'adopt a served page',
    sizes: [1000],
    first: full,
    next: touchMiddle,
    again: true,
    adopt: 'timed',
  },
  {
    name: 'first change after adopting',
    sizes: [1000],
    first: full,
    next: touchMiddle,
    again: true,
    adopt: 'before',
  },
]

/** The first state, and the one after each step. */
export function states(operation: Operation, size: number, steps: number): State[] {
  const all = [operation.first(size)]
  for (let step = 1; step <= steps; step++) {
    const from = operation.again ? all[0]! : all[step - 1]!
    all.push(operation.next(from, step, size))
  }
  return all
}

/** The same page for all techniques; only Overwire's has markers of its own. */
export function markup(state: State): string {
  return state.kind === 'table'
    ? `<table><tbody>${rowsHtml(state.rows)}</tbody></table>`
    : `<div><p>Count: <strong>${state.count}</strong></p><ul>${staticNodes()}</ul></div>`
}

export function staticNodes(): string {
  return Array.from({ length: STATIC_NODES }, (_, i) => `<li>Static ${i}</li>`).join('')
}

export function rowsOf(state: State): Row[] {
  return state.kind === 'table' ? state.rows : []
}

/** Scattered over the table. */
export function touchedIndex(step: number, length: number): number {
  return (step * 397) % length
}

export function middleIndex(length: number): number {
  return length >> 1
}

function full(size: number): State {
  return table(makeRows(size))
}

function table(rows: Row[]): State {
  return { kind: 'table', rows }
}

function touchMiddle(state: State): State {
  const rows = [...rowsOf(state)]
  const i = middleIndex(rows.length)
  rows[i] = { ...makeRow(rows[i]!.id), value: nextValue(rows[i]!.value) }
  return table(rows)
}
