/**
 * Names of form fields as paths: `lines[7][qty]` is qty of the row with the key 7. Rows have keys that
 * stay when others are removed, so that what a browser sends means the same row on the server. Pure.
 *
 *     { 'name': 'Ann', 'lines[7][qty]': '2' }  →  { name: 'Ann', lines: [{ qty: '2' }] }
 */

/** Fields that the browser sent, by their names. */
export type Fields = Readonly<Record<string, unknown>>

/** The keys of the rows of each list, by the list's name: `lines` → [0, 7]. */
export type RowKeys = ReadonlyMap<string, readonly number[]>

/** Names that would reach an object's prototype. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

interface Group {
  [part: string]: Group | Leaf
}

/** A value as it came; wrapped, since it may be an object of its own. */
class Leaf {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }
}

/** `lines[7][qty]` as [lines, 7, qty]; a last `[]` only says that the name is repeated. */
export function partsOf(name: string): string[] {
  const [, head = name, rest = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? []
  const parts = [head, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, part]) => part!)]
  return parts.at(-1) === '' ? parts.slice(0, -1) : parts
}

/** The name of a path's parts. */
export function nameOf(parts: readonly (string | number)[]): string {
  const [head = '', ...rest] = parts
  return String(head) + rest.map((part) => `[${part}]`).join('')
}

/**
 * Fields as nested values. `known` are the rows that exist: others, removed meanwhile, are left out,
 * and `missing` stands in for those that sent nothing. Lists that nobody knows are in order of their keys.
 */
export function nest(
  fields: Fields,
  known: RowKeys,
  missing: (list: string, key: number) => unknown,
): { values: Record<string, unknown>; keys: RowKeys } {
  const root: Group = {}
  for (const [name, value] of Object.entries(fields)) {
    const parts = partsOf(name)
    if (!parts.some((part) => forbidden.has(part))) put(root, parts, new Leaf(value))
  }
  const keys = new Map<string, readonly number[]>()
  const settle = (group: Group, name: string): unknown => {
    const isList = known.has(name) || Object.keys(group).every((part) => /^\d{1,9}$/.test(part))
    if (name === '' || !isList) {
      const inside = (part: string): string => (name ? `${name}[${part}]` : part)
      // A list without rows sends nothing; it is still one.
      for (const list of known.keys()) {
        const part = partsOf(list).at(-1)!
        if (inside(part) === list) group[part] ??= {}
      }
      const entries = Object.entries(group)
      return Object.fromEntries(entries.map(([part, held]) => [part, value(held, inside(part))]))
    }
    const rows = known.get(name) ?? Object.keys(group).map(Number)
    keys.set(name, rows)
    return rows.map((key) => {
      const held = group[key]
      return held === undefined ? missing(name, key) : value(held, `${name}[${key}]`)
    })
  }
  const value = (held: Group | Leaf, name: string): unknown =>
    held instanceof Leaf ? held.value : settle(held, name)
  return { values: settle(root, '') as Record<string, unknown>, keys }
}

function put(root: Group, parts: string[], leaf: Leaf): void {
  let group = root
  for (const part of parts.slice(0, -1)) {
    const held = Object.hasOwn(group, part) ? group[part] : undefined
    const next = held === undefined || held instanceof Leaf ? {} : held
    group[part] = next
    group = next
  }
  group[parts.at(-1)!] = leaf
}

/** Numbers the rows of all lists of objects in these values. */
export function keysOf(values: unknown, name: string = ''): Map<string, readonly number[]> {
  const keys = new Map<string, readonly number[]>()
  if (typeof values !== 'object' || values === null) return keys
  const isList = Array.isArray(values)
  if (isList) {
    if (!values.every((row) => typeof row === 'object' && row !== null)) return keys
    keys.set(name, [...values.keys()])
  }
  for (const [part, value] of Object.entries(values)) {
    const inside = name ? `${name}[${part}]` : part
    for (const [list, rows] of keysOf(value, inside)) keys.set(list, rows)
  }
  return keys
}

/** The keys of the rows that the fields speak of, for each of these lists. */
export function rowsIn(fields: Fields, lists: RowKeys): RowKeys {
  const names = Object.keys(fields).map(partsOf)
  const keysIn = (list: string): number[] => {
    const { length } = partsOf(list)
    const inside = names.filter((parts) => nameOf(parts.slice(0, length)) === list)
    const keys = inside.map((parts) => parts[length] ?? '').filter((key) => /^\d{1,9}$/.test(key))
    return [...new Set(keys.map(Number))]
  }
  return new Map([...lists.keys()].map((list) => [list, keysIn(list)]))
}
