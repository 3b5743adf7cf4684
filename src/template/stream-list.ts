/**
 * A list in a template whose rows the server forgets once they are sent: each() over a stream, or over a
 * field that is emptied after each render. The diff and the printer open it, and settle it when the whole
 * render went well.
 */
import { describe, fail } from '../base/errors.ts'
import { Block } from './html.ts'
import { StreamRows } from './stream-rows.ts'

/** Renders one item. */
export type RenderRow = (item: never, index: number) => unknown

/** What goes to a browser together: its last frame, Infinity until that is known. */
export interface SentTurn {
  readonly lastFrame: number
}

/** What new rows come from. */
export interface RowSource {
  /** In error sentences. */
  readonly what: string
  /**
   * Brings the rows up to date.
   * @param shown the rows that the page has in this place, if any.
   */
  advance(shown: StreamRows | null, render: RenderRow): StreamRows
  /**
   * What was read is in the page (`kept`), or was undone.
   * @param turn items are kept until the browser has its frames; undefined: they are forgotten.
   */
  settle(kept: boolean, turn: SentTurn | undefined): void
}

export class StreamList {
  readonly feed: RowSource
  readonly #render: RenderRow
  #rows: StreamRows | null = null

  constructor(feed: RowSource, render: RenderRow) {
    this.feed = feed
    this.#render = render
  }

  /** The rows, once the list was opened. */
  get rows(): StreamRows | null {
    return this.#rows
  }

  /** See base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [this.#rows]
  }

  /** Reads what is new, once. */
  open(shown: StreamList | null): StreamRows {
    return (this.#rows ??= this.feed.advance(shown?.rows ?? null, this.#render))
  }

  settle(kept: boolean, turn: SentTurn | undefined): void {
    if (kept) this.#rows?.commit()
    else this.#rows?.rollback()
    this.feed.settle(kept, turn)
  }
}

/** Items to add to the rows that are shown; each() with `append`. */
export class AddedItems implements RowSource {
  readonly what = 'an append list'
  #items: Iterable<unknown>
  readonly #key: (item: never, index: number) => unknown
  readonly #atStart: boolean

  constructor(
    items: Iterable<unknown>,
    key: (item: never, index: number) => unknown,
    atStart: boolean,
  ) {
    this.#items = items
    this.#key = key
    this.#atStart = atStart
  }

  advance(shown: StreamRows | null, render: RenderRow): StreamRows {
    if (typeof this.#items?.[Symbol.iterator] !== 'function') {
      throw fail('E_EACH_ITEMS', describe(this.#items))
    }
    const rows = shown?.owner === null ? shown : new StreamRows(null)
    if (rows !== shown) rows.clear()
    let index = 0
    let added = 0
    for (const each of this.#items) {
      const item = each as never
      const i = index++
      const key = this.#key(item, i)
      // A known row stays where it is; new ones keep their order, at the start too.
      const at = this.#atStart && !rows.has(key) ? added++ : undefined
      rows.insert(key, () => renderRow(render, item, i), at)
    }
    return rows
  }

  settle(): void {
    this.#items = []
  }
}

/** The lists that one render opened. */
export class StreamReads {
  readonly #lists = new Map<RowSource, StreamList>()
  /** Some were append lists, whose rows only the page has from now on. */
  hasAppended = false

  get size(): number {
    return this.#lists.size
  }

  /** @throws LiveError E_STREAM_TWICE when this render has read the stream already. */
  open(list: StreamList, shown: StreamList | null): StreamRows {
    const earlier = this.#lists.get(list.feed)
    if (earlier !== undefined && earlier !== list) throw fail('E_STREAM_TWICE', list.feed.what)
    this.#lists.set(list.feed, list)
    this.hasAppended ||= list.feed instanceof AddedItems
    return list.open(shown)
  }

  /** @param turn see {@link RowSource.settle}. */
  settle(kept: boolean, turn?: SentTurn): void {
    for (const list of this.#lists.values()) list.settle(kept, turn)
    this.#lists.clear()
  }
}

/** @throws LiveError E_EACH_ROW. */
export function renderRow(render: RenderRow, item: never, index: number): Block {
  const row = render(item, index)
  if (row instanceof Block) return row
  throw fail('E_EACH_ROW', index, describe(row))
}
