/**
 * The filters `json` and `inspect`. An object may hold secrets, such as a password's hash: so it is printed
 * by the property names that the template lists, or by its own `toJSON`.
 *
 *     {{ user | json: "id", "name", "address.city" }}
 */

/** @param args names of properties, or a number of spaces to indent with. */
export function jsonFilter(value: unknown, ...args: unknown[]): string {
  const names = args.filter((arg) => typeof arg === 'string')
  const spaces = args.find((arg) => typeof arg === 'number')
  return JSON.stringify(printable(value, names, ''), null, spaces) ?? 'null'
}

/** A value that stands in the page as it is: no object without a toJSON. */
export function publicValue(value: unknown): unknown {
  return printable(value, [], '')
}

/** What of a value may be printed. @param names those inside of it. @param path of it, for the error. */
function printable(value: unknown, names: readonly string[], path: string): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => printable(one, names, path))
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return toJSON.call(value) as unknown
  if (names.length === 0) {
    const at = path === '' ? 'the object' : `"${path}"`
    const first = path === '' ? '' : `${path}.`
    throw new Error(
      `json prints ${at} only by names: | json: "${first}id", "${first}name". Or give it a toJSON().`,
    )
  }
  const picked: Record<string, unknown> = {}
  for (const [name, inner] of grouped(names)) {
    if (!Object.hasOwn(value, name)) continue
    const own = (value as Record<string, unknown>)[name]
    picked[name] = printable(own, inner, path === '' ? name : `${path}.${name}`)
  }
  return picked
}

/** `["a", "b.c", "b.d"]` as a: none, b: c and d. */
function grouped(names: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const [first, ...rest] = name.split('.')
    const inner = groups.get(first!) ?? []
    if (rest.length > 0) inner.push(rest.join('.'))
    groups.set(first!, inner)
  }
  return groups
}
