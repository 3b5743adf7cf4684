/**
 * The yardstick: what a patient programmer writes for exactly this page. Each operation has its own
 * code, which knows what changes and looks for nothing.
 */
import { tone, type Row } from '../content.ts'
import { APPENDED, markup, middleIndex, rowsOf, touchedIndex } from './operations.ts'
import { start } from './page.ts'

/** The DOM of a row that can change. */
interface Shown {
  element: HTMLTableRowElement
  label: Text
  value: Text
}

let operation: string
let body: HTMLTableSectionElement
let count: Text
/** By the row's id. */
let shown: Map<number, Shown> = new Map()
let order: readonly Row[] = []

const pattern = document.createElement('template')
pattern.innerHTML =
  '<tr><td> </td><td> </td><td> </td><td><button live-click="touch">Touch</button></td></tr>'

/** What each operation does to the table; `order` still has the rows before it. */
const updates: Record<string, (rows: Row[], step: number) => void> = {
  create: append,
  'replace all'(rows) {
    clear()
    append(rows)
  },
  'change one cell': (rows, step) => showValue(rows[touchedIndex(step, rows.length)]!),
  'change every 10th row'(rows) {
    for (let i = 0; i < rows.length; i += 10) {
      const { id, label } = rows[i]!
      shown.get(id)!.label.data = label
    }
  },
  'swap two rows'(rows) {
    const last = rows.length - 2
    const second = elementOf(order[1]!)
    const other = elementOf(order[last]!)
    const after = other.nextSibling
    body.insertBefore(other, second)
    body.insertBefore(second, after)
  },
  'remove one row'() {
    const row = order[middleIndex(order.length)]!
    elementOf(row).remove()
    shown.delete(row.id)
  },
  'append a thousand rows': (rows) => append(rows.slice(-APPENDED)),
  clear,
  // Not timed: the check changes a row of the adopted page.
  'adopt a served page': showMiddle,
  'first change after adopting': showMiddle,
}

start({
  prepare(name) {
    operation = name
  },

  mount(root, state) {
    shown = new Map()
    order = rowsOf(state)
    if (state.kind === 'counter') {
      root.innerHTML = markup(state)
      count = root.querySelector('strong')!.firstChild as Text
      return
    }
    const table = document.createElement('table')
    body = document.createElement('tbody')
    table.append(body)
    append(state.rows)
    root.append(table)
  },

  update(_root, state, step) {
    if (state.kind === 'counter') {
      count.data = String(state.count)
      return
    }
    updates[operation]!(state.rows, step)
    order = state.rows
  },

  adopt(root, state) {
    body = root.querySelector('tbody')!
    shown = new Map()
    order = rowsOf(state)
    let element = body.firstElementChild as HTMLTableRowElement
    for (const row of order) {
      remember(row, element)
      element = element.nextElementSibling as HTMLTableRowElement
    }
  },
})

function showMiddle(rows: Row[]): void {
  showValue(rows[middleIndex(rows.length)]!)
}

function showValue({ id, value }: Row): void {
  const { element, value: text } = shown.get(id)!
  text.data = String(value)
  element.className = tone(value)
}

function elementOf(row: Row): HTMLTableRowElement {
  return shown.get(row.id)!.element
}

function clear(): void {
  body.textContent = ''
  shown = new Map()
}

function append(rows: readonly Row[]): void {
  const fragment = document.createDocumentFragment()
  for (const row of rows) fragment.append(create(row))
  body.append(fragment)
}

function create(row: Row): HTMLTableRowElement {
  const element = pattern.content.firstElementChild!.cloneNode(true) as HTMLTableRowElement
  element.className = tone(row.value)
  const { label, value } = remember(row, element)
  label.data = row.label
  value.data = String(row.value)
  ;(element.firstElementChild!.firstChild as Text).data = String(row.id)
  const button = element.lastElementChild!.firstElementChild!
  button.setAttribute('live-value-i', String(row.id))
  return element
}

function remember(row: Row, element: HTMLTableRowElement): Shown {
  const second = element.firstElementChild!.nextElementSibling!
  const label = second.firstChild as Text
  const value = second.nextElementSibling!.firstChild as Text
  const entry = { element, label, value }
  shown.set(row.id, entry)
  return entry
}
