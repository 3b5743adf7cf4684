/**
 * What a page shows, as values without a document: applies frames as docs/protocol.md says, and knows nothing
 * of the client's code.
 */

/** A block's values by slot; a list's rows, in order; or a text. */
export type Shown = string | number | null | Shown[] | ShownRow[]

export interface ShownRow {
  id: number
  /** null: an empty place, for a row that the page has not. */
  row: Shown
}

/** @param old what the slot shows. @returns what it shows after a value of a frame. */
export function applied(old: Shown, value: unknown): Shown {
  if (!Array.isArray(value)) return typeof value === 'object' ? null : (value as Shown)
  const [first, ...rest] = value as unknown[]
  if (first === null) return wholeList(old as ShownRow[], rest)
  if (first === 0) return rest.reduce<ShownRow[]>(changedList, [...(old as ShownRow[])])
  if (typeof first !== 'number') return first as string
  // A whole view may name rows of the lists that are there.
  if (first < 0)
    return rest.map((one, i) => applied(Array.isArray(old) ? (old[i] as Shown) : null, one))
  const block = [...(old as Shown[])]
  for (let i = 0; i < rest.length; i += 2) {
    const slot = rest[i] as number
    block[slot] = applied(block[slot]!, rest[i + 1])
  }
  return block
}

function wholeList(old: ShownRow[] | null, [ids, ...rows]: unknown[]): ShownRow[] {
  if (Array.isArray(ids))
    return rows.map((row, i) => ({ id: ids[i] as number, row: applied(null, row) }))
  let next = ids as number
  return rows.map((row) => {
    if (typeof row !== 'number') return { id: next++, row: applied(null, row) }
    return { id: row, row: old?.find(({ id }) => id === row)?.row ?? null }
  })
}

/** One list operation. */
function changedList(list: ShownRow[], op: unknown): ShownRow[] {
  const [what, ...rest] = op as [number, ...unknown[]]
  const at = (id: unknown): number => list.findIndex((row) => row.id === id)
  const put = (before: unknown, rows: ShownRow[]): void => {
    list.splice(before === -1 ? list.length : at(before), 0, ...rows)
  }
  if (what === -1) return list.filter(({ id }) => !rest.includes(id))
  if (what === -2) {
    const [before, first, ...rows] = rest
    put(
      before,
      rows.map((row, i) => ({ id: (first as number) + i, row: applied(null, row) })),
    )
  } else if (what === -3) {
    for (let i = 0; i < rest.length; i += 2) put(rest[i + 1], list.splice(at(rest[i]), 1))
  } else if (what === -4) {
    list[at(rest[0])] = { id: rest[0] as number, row: applied(null, rest[1]) }
  } else {
    const i = at(what)
    list[i] = { id: what, row: applied(list[i]!.row, rest) }
  }
  return list
}
