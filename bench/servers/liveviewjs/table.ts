/** S2, S3 and the page of S6 and S7 for LiveViewJS: the plain list, and a component per row. */
import { createLiveComponent, createLiveView, html } from 'liveviewjs'
import { makeRows, nextValue, relabel, tone, touch, type Row } from '../../content.ts'

interface Table {
  rows: Row[]
  revision: number
}

type TableEvent = { type: 'touch'; i: string } | { type: 'relabel' }

export const tableView = createLiveView<Table, TableEvent>({
  mount(socket) {
    socket.assign({ rows: makeRows(), revision: 0 })
  },
  handleEvent(event, socket) {
    const { rows, revision } = socket.context
    if (event.type === 'touch') touch(rows, event.i)
    else relabel(rows, revision + 1)
    socket.assign({ rows, revision: revision + 1 })
  },
  render: ({ rows }) => page(rows.map(plainRow)),
})

const rowComponent = createLiveComponent<{ row: Row }, { type: 'touch' }>({
  handleEvent(_event, socket) {
    const { row } = socket.context
    socket.assign({ row: { ...row, value: nextValue(row.value) } })
  },
  render: ({ row }, { myself }) => componentRow(row, myself ?? ''),
})

/** Components are numbered in order of their first render, so row 7 is component 7. */
export const componentTableView = createLiveView<Table, TableEvent>({
  mount(socket) {
    socket.assign({ rows: makeRows(), revision: 0 })
  },
  async render({ rows }, meta) {
    const components: Markup[] = []
    for (const row of rows) {
      components.push(await meta.live_component(rowComponent, { id: row.id, row }))
    }
    return page(components)
  },
})

type Markup = ReturnType<typeof html>

function page(rows: Markup[]): Markup {
  // prettier-ignore
  return html`<main>
<h1>Table</h1>
<table>
<thead><tr><th>Id</th><th>Label</th><th>Value</th><th></th></tr></thead>
<tbody>${rows}</tbody>
</table>
</main>`
}

function plainRow({ id, label, value }: Row): Markup {
  // prettier-ignore
  return html`<tr class="${tone(value)}"><td>${id}</td><td>${label}</td><td>${value}</td><td><button phx-click="touch" phx-value-i="${id}">Touch</button></td></tr>`
}

function componentRow({ id, label, value }: Row, target: number | string): Markup {
  // prettier-ignore
  return html`<tr class="${tone(value)}"><td>${id}</td><td>${label}</td><td>${value}</td><td><button phx-click="touch" phx-target="${target}">Touch</button></td></tr>`
}
