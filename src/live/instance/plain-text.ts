/**
 * Writes texts, numbers, booleans, nulls, dates, lists and plain objects as devalue does, in a fraction of the time: such
 * are the fields of most views, and durable ones are written after each event. For its format see
 * https://github.com/sveltejs/devalue: a list of values, in which objects and lists name others by their index.
 */

/** Where an object or list has an index, for what is not there. */
const UNDEFINED = -1
/** It is something else: devalue writes all of it. */
const OTHER = NaN
/** How many objects and lists may be in one another. */
const DEPTH = 200

/** Whole numbers below it are small. */
const SMALL = 1024

type Fields = Record<string, unknown>
type Indexes = number[] | Record<string, number>

/** @returns undefined for values that have something else in them. */
export function plainText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const flat = flatText(value)
  if (flat !== undefined) return flat
  const writer = new Writer()
  return Number.isNaN(writer.add(value, 0)) ? undefined : JSON.stringify(writer.values)
}

/** The same of an object of texts, numbers, booleans and nulls, by far the quickest; values may be there twice. */
function flatText(value: object): string | undefined {
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined
  let names = ''
  let values = ''
  let i = 0
  for (const [name, one] of Object.entries(value as Fields)) {
    const isLeft = one === undefined
    if ((!isLeft && !isPlain(one)) || name === '__proto__') return undefined
    if (!isLeft) values += `,${JSON.stringify(one)}`
    names += `${names === '' ? '' : ','}${JSON.stringify(name)}:${isLeft ? UNDEFINED : ++i}`
  }
  return Object.getOwnPropertySymbols(value).length > 0 ? undefined : `[{${names}}${values}]`
}

/** What JSON has for a value that is no object. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}

class Writer {
  /** As JSON has them. */
  readonly values: unknown[] = []
  /** Indexes of what was written: an object that is there twice is one object when it is read. */
  readonly #known = new Map<unknown, number>()
  /** The same of small whole numbers, which are often there twice. */
  readonly #small: number[] = []

  /** @returns its index; NaN for something else. */
  add(value: unknown, depth: number): number {
    if (typeof value === 'number') return this.#number(value)
    if (value === undefined) return UNDEFINED
    const known = this.#known.get(value)
    if (known !== undefined) return known
    const index = this.values.push(value) - 1
    this.#known.set(value, index)
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return index
    return typeof value === 'object' ? this.#structure(value, index, depth + 1) : OTHER
  }

  #number(value: number): number {
    if (!Number.isFinite(value) || Object.is(value, -0)) return OTHER
    const isSmall = value >= 0 && value < SMALL && Number.isInteger(value)
    const known = isSmall ? this.#small[value] : this.#known.get(value)
    if (known !== undefined) return known
    const index = this.values.push(value) - 1
    if (isSmall) this.#small[value] = index
    else this.#known.set(value, index)
    return index
  }

  #structure(value: object, index: number, depth: number): number {
    if (depth > DEPTH) return OTHER
    if (Array.isArray(value)) return this.#list(value, index, depth)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype) return this.#object(value as Fields, index, depth)
    if (prototype !== Date.prototype || Number.isNaN((value as Date).getTime())) return OTHER
    this.values[index] = ['Date', value]
    return index
  }

  #list(list: readonly unknown[], index: number, depth: number): number {
    const indexes: Indexes = (this.values[index] = [])
    for (let i = 0; i < list.length; i++) {
      const one = list[i]
      // A gap is something else.
      const at = one === undefined && !(i in list) ? OTHER : this.add(one, depth)
      if (Number.isNaN(at)) return OTHER
      indexes.push(at)
    }
    return index
  }

  #object(object: Fields, index: number, depth: number): number {
    if (Object.getOwnPropertySymbols(object).length > 0) return OTHER
    const indexes: Indexes = (this.values[index] = {})
    for (const name of Object.keys(object)) {
      const at = name === '__proto__' ? OTHER : this.add(object[name], depth)
      if (Number.isNaN(at)) return OTHER
      indexes[name] = at
    }
    return index
  }
}
