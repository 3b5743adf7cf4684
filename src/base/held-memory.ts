/**
 * How much memory a window's state takes: the fields of its views and components, what they show, and what is inside
 * of those. An estimate of V8's heap, made by looking at each value once. Measured when a window is parked, see
 * window/parked-pages.ts, and when much came or went for it, see server/window-memory.ts.
 */

import { NumberedPlaces } from './heap-size.ts'

/** An object of ours that says what it keeps. */
export interface Partitioned {
  /** Estimated bytes beside those parts. Default 0. */
  readonly heldBytes?: number
  /** What it keeps for one window alone: an empty list for nothing. */
  heldParts(): readonly unknown[]
}

/** Estimated bytes: an object, an array or a function; a place in one of them; a name of keys seen first; a text. */
const OBJECT = 56
const PLACE = 8
const NAME = 100
const TEXT = 16
/** Bytes of something that several windows may share: it counts for the first of them. */
const SHARED = 16 * 1024
/** Values after which the count ends, as if the window held all that it may hold. About 20 ms. */
const MOST_VALUES = 250_000

/** Of longer lists so many items are looked at where an estimate is enough. */
const SAMPLE = 8

/** Whose an object is that several windows hold. */
const ALL = ''

const NOTHING: readonly unknown[] = []

/** An object whose inside is being counted. */
interface Opened {
  readonly object: object
  readonly inside: readonly unknown[]
  /** How many of those were counted. */
  next: number
  /** What was counted before it. */
  readonly before: number
  /** How many times as much as what is inside it stands for. */
  readonly scale: number
}

export class HeldMemory {
  /** Large objects, and the windows for which they were counted. */
  readonly #counted = new WeakMap<object, string>()

  /**
   * Estimated bytes that are held for one window. What another window holds too, such as a list that the whole app
   * reads, was counted there.
   * @param most where the count ends; also the answer for more than {@link MOST_VALUES} values.
   * @param how `sampled`: estimates long lists from some of their items, which is fast. Visitors choose the items, so
   * they must not be able to choose this. Default: all items are counted. `isForSharing`: what was counted for another
   * window counts for none from now on.
   */
  of(
    window: string,
    root: Partitioned,
    most: number,
    { sampled = false, isForSharing = false }: { sampled?: boolean; isForSharing?: boolean } = {},
  ): number {
    const isOthers = (object: object): boolean => {
      const others = (this.#counted.get(object) ?? window) !== window
      if (others && isForSharing) this.#counted.set(object, ALL)
      return others
    }
    const count = new Count(isOthers, sampled)
    const finished = (opened: Opened, until: number): void => {
      if (!sampled && until - opened.before >= SHARED) this.#counted.set(opened.object, window)
    }
    count.open(root)
    for (let at = count.path.at(-1); at !== undefined; at = count.path.at(-1)) {
      if (at.next < at.inside.length) count.add(at.inside[at.next++])
      else finished(count.close(), count.bytes)
      if (count.bytes < most && count.values < MOST_VALUES) continue
      for (const opened of count.path) finished(opened, count.bytes)
      return most
    }
    return count.bytes
  }
}

/** One count under way. Its path is a list and not a recursion: what browsers send may be deep. */
class Count {
  bytes = 0
  values = 0
  readonly path: Opened[] = []
  readonly #isOthers: (object: object) => boolean
  readonly #sampled: boolean
  readonly #seen = new Set<object>()
  readonly #names = new Set<string>()

  constructor(isOthers: (object: object) => boolean, sampled: boolean) {
    this.#isOthers = isOthers
    this.#sampled = sampled
  }

  /** Leaves the innermost object: all that is inside it was counted. */
  close(): Opened {
    const opened = this.path.pop()!
    if (opened.scale > 1) this.bytes += (this.bytes - opened.before) * (opened.scale - 1)
    return opened
  }

  add(value: unknown): void {
    this.values++
    this.bytes += PLACE
    if (typeof value === 'string') this.bytes += TEXT + value.length
    else if (typeof value === 'function') this.bytes += OBJECT
    else if (typeof value === 'object' && value !== null) this.open(value)
  }

  open(object: object): void {
    if (this.#seen.has(object) || this.#isOthers(object)) return
    this.#seen.add(object)
    const before = this.bytes
    this.bytes += OBJECT
    const all = this.#insideOf(object)
    const inside = this.#sampled && all.length > 2 * SAMPLE ? sampleOf(all) : all
    const scale = all.length / Math.max(1, inside.length)
    this.path.push({ object, inside, next: 0, before, scale })
  }

  #insideOf(object: object): readonly unknown[] {
    try {
      if (isPartitioned(object)) {
        this.bytes += object.heldBytes ?? 0
        return object.heldParts()
      }
      if (Array.isArray(object)) return object as unknown[]
      if (object instanceof Map) return [...object.keys(), ...object.values()]
      if (object instanceof Set) return [...object]
      if (ArrayBuffer.isView(object)) this.bytes += object.byteLength
      else if (object instanceof ArrayBuffer) this.bytes += object.byteLength
      else return this.#fieldsOf(object)
    } catch {
      // A getter or a proxy of the app's that fails: what it would give is not held by it.
    }
    return NOTHING
  }

  /**
   * Of an object of a class what it has by itself, and not other such objects: a way from a database's client through
   * all that it knows would never end.
   */
  #fieldsOf(object: object): readonly unknown[] {
    let places: NumberedPlaces | undefined
    for (const name of Object.keys(object)) {
      // Names that are numbers come first.
      if (name.length <= 4 && name <= '9999') (places ??= new NumberedPlaces()).add(name)
      if (this.#names.has(name)) continue
      this.#names.add(name)
      this.bytes += NAME + name.length
    }
    this.bytes += places?.bytes ?? 0
    const values: unknown[] = Object.values(object)
    return isPlain(object) ? values : values.filter((value) => !isOfClass(value))
  }
}

/** Some of a list, from all over it. */
function sampleOf(list: readonly unknown[]): unknown[] {
  return Array.from({ length: SAMPLE }, () => list[Math.floor(Math.random() * list.length)])
}

function isPartitioned(object: object): object is Partitioned {
  return typeof (object as Partial<Partitioned>).heldParts === 'function'
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === Object.prototype || prototype === null
}

function isOfClass(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isPartitioned(value)) return false
  return !(Array.isArray(value) || value instanceof Map || value instanceof Set || isPlain(value))
}
