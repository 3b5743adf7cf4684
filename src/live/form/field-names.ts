/**
 * Names of form fields as paths: `lines[7][qty]` is qty of the row with the key 7. Rows have keys that
 * stay when others are removed, so that what a browser sends means the same row on the server. Pure.
 *
 *     { 'name': 'Ann', 'lines[7][qty]': '2' }  →  { name: 'Ann', lines: [{ qty: '2' }] }
 */
import {
  checkFieldCount,
  checkFieldName,
  checkNewRows,
  checkPlaces,
  checkRowCount,
  countFields,
} from '../../base/form-limits.ts'
import { NumberedPlaces } from '../../base/heap-size.ts'

/** Fields that the browser sent, by their names. */
export type Fields = Readonly<Record<string, unknown>>

/** The keys of the rows of each list, by the list's name: `lines` → [0, 7]. */
export type RowKeys = ReadonlyMap<string, readonly number[]>

/** Names that would reach an object's prototype. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** Keys of rows count from 0, and are written in one way. */
const isRowKey = (part: string): boolean => /^(0|[1-9]\d{0,8})$/.test(part)

/** No object: one with a number for a name would have places for all numbers below it (see base/heap-size.ts). */
type Group = Map<string, Group | Leaf>

/** A value as it came; wrapped, since it may be an object of its own. */
class Leaf {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }
}

/**
 * `lines[7][qty]` as [lines, 7, qty]; a last `[]` only says that the name is repeated.
 * @throws LiveError E_BAD_ARGS for a name of too many parts.
 */
export function partsOf(name: string): string[] {
  checkFieldName(name)
  // Most names have no brackets; what has them in other places is one part as it is.
  const open = name.indexOf('[')
  const isPlain = open <= 0 || !name.endsWith(']') || name.indexOf(']') < open
  const parts = isPlain ? [name] : [name.slice(0, open), ...name.slice(open + 1, -1).split('][')]
  if (parts.some((part) => /[[\]]/.test(part))) return [name]
  return parts.at(-1) === '' ? parts.slice(0, -1) : parts
}

/** The name of a path's parts. */
export function nameOf(parts: readonly (string | number)[]): string {
  const [head = '', ...rest] = parts
  return String(head) + rest.map((part) => `[${part}]`).join('')
}

/** `lines[7][qty]` is inside of `lines` and `lines[7]`: these names, shortest first, each with the next part. */
function* outerNames(name: string): Generator<[outer: string, part: string]> {
  const [head = '', ...rest] = partsOf(name)
  let outer = head
  for (const part of rest) {
    yield [outer, part]
    outer += `[${part}]`
  }
}

/**
 * Fields as nested values. `known` are the rows that exist: others, removed meanwhile, are left out,
 * and `missing` stands in for those that sent nothing. Lists that `known` lacks are in order of their keys.
 * Takes time in proportion to what it is given.
 * @throws LiveError E_BAD_ARGS for more fields or deeper names than a form has: see base/form-limits.ts.
 */
export function nest(
  fields: Fields,
  known: RowKeys,
  missing: (list: string, key: number, index: number) => unknown,
): { values: Record<string, unknown>; keys: RowKeys } {
  checkFieldCount(countFields(fields))
  const root: Group = new Map()
  const listsIn = listsByGroup(known)
  for (const [name, value] of Object.entries(fields)) {
    const parts = partsOf(name)
    if (!parts.some((part) => forbidden.has(part))) put(root, parts, new Leaf(value))
  }
  const keys = new Map<string, readonly number[]>()
  let more = 0
  let places = 0
  const settle = (group: Group, name: string): unknown => {
    const isList = known.has(name) || [...group.keys()].every(isRowKey)
    if (name === '' || !isList) {
      const inside = (part: string): string => (name ? `${name}[${part}]` : part)
      // A list without rows sends nothing; it is still one.
      for (const part of listsIn.get(name) ?? []) {
        if (!group.has(part)) group.set(part, new Map())
      }
      const numbered = new NumberedPlaces()
      for (const part of group.keys()) checkPlaces((places += numbered.add(part)))
      const entries = [...group].map(([part, held]) => [part, value(held, inside(part))])
      return Object.fromEntries(entries) as unknown
    }
    const rows = known.get(name) ?? [...group.keys()].map(Number).toSorted((a, b) => a - b)
    if (!known.has(name)) checkNewRows((more += rows.length))
    keys.set(name, rows)
    return rows.map((key, index) => {
      const held = group.get(String(key))
      return held === undefined ? missing(name, key, index) : value(held, `${name}[${key}]`)
    })
  }
  const value = (held: Group | Leaf, name: string): unknown =>
    held instanceof Leaf ? held.value : settle(held, name)
  const values = settle(root, '') as Record<string, unknown>
  // A form keeps its lists: a browser that names others each time must not make it grow without end.
  if (more > 0) checkRowCount(countFields(Object.fromEntries([...known, ...keys])))
  return { values, keys }
}

/** The last parts of the names of lists, by the name of what they are in; "" for the form itself. */
function listsByGroup(lists: RowKeys): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const list of lists.keys()) {
    const parts = partsOf(list)
    const group = nameOf(parts.slice(0, -1))
    const held = found.get(group)
    if (held === undefined) found.set(group, [parts.at(-1)!])
    else held.push(parts.at(-1)!)
  }
  return found
}

function put(root: Group, parts: string[], leaf: Leaf): void {
  let group = root
  for (const part of parts.slice(0, -1)) {
    const held = group.get(part)
    const next = held === undefined || held instanceof Leaf ? new Map() : held
    group.set(part, next)
    group = next
  }
  group.set(parts.at(-1)!, leaf)
}

/** Numbers the rows of all lists of objects in these values. */
export function keysOf(values: unknown, name: string = ''): Map<string, readonly number[]> {
  const keys = new Map<string, readonly number[]>()
  addKeys(keys, values, name)
  return keys
}

function addKeys(keys: Map<string, readonly number[]>, values: unknown, name: string): void {
  if (typeof values !== 'object' || values === null) return
  if (Array.isArray(values)) {
    if (!values.every((row) => typeof row === 'object' && row !== null)) return
    keys.set(name, [...values.keys()])
  }
  for (const [part, value] of Object.entries(values)) {
    addKeys(keys, value, name ? `${name}[${part}]` : part)
  }
}

/**
 * The keys of the rows that the fields speak of, for each of these lists.
 * @throws LiveError E_BAD_ARGS for more new ones than a browser may name: see base/form-limits.ts.
 */
export function rowsIn(fields: Fields, lists: RowKeys): RowKeys {
  checkFieldCount(countFields(fields))
  const found = new Map([...lists.keys()].map((list) => [list, new Set<number>()]))
  let more = 0
  for (const name of Object.keys(fields)) {
    for (const [list, key] of outerNames(name)) {
      const keys = found.get(list)
      if (keys === undefined || !isRowKey(key) || keys.has(Number(key))) continue
      keys.add(Number(key))
      if (keys.size > lists.get(list)!.length) checkNewRows(++more)
    }
  }
  return new Map([...found].map(([list, keys]) => [list, [...keys]]))
}

/** The names that fields are inside of, such as `lines` and `lines[7]`, and the fields' own. */
export function namesIn(fields: Fields): Set<string> {
  const names = new Set<string>()
  for (const name of Object.keys(fields)) {
    names.add(nameOf(partsOf(name)))
    for (const [outer] of outerNames(name)) names.add(outer)
  }
  return names
}

/** The highest key of all rows; -1 without any. */
export function highestKey(keys: RowKeys): number {
  let highest = -1
  for (const rows of keys.values()) for (const key of rows) highest = Math.max(highest, key)
  return highest
}

/** The names of rows that are not among the known ones. */
export function rowNames(rows: RowKeys, known: RowKeys): string[] {
  return [...rows].flatMap(([list, keys]) => {
    const held = new Set(known.get(list))
    return keys.filter((key) => !held.has(key)).map((key) => `${list}[${key}]`)
  })
}
