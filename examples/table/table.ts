import { LiveView, call, each, event, html } from 'overwire'
import { z } from 'zod'
import { makeRows } from './rows.ts'
import type { Row } from './rows.ts'

const BATCH = 1000
const MOST = 5 * BATCH
const columns = ['id', 'name', 'price', 'stock'] as const
type Column = (typeof columns)[number]
const byId = ({ id }: Row) => id
type Sorting = { by: Column; descending: boolean }

export class Table extends LiveView {
  nextId = 1 + BATCH
  rows = makeRows(1, BATCH)
  selected: number | null = null
  sorting: Sorting | null = { by: 'id', descending: false }

  @event
  create() {
    this.rows = []
    this.append()
    this.selected = null
  }

  @event
  append() {
    if (this.rows.length >= MOST) return
    this.rows = [...this.rows, ...makeRows(this.nextId, BATCH)]
    this.nextId += BATCH
    this.sorting = null
  }

  @event
  update() {
    const raise = (row: Row, i: number) => (i % 10 === 0 ? { ...row, price: row.price + 100 } : row)
    this.rows = this.rows.map(raise)
    this.sorting = null
  }

  @event
  swap() {
    const [first, second, ...rest] = this.rows
    const last = rest.pop()
    if (!first || !second || !last) return
    this.rows = [first, last, ...rest, second]
    this.sorting = null
  }

  @event
  clear() {
    this.rows = []
    this.selected = null
  }

  @event(z.object({ by: z.enum(columns) }))
  sort({ by }: { by: Column }) {
    const descending = this.sorting?.by === by && !this.sorting.descending
    const sign = descending ? -1 : 1
    this.rows = this.rows.toSorted((a, b) => sign * compare(a[by], b[by]) || a.id - b.id)
    this.sorting = { by, descending }
  }

  @event(z.object({ id: z.number() }))
  select({ id }: { id: number }) {
    this.selected = this.selected === id ? null : id
  }

  @event(z.object({ id: z.number() }))
  remove({ id }: { id: number }) {
    this.rows = this.rows.filter((row) => row.id !== id)
    if (this.selected === id) this.selected = null
  }

  render() {
    const { selected } = this
    const { length } = this.rows
    const none = length === 0
    return html`
      <div class="buttons" role="group" aria-label="Change the table">
        <button @click=${this.create} live-disable-with="Creating…">Create 1,000</button>
        <button class="quiet" @click=${this.append} ?disabled=${length >= MOST}>Append 1,000</button>
        <button class="quiet" @click=${this.update} ?disabled=${none}>Update every 10th</button>
        <button class="quiet" @click=${this.swap} ?disabled=${length < 3}>Swap 2nd and last</button>
        <button class="quiet" @click=${this.clear} ?disabled=${none}>Clear</button>
      </div>
      <p class="table-status" role="status">
        ${length.toLocaleString('en')} rows${selected !== null && `, number ${selected} selected`}
      </p>
      <div class="table-frame" tabindex="0" role="region" aria-label="Goods, scrollable">
        <table>
          <thead>
            <tr>
              ${each(columns, String, (column) => this.heading(column))}
              <th><span class="visually-hidden">Remove</span></th>
            </tr>
          </thead>
          <tbody>${each(this.rows, byId, (row) => this.row(row))}</tbody>
        </table>
        ${none && html`<p class="empty">No rows. Create some to go on.</p>`}
      </div>
      <p class="hint">
        Rows have keys: the server compares them and sends which row moves, goes or changes, and no
        other. A swap or a removal takes a few dozen bytes, however long the table is.
      </p>
    `
  }

  heading(column: Column) {
    const sorting = this.sorting?.by === column ? this.sorting : null
    return html`
      <th class=${column} aria-sort=${sorting && (sorting.descending ? 'descending' : 'ascending')}>
        <button @click=${call(this.sort, { by: column })}>${column}</button>
      </th>
    `
  }

  row({ id, name, price, stock }: Row) {
    const isSelected = this.selected === id
    return html`
      <tr class=${isSelected && 'selected'}>
        <td class="id">${id}</td>
        <td class="name">
          <button aria-pressed=${isSelected} @click=${call(this.select, { id })}>${name}</button>
        </td>
        <td class="price">${(price / 100).toFixed(2)}</td>
        <td class="stock">${stock}</td>
        <td class="remove">
          <button aria-label=${`Remove ${name}`} @click=${call(this.remove, { id })}>✕</button>
        </td>
      </tr>
    `
  }
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string') return a.localeCompare(String(b))
  return a - Number(b)
}
