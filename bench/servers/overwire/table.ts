/** S2, S3 and the page of S6 and S7 for Overwire, with and without remembered rows. */
import { LiveView, each, event, html } from 'overwire'
import { makeRows, relabel, tone, touch, type Row } from '../../content.ts'

export class Table extends LiveView {
  rows: Row[] = makeRows()
  revision = 0

  @event
  touch({ i }: { i: string }) {
    touch(this.rows, i)
  }

  @event
  relabel() {
    relabel(this.rows, ++this.revision)
  }

  list() {
    return each(
      this.rows,
      (row) => row.id,
      (row) => this.row(row),
    )
  }

  row(row: Row) {
    // prettier-ignore
    return html`<tr class=${tone(row.value)}><td>${row.id}</td><td>${row.label}</td><td>${row.value}</td><td><button @click=${this.touch} live-value-i=${row.id}>Touch</button></td></tr>`
  }

  render() {
    // prettier-ignore
    return html`<main>
<h1>Table</h1>
<table>
<thead><tr><th>Id</th><th>Label</th><th>Value</th><th></th></tr></thead>
<tbody>${this.list()}</tbody>
</table>
</main>`
  }
}

export class MemoTable extends Table {
  override list() {
    return each(this.rows, { key: (row) => row.id, memo: true }, (row) => this.row(row))
  }
}
