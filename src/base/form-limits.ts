/** How large a form that a browser sends may be: every reader of forms asks here. Pure. */
import { fail } from './errors.ts'

/** Entries of one form: fields, and each value of those that have several. */
export const MOST_FIELDS = 10_000
/** Rows that a form keeps, in all lists that browsers named. */
const MOST_ROWS = 4 * MOST_FIELDS
/** Rows of lists that one event of a browser may name, beside those that the form has. */
export const MOST_NEW_ROWS = 2000
/** Parts of one field's name: `lines[7][qty]` has three. */
export const MOST_PARTS = 16

/** @throws LiveError E_BAD_ARGS for a form with more than {@link MOST_FIELDS} entries. */
export function checkFieldCount(entries: number): void {
  if (entries <= MOST_FIELDS) return
  throw fail('E_BAD_ARGS', `expected a form with at most ${MOST_FIELDS} entries, got ${entries}`)
}

/** Bytes of places that names which are numbers make beside other names: see NumberedPlaces of heap-size.ts. */
const MOST_PLACES = 4 * 1024 * 1024

/** @throws LiveError E_BAD_ARGS for more than {@link MOST_PLACES}. */
export function checkPlaces(bytes: number): void {
  if (bytes <= MOST_PLACES) return
  throw fail('E_BAD_ARGS', 'expected a form whose lists have numbers alone as their keys')
}

/** @throws LiveError E_BAD_ARGS for more rows than {@link MOST_ROWS}, in lists that browsers named. */
export function checkRowCount(rows: number): void {
  if (rows <= MOST_ROWS) return
  throw fail('E_BAD_ARGS', `expected a form with at most ${MOST_ROWS} rows in all, got ${rows}`)
}

/**
 * Each row is shown and checked: they cost more than a field does.
 * @throws LiveError E_BAD_ARGS for more than {@link MOST_NEW_ROWS} that the form has not.
 */
export function checkNewRows(rows: number): void {
  if (rows <= MOST_NEW_ROWS) return
  throw fail('E_BAD_ARGS', `expected a form with at most ${MOST_NEW_ROWS} new rows, got ${rows}`)
}

/** Entries of fields by name: a list counts as its values, and as one when it is empty. */
export function countFields(fields: Readonly<Record<string, unknown>>): number {
  let entries = 0
  for (const value of Object.values(fields)) {
    entries += Array.isArray(value) ? Math.max(1, value.length) : 1
  }
  return entries
}

/** @throws LiveError E_BAD_ARGS for a name of more than {@link MOST_PARTS} parts. */
export function checkFieldName(name: string): void {
  let parts = 1
  for (let at = name.indexOf('['); at >= 0; at = name.indexOf('[', at + 1)) parts++
  if (parts <= MOST_PARTS) return
  const got = `"${name.slice(0, 40)}…" with ${parts}`
  throw fail('E_BAD_ARGS', `expected field names of at most ${MOST_PARTS} parts, got ${got}`)
}
