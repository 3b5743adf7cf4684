/**
 * Addresses that views ask the browser to show.
 */
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

/** The address with another query. */
export function withQuery(url: string, params: QueryValues): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  }
  const path = pathOf(url)
  return query.size > 0 ? `${path}?${query}` : path
}

/** The part before the query. */
export function pathOf(url: string): string {
  return url.split(/[?#]/, 1)[0]!
}
