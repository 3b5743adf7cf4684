/**
 * What every server of this bench shows, and what its events do, so that all frameworks do the
 * same work. Used by the servers, by the drivers (which predict each answer) and by the browser.
 */

/** Rows are replaced, never edited in place: frameworks may recognise a row by its identity. */
export interface Row {
  readonly id: number
  readonly label: string
  readonly value: number
}

export const TABLE_ROWS = 1000

/** Row 7 of 1,000: `{ id: 7, label: 'Item 7', value: 69 }`. */
export function makeRows(count: number = TABLE_ROWS, firstId = 1): Row[] {
  return Array.from({ length: count }, (_, i) => makeRow(firstId + i))
}

export function makeRow(id: number): Row {
  return { id, label: `Item ${id}`, value: nextValue(id) }
}

/** Always two digits, so that frames keep their length and a value is never taken for an alias. */
export function nextValue(value: number): number {
  return 20 + ((value + 17) % 79)
}

export function tone(value: number): 'high' | 'low' {
  return value > 50 ? 'high' : 'low'
}

/** The event of S2: one row gets a new value. `id` comes from an attribute, hence a string. */
export function touch(rows: Row[], id: number | string): Row {
  const i = Number(id) - 1
  const row = rows[i]!
  return (rows[i] = { ...row, value: nextValue(row.value) })
}

/** The event of S3: every 10th row gets a new label. */
export function relabel(rows: Row[], revision: number): Row[] {
  const changed: Row[] = []
  for (let i = 0; i < rows.length; i += 10) {
    const row = (rows[i] = { ...rows[i]!, label: relabelled(rows[i]!.id, revision) })
    changed.push(row)
  }
  return changed
}

export function relabelled(id: number, revision: number): string {
  return `Item ${id} #${revision % 1000}`
}

/** Not zero, so that the right count is never equal to a frame's number. */
export const FIRST_COUNT = 7000

/** The table page as one string: what a server without a framework would send. */
export function tableHtml(rows: readonly Row[]): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Table</title></head>
<body><main><h1>Table</h1><table><thead><tr><th>Id</th><th>Label</th><th>Value</th><th></th></tr>
</thead><tbody>${rowsHtml(rows)}</tbody></table></main></body></html>`
}

export function rowsHtml(rows: readonly Row[]): string {
  return rows.map(rowHtml).join('')
}

function rowHtml({ id, label, value }: Row): string {
  return `<tr class="${tone(value)}"><td>${id}</td><td>${label}</td><td>${value}</td><td><button live-click="touch" live-value-i="${id}">Touch</button></td></tr>`
}
