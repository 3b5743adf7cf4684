/**
 * Rows as they were last printed. The same list is mostly printed for many visitors, and comparing five
 * values takes a tenth of the time of escaping, hashing and joining them. One cache for each row
 * template, by position; a row with blocks inside is printed every time.
 */
import { Call } from './binding.ts'

export interface PrintedRow {
  values: readonly unknown[]
  html: string
  /** What stands in it for the form that posts the page's buttons, which other pages have of their own; "": none. */
  form: string
  digest: number
  /** Without what posts its forms and buttons. */
  bare: boolean
}

/** Rows kept for a template, and the longest of them in characters: at most 2 MB. */
const MOST_ROWS = 1024
const LONGEST = 2048
/** Misses in a row after which a template is printed without the cache, and for how many rows. */
const PATIENCE = 2048
const REST = 65_536

export class RowCache {
  readonly #rows: (PrintedRow | undefined)[] = []
  #misses = 0

  /** The row as it was printed at this position, if all of its values are the same. */
  find(index: number, values: readonly unknown[], bare: boolean): PrintedRow | undefined {
    const row = this.#rows[index % MOST_ROWS]
    if (row !== undefined && row.bare === bare && sameValues(row.values, values)) {
      this.#misses = 0
      return row
    }
    this.#misses++
    return undefined
  }

  /** True when a row that was not found is worth keeping. */
  accepts(values: readonly unknown[]): boolean {
    if (this.#misses > PATIENCE) {
      if (this.#misses > PATIENCE + REST) this.#misses = 0
      return false
    }
    return values.every(
      (value) => typeof value !== 'object' || value === null || value instanceof Call,
    )
  }

  keep(index: number, row: PrintedRow): void {
    if (row.html.length <= LONGEST) this.#rows[index % MOST_ROWS] = row
  }
}

function sameValues(a: readonly unknown[], b: readonly unknown[]): boolean {
  for (let i = 0; i < b.length; i++) {
    const value = a[i]
    if (value !== b[i] && !(value instanceof Call && value.same(b[i]))) return false
  }
  return true
}
