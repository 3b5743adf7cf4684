/**
 * Values of Liquid expressions: evaluated without Liquid's own escaping, because the place they stand in
 * decides about that.
 */
import { Drop, toValueSync } from 'liquidjs'
import type { Context, Filter, Value } from 'liquidjs'
import { describe } from '../base/errors.ts'
import { decodeQuotes } from '../template/entities.ts'
import { List } from '../template/each.ts'
import { Block } from '../template/html.ts'
import { Memo } from '../template/memo.ts'
import { Raw } from '../template/raw.ts'

/** Filters whose result is HTML, so that it is not escaped twice. */
const escaping = new Set(['escape', 'escape_once', 'xml_escape'])

/** What {% capture %} keeps: HTML where it is shown, its text where it is compared or filtered. */
export class Captured extends Drop {
  readonly html: string

  constructor(html: string) {
    super()
    this.html = html
  }

  valueOf(): string {
    return this.html
  }

  /** What templates read of a text: `size`, a letter. */
  override liquidMethodMissing(key: string | number): unknown {
    if (key === 'size') return this.html.length
    return Object.hasOwn(Object(this.html) as object, key) ? this.html[key as number] : undefined
  }
}

/** True when the last filter says that the value is HTML: `raw`, or one that escapes. */
export function isHtmlValue(value: Value, ownFilters: ReadonlySet<string>): boolean {
  const last = value.filters.findLast((filter) => !isAutoEscape(filter))
  if (last === undefined) return false
  return last.raw || (escaping.has(last.name) && !ownFilters.has(last.name))
}

/** An expression with its filters. */
export function evaluate(value: Value, context: Context): unknown {
  return settle(toValueSync(run(value, context)))
}

function* run(value: Value, context: Context): Generator<unknown, unknown, unknown> {
  const lenient = context.opts.lenientIf && value.filters[0]?.name === 'default'
  let result: unknown = yield value.initial.evaluate(context, lenient)
  for (const filter of value.filters) {
    if (isAutoEscape(filter)) continue
    if (result instanceof Captured) result = result.html
    result = yield filter.render(result, context)
  }
  return result
}

/** The filter that Liquid puts behind each output; its name is none that a template could write. */
function isAutoEscape(filter: Filter): boolean {
  return /\W/.test(filter.name)
}

/** Drops other than captures become their value. */
export function settle(value: unknown): unknown {
  return value instanceof Drop && !(value instanceof Captured)
    ? (value.valueOf() as unknown)
    : value
}

/** The value of a child slot. */
export function childValue(value: unknown, { html }: { readonly html: boolean }): unknown {
  if (value instanceof Captured) return new Raw(value.html)
  if (html && !isMarkup(value)) return new Raw(text(value))
  if (typeof value === 'number' || isMarkup(value)) return value
  return isShowable(value) ? text(value) : value
}

/** The value of a slot that is all of its attribute: booleans and nothing stay what they are. */
export function wholeValue(value: unknown): unknown {
  if (typeof value === 'boolean' || typeof value === 'number') return value
  if (value === null || value === undefined) return null
  return value instanceof Captured || isShowable(value) ? text(value) : value
}

/** A value as text. @throws TypeError for what has none, such as a plain object. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (value instanceof Captured) return decodeQuotes(value.html)
  if (Array.isArray(value)) return value.map((item) => text(settle(item))).join('')
  if (isShowable(value)) return String(value)
  throw new TypeError(
    `Expected a text, a number or a list of them, got ${describe(value)}. ` +
      'Write the text you want to show, such as value.name.',
  )
}

/** True for what stands in a child slot as it is. */
export function isMarkup(value: unknown): boolean {
  return (
    value instanceof Block || value instanceof List || value instanceof Memo || value instanceof Raw
  )
}

function isShowable(value: unknown): boolean {
  if (isMarkup(value) || typeof value === 'function' || typeof value === 'symbol') return false
  if (typeof value !== 'object' || value === null) return true
  return Array.isArray(value) || value.toString !== Object.prototype.toString
}

/** What a loop goes through: an array, the pairs of an object, one text, or nothing. */
export function itemsOf(value: unknown): readonly unknown[] {
  const settled = value instanceof Drop ? (value.valueOf() as unknown) : value
  if (Array.isArray(settled)) return settled
  if (typeof settled === 'string') return settled === '' ? [] : [settled]
  if (typeof settled !== 'object' || settled === null) return []
  if (Symbol.iterator in settled) return [...(settled as Iterable<unknown>)]
  return Object.entries(settled)
}
