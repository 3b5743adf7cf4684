/** What users of the chaos run do: the server's view does it to its fields, and the window to what it expects. */

/** Keyed rows and lines of the stream: more make room. */
export const MOST_ROWS = 8
export const MOST_LINES = 10

export interface Row {
  key: number
  text: string
}

/** What a page is to show. */
export interface Expected {
  text: string
  rows: readonly Row[]
  /** Of the stream. */
  lines: readonly Row[]
}

export type Action =
  | { name: 'inc' }
  | { name: 'type'; text: string }
  | { name: 'addRow'; row: Row }
  | { name: 'changeRow'; row: Row }
  | { name: 'moveRow'; key: number }
  | { name: 'removeRow'; key: number }
  | { name: 'addLine'; row: Row }
  | { name: 'changeLine'; row: Row }
  | { name: 'removeLine'; key: number }

/** Keyed rows after an action; the latest come first. */
export function rowsAfter(rows: readonly Row[], action: Action): readonly Row[] {
  switch (action.name) {
    case 'addRow':
      return [action.row, ...rows].slice(0, MOST_ROWS)
    case 'changeRow':
      return rows.map((row) => (row.key === action.row.key ? action.row : row))
    case 'moveRow':
      return [
        ...rows.filter(({ key }) => key !== action.key),
        ...rows.filter(({ key }) => key === action.key),
      ]
    case 'removeRow':
      return rows.filter(({ key }) => key !== action.key)
    default:
      return rows
  }
}

/** What the page shows after an action. */
export function after(before: Expected, action: Action): Expected {
  const { rows, lines, text } = before
  return {
    text: action.name === 'type' ? action.text : text,
    rows: rowsAfter(rows, action),
    lines: linesAfter(lines, action),
  }
}

/** What a stream with this limit shows. */
function linesAfter(lines: readonly Row[], action: Action): readonly Row[] {
  switch (action.name) {
    case 'addLine':
      return [...lines, action.row].slice(-MOST_LINES)
    case 'changeLine':
      return lines.map((line) => (line.key === action.row.key ? action.row : line))
    case 'removeLine':
      return lines.filter(({ key }) => key !== action.key)
    default:
      return lines
  }
}

/** Something that a user can do with what the page is to show. @param n makes it differ from all before. */
export function nextAction(n: number, { rows, lines }: Expected, random: () => number): Action {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
  const row = { key: n, text: `made by ${n}` }
  const changed = (old: Row): Row => ({ key: old.key, text: `changed by ${n}` })
  const all: Action[] = [
    { name: 'inc' },
    { name: 'type', text: `typed by ${n} <&"` },
    { name: 'addRow', row },
    { name: 'addLine', row },
  ]
  if (rows.length > 0)
    all.push(
      { name: 'changeRow', row: changed(pick(rows)) },
      { name: 'moveRow', key: pick(rows).key },
      { name: 'removeRow', key: pick(rows).key },
    )
  if (lines.length > 0)
    all.push(
      { name: 'changeLine', row: changed(pick(lines)) },
      { name: 'removeLine', key: pick(lines).key },
    )
  return pick(all)
}
