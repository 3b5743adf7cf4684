/**
 * Addresses that views ask the browser to show.
 */
import { ADDRESS_LENGTH } from '../../base/destination.ts'
import { fail } from '../../base/errors.ts'
import type { Params } from './request.ts'

/** Values of a query; null and "" leave a parameter out. */
export type QueryValues = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Where `livePatch` goes. */
export interface PatchTo {
  /** The whole query of the current path. */
  params: QueryValues
  /** Takes the place of the current entry in the browser's history. Default false. */
  replace?: boolean
}

/** A query as an object; of repeated names the last. `request.query.getAll(name)` has them all. */
export function queryParams(url: string): Params {
  const start = url.indexOf('?')
  return start < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(start)))
}

/**
 * The address with another query.
 * @throws LiveError E_ADDRESS_SIZE for one that is too long.
 */
export function withQuery(url: string, params: QueryValues): string {
  const path = pathOf(url)
  const query: [name: string, value: string][] = []
  // Each letter takes one at least, and two more stand around each pair.
  let length = path.length
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === '') continue
    const text = String(value)
    length += name.length + text.length + 2
    if (length > ADDRESS_LENGTH) throw fail('E_ADDRESS_SIZE', ADDRESS_LENGTH, length)
    query.push([name, text])
  }
  return query.length > 0 ? `${path}?${new URLSearchParams(query)}` : path
}

/** The part before the query. */
export function pathOf(url: string): string {
  return url.split(/[?#]/, 1)[0]!
}
