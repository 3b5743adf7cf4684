/**
 * Keyed lists. A list is evaluated once, when the template that holds it is printed or compared;
 * afterwards it keeps its rows and keys and forgets its items (but for memoised lists).
 */
import { describe, fail } from '../base/errors.ts'
import { Block } from './html.ts'
import { MANY_ROWS } from './list-hint.ts'
import { mode } from './mode.ts'
import { AddedItems, StreamList } from './stream-list.ts'
import type { RenderRow } from './stream-list.ts'
import { Stream } from './stream.ts'

type Render = (item: never, index: number) => Block
type Key = (item: never, index: number) => unknown

/** How an item's key is found: a function, or the name of a property. */
export type EachKey<T> = ((item: T, index: number) => unknown) | (keyof T & string)

/** How rows are recognised, and whether an item that is the same object may keep its row. */
export interface EachOptions<T> {
  /** A key that is unique in the list and stays with its item: a function, or a property's name. */
  key: EachKey<T>
  /**
   * `true`: a row is rendered again only when its item is another object or value than last time;
   * so replace items, don't change them, and let rows depend on nothing else. Default false.
   */
  memo?: boolean
  /**
   * `true`: rows that are shown stay although they are no longer among the items, new ones come at the
   * end (`'prepend'`: at the start), and one with a known key is replaced. For fields in
   * `temporaryAssigns`. Default false.
   */
  append?: boolean | 'prepend'
}

export class List {
  /** Evaluated rows with their keys. */
  rows: Block[] = []
  keys: unknown[] = []
  /** The rows' names on the wire; set when the list is printed or compared with an earlier one. */
  ids: number[] = []
  /** The id the next new row gets. */
  nextId = 0
  #items: Iterable<unknown> | null
  /** The evaluated items of a memoised list. */
  #memoised: unknown[] | null = null
  /** Those of a long one without, in development: see list-hint.ts. */
  hinted: unknown[] | null = null
  readonly #key: Key
  readonly #render: Render
  readonly #memo: boolean

  constructor(items: Iterable<unknown>, key: Key, render: Render, memo: boolean) {
    this.#items = items
    this.#key = key
    this.#render = render
    this.#memo = memo
  }

  /** See base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [this.rows, this.keys, this.ids, this.#memoised]
  }

  /**
   * Renders the rows, once. Rows of a memoised list are taken from the earlier list where the items
   * are the same.
   */
  evaluate(earlier: List | null): void {
    const items = this.#items
    if (items === null) return
    if (typeof items?.[Symbol.iterator] !== 'function') {
      throw fail('E_EACH_ITEMS', describe(items))
    }
    this.#items = null
    const all = Array.isArray(items) ? items : [...items]
    if (this.#memo) this.#evaluateMemoised(all, earlier)
    else this.#evaluateAll(all)
    if (!mode.development) return
    refuseDuplicates(this.keys)
    if (!this.#memo && all.length >= MANY_ROWS) this.hinted = [...all]
  }

  #evaluateAll(items: readonly unknown[]): void {
    const { length } = items
    const rows: Block[] = new Array(length)
    const keys: unknown[] = new Array(length)
    const key = this.#key
    for (let i = 0; i < length; i++) {
      const item = items[i] as never
      keys[i] = key(item, i)
      rows[i] = this.#row(item, i)
    }
    this.rows = rows
    this.keys = keys
  }

  #evaluateMemoised(items: readonly unknown[], earlier: List | null): void {
    const { length } = items
    const old = (earlier === null ? null : earlier.#memoised) ?? []
    const oldRows = earlier?.rows ?? []
    const oldKeys = earlier?.keys ?? []
    const rows: Block[] = new Array(length)
    const keys: unknown[] = new Array(length)
    let byItem: Map<unknown, number> | null = null
    for (let i = 0; i < length; i++) {
      const item = items[i] as never
      if (i < old.length && old[i] === item) {
        rows[i] = oldRows[i]!
        keys[i] = oldKeys[i]
        continue
      }
      const key = (keys[i] = this.#key(item, i))
      // Another item in its place is looked for everywhere; a newer one of the same key is new.
      if (i < old.length && oldKeys[i] !== key) {
        byItem ??= new Map(old.map((earlierItem, index) => [earlierItem, index]))
      }
      const from = byItem?.get(item)
      rows[i] = from === undefined ? this.#row(item, i) : oldRows[from]!
    }
    this.#memoised = items.slice()
    this.rows = rows
    this.keys = keys
  }

  #row(item: never, index: number): Block {
    const row = this.#render(item, index)
    if (row instanceof Block) return row
    throw fail('E_EACH_ROW', index, describe(row))
  }

  /** True when each row's id follows the one before. */
  get isInOrder(): boolean {
    const { ids } = this
    return ids.every((id, i) => id === ids[0]! + i)
  }

  /** Names the rows 0, 1, 2…, as the browser does with a list that came with the page. */
  nameRows(firstId: number): void {
    this.ids = this.rows.map((_, i) => firstId + i)
    this.nextId = firstId + this.rows.length
  }
}

function refuseDuplicates(keys: unknown[]): void {
  const seen = new Map<unknown, number>()
  keys.forEach((key, i) => {
    const first = seen.get(key)
    if (first !== undefined) throw fail('E_EACH_KEY', describe(key), first, i)
    seen.set(key, i)
  })
}

/**
 * A list whose rows keep their identity: ``each(todos, (todo) => todo.id, (todo) => html`<li>…</li>`)``.
 * @param items an array, another iterable, or a stream, which has its own key: `each(stream, render)`.
 * @param key gives each item a key that is unique in the list: a function, a property's name, or
 * {@link EachOptions}.
 * @param render gives each item its row.
 * @throws LiveError E_EACH_KEY for two equal keys (in development; in production the second row counts
 * as a new one), E_EACH_ROW, E_EACH_ITEMS.
 */
export function each<T>(items: Stream<T>, render: (item: T) => Block): StreamList
export function each<T>(
  items: Stream<T>,
  key: EachKey<T> | EachOptions<T>,
  render: (item: T) => Block,
): StreamList
export function each<T>(
  items: Iterable<T>,
  key: EachKey<T> | EachOptions<T>,
  render: (item: T, index: number) => Block,
): List | StreamList
export function each<T>(
  items: Iterable<T> | Stream<T>,
  key: EachKey<T> | EachOptions<T> | ((item: T) => Block),
  render?: (item: T, index: number) => Block,
): List | StreamList {
  if (items instanceof Stream) return new StreamList(items, (render ?? key) as RenderRow)
  if (typeof key === 'function') return new List(items, key as Key, render as Render, false)
  if (typeof key === 'string') return new List(items, byProperty(key), render as Render, false)
  const { memo = false, append = false } = key
  const keyOf = typeof key.key === 'string' ? byProperty(key.key) : (key.key as Key)
  if (!append) return new List(items, keyOf, render as Render, memo)
  return new StreamList(new AddedItems(items, keyOf, append === 'prepend'), render as RenderRow)
}

function byProperty(name: string): Key {
  return (item) => item[name]
}
