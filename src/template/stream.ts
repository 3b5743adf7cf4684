/**
 * A list that the server does not keep: a field of a view through which rows go to the page. Until the
 * next render the changes wait here; afterwards only keys are left (stream-rows.ts).
 */
import { ownText } from '../base/own-text.ts'
import { describe, fail } from '../base/errors.ts'
import { renderRow } from './stream-list.ts'
import type { RowSource, RenderRow, SentTurn } from './stream-list.ts'
import { StreamRows } from './stream-rows.ts'
import type { CarriedRows } from './stream-rows.ts'

/** Rows at once, as they come, or from a function that is called when the template first reads them. */
export type StreamSource<T> =
  | Iterable<T>
  | AsyncIterable<T>
  | (() => Iterable<T> | AsyncIterable<T> | Promise<Iterable<T>>)

/** How a stream recognises its rows and how many it keeps. */
export interface StreamOptions<T> {
  /** A property of the items, or a function: unique in the stream. Default: `'id'`. */
  key?: (keyof T & string) | ((item: T) => unknown)
  /**
   * Rows the page keeps. 100: the last 100, older ones go from the start; -100: the first 100, others go
   * from the end. Default 0: all.
   */
  limit?: number
}

/** Where one insertion goes. */
export interface InsertOptions {
  /** A row that is not there is left out: only rows that are get the new content. Default false. */
  updateOnly?: boolean
  /** 0: the start; -1: the end (the default); others are counted from either end. */
  at?: number
  /** As {@link StreamOptions.limit}, for this insertion. */
  limit?: number
}

/** Rows that come one by one; live/view/named-streams.ts follows them. */
export interface Arrival extends InsertOptions {
  source: AsyncIterable<unknown>
}

interface Insertion extends InsertOptions {
  key: unknown
  item: unknown
}
interface Filling extends InsertOptions {
  source: StreamSource<unknown>
}
/** A change that waits for the next render. */
type Change = { insert: Insertion } | { fill: Filling } | { remove: unknown } | 'empty'

/** A stream on its way to another process. */
export interface CarriedStream {
  /** The property that is the key; null: a function. */
  key: string | null
  limit: number
  rows: CarriedRows
  /** Rows that a browser may not have yet, and the last frame of the turn in which they go to it. */
  sent: [key: unknown, item: unknown, lastFrame: number][]
  /** What the next render shows. */
  changes: Change[]
}

/** The first render of a view that goes on in another process. */
export interface FirstRender {
  /** The last frame of the other process that the browser has. */
  lastFrame: number
  isOver: boolean
}

/** A row whose frame may be lost. */
interface SentRow {
  item: unknown
  turn: SentTurn
}

let made = false

/** True once any stream was made in this process: most apps need not look for them. */
export function streamsExist(): boolean {
  return made
}

/** A list whose rows the server forgets once they are in the page. Make one with {@link stream}. */
export class Stream<T> implements RowSource {
  readonly what = 'a stream'
  readonly #key: (item: T) => unknown
  readonly #limit: number
  readonly #rows = new StreamRows(this)
  #waiting: Change[] = []
  /** Changes that the render under way has read. */
  #read = 0
  #arrivals: Arrival[] = []
  #emptied = false
  /** Rows by their keys until the browser has their frames; null: none were kept yet. */
  #sent: Map<unknown, SentRow> | null = null
  /** The page shows the rows of another process until this is over. */
  #first: FirstRender | null = null
  readonly #keyName: string | null

  constructor({ key = 'id' as keyof T & string, limit = 0 }: StreamOptions<T>) {
    made = true
    this.#keyName = typeof key === 'function' ? null : key
    const keyOf = typeof key === 'function' ? key : (item: T): unknown => item[key]
    this.#key = (item) => {
      const own = keyOf(item)
      return typeof own === 'string' ? ownText(own) : own
    }
    this.#limit = limit
  }

  /**
   * Adds a row; a row with the same key gets the new content where it is, or at `at` if that is given.
   * @param options where, and how many rows stay.
   */
  insert(item: T, options: InsertOptions = {}): void {
    this.#waiting.push({ insert: { ...options, item, key: this.#key(item) } })
  }

  /**
   * Adds many rows, in their order, also with `at`.
   * @throws LiveError E_STREAM_SOURCE.
   */
  insertAll(source: StreamSource<T>, options: InsertOptions = {}): void {
    if (!isSource(source)) throw fail('E_STREAM_SOURCE', describe(source))
    this.#waiting.push({ fill: { ...options, source } })
  }

  /** Removes a row, by its item or key. One that is not there is left alone. */
  delete(itemOrKey: T | string | number): void {
    const isKey = typeof itemOrKey !== 'object' || itemOrKey === null
    this.#waiting.push({ remove: isKey ? itemOrKey : this.#key(itemOrKey as T) })
  }

  /**
   * Makes the rows these. One with a key that was there before keeps its nodes.
   * @throws LiveError E_STREAM_SOURCE.
   */
  reset(source: StreamSource<T> = [], options: InsertOptions = {}): void {
    if (!isSource(source)) throw fail('E_STREAM_SOURCE', describe(source))
    this.#waiting.push('empty', { fill: { ...options, source } })
  }

  /** For the framework: see base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [this.#rows, this.#waiting, this.#sent]
  }

  /** For the framework: true when components or views stand in its rows. */
  get hosts(): boolean {
    return this.#rows.nested.length > 0
  }

  /**
   * For the framework: what another process needs to go on with it.
   * @param acknowledged the last frame that the browser is known to have.
   */
  carried(acknowledged: number): CarriedStream {
    const sent: CarriedStream['sent'] = []
    for (const [key, { item, turn }] of this.#sent ?? []) {
      if (turn.lastFrame <= acknowledged) this.#sent!.delete(key)
      else if (this.#rows.has(key)) sent.push([key, item, turn.lastFrame])
    }
    const { carried: rows } = this.#rows
    return { key: this.#keyName, limit: this.#limit, rows, sent, changes: this.#waiting }
  }

  /** For the framework: goes on with what another process carried, as far as the page has it. */
  takeOver({ rows, sent, changes }: CarriedStream, first: FirstRender): void {
    this.#rows.restore(rows)
    const unseen = sent.filter(([, , lastFrame]) => lastFrame > first.lastFrame)
    const again = unseen.map(([key, item]): Change => ({ insert: { key, item, limit: 0 } }))
    this.#waiting = [...again, ...changes, ...this.#waiting]
    this.#first = first
  }

  /** For the framework: a reset waits, so sources from before have nothing more to say. */
  get isEmptying(): boolean {
    return this.#waiting.includes('empty')
  }

  /** For the framework: how many changes wait; see `rewind`. */
  mark(): number {
    return this.#waiting.length
  }

  /** For the framework: drops the changes since a mark. */
  rewind(mark: unknown): void {
    this.#waiting.length = Math.min(this.#waiting.length, mark as number)
  }

  /** For the framework: sources of rows that arrive later, and whether earlier sources are void. */
  takeArrivals(): { arrivals: Arrival[]; emptied: boolean } {
    const taken = { arrivals: this.#arrivals, emptied: this.#emptied }
    this.#arrivals = []
    this.#emptied = false
    return taken
  }

  /** For the framework. */
  advance(shown: StreamRows | null, render: RenderRow): StreamRows {
    const rows = this.#rows
    // What another place showed, or an earlier visit of this part of the page, is gone.
    if (shown !== rows && (this.#first?.isOver ?? true)) rows.clear()
    for (const change of this.#waiting) {
      if (change === 'empty') this.#empty()
      else if ('remove' in change) rows.delete(change.remove)
      else if ('insert' in change) this.#insert(change.insert, render)
      else this.#fill(change.fill, render)
    }
    this.#read = this.#waiting.length
    return rows
  }

  /** For the framework. */
  settle(kept: boolean, turn: SentTurn | undefined): void {
    if (kept) {
      const read = this.#waiting.splice(0, this.#read)
      if (turn !== undefined) for (const change of read) this.#keepSent(change, turn)
    } else {
      this.#arrivals = []
      this.#emptied = false
    }
    this.#read = 0
  }

  #keepSent(change: Change, turn: SentTurn): void {
    if (change === 'empty' || 'remove' in change) return
    const source = 'fill' in change ? change.fill.source : [change.insert.item]
    // What comes later comes as changes of its own.
    if (!Array.isArray(source)) return
    this.#sent ??= new Map()
    for (const item of source as T[]) this.#sent.set(this.#key(item), { item, turn })
  }

  #empty(): void {
    this.#rows.reset()
    this.#arrivals = []
    this.#emptied = true
  }

  #insert({ key, item, at, limit, updateOnly }: Insertion, render: RenderRow): void {
    if (updateOnly && !this.#rows.has(key)) return
    this.#rows.insert(key, () => renderRow(render, item as never, 0), at)
    this.#rows.prune(limit ?? this.#limit)
  }

  #fill(filling: Filling, render: RenderRow): void {
    const { source, ...options } = filling
    const given: unknown = typeof source === 'function' ? source() : source
    if (given instanceof Promise) this.#arrivals.push({ ...options, source: resolved(given) })
    else if (isAsync(given)) this.#arrivals.push({ ...options, source: given })
    else {
      if (!isIterable(given)) throw fail('E_STREAM_SOURCE', describe(given))
      // A render that fails reads it again, and some can be read only once.
      const items = Array.isArray(given) ? given : [...given]
      filling.source = items
      items.forEach((item, i) => {
        const at = insertAt(i, options.at)
        this.#insert({ ...options, ...at, item, key: this.#key(item as T) }, render)
      })
    }
  }
}

/**
 * A list whose rows the server forgets once they are in the page: it keeps only the keys. For chats, logs and
 * feeds. Read it once in the template, with ``each(this.messages, (message) => html`…`)``.
 * @param options the rows' key and how many stay.
 */
export function stream<T>(options: StreamOptions<T> = {}): Stream<T> {
  return new Stream(options)
}

/** Where the next of several items goes, so that they keep their order. */
export function insertAt(index: number, at: number | undefined): { at?: number } {
  return at === undefined ? {} : { at: at < 0 ? at : at + index }
}

async function* resolved(promise: Promise<unknown>): AsyncGenerator<unknown> {
  const items = await promise
  if (!isIterable(items)) throw fail('E_STREAM_SOURCE', describe(items))
  yield* items
}

function isSource(value: unknown): boolean {
  return typeof value === 'function' || isIterable(value) || isAsync(value)
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof (value as Iterable<unknown> | null)?.[Symbol.iterator] === 'function'
}

function isAsync(value: unknown): value is AsyncIterable<unknown> {
  return typeof (value as AsyncIterable<unknown> | null)?.[Symbol.asyncIterator] === 'function'
}
