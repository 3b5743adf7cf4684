/**
 * The rows of a list whose items the server forgets. Per row it keeps a key and the row's id on the wire,
 * in the order of the page. Changes are made in place; until they are settled they can be undone, and
 * what is new can be rendered. Other lists are compared by list-diff.ts.
 *
 *     keys [7, 9], ids {7 → 0, 9 → 1}; insert 8 before 9  →  [0, [INSERT, 1, 2, row]], ids {…, 8 → 2}
 */
import { AT_END, ListOp } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'
import { notingNested } from './nested-block.ts'
import type { Block } from './html.ts'
import { longestIncreasing, NEW } from './longest-increasing.ts'

/** How a row becomes JSON; diff.ts has it. */
export interface RowWriter {
  whole(block: Block): Json[]
}

/** Rows in the page, for the next process that shows them. */
export interface CarriedRows {
  /** The next row's id. */
  next: number
  keys: unknown[]
  /** Of the rows with these keys. */
  ids: number[]
}

/** A row from before a reset. */
interface Former {
  id: number
  place: number
}

export class StreamRows {
  /** The stream that the rows belong to; null: an append list, whose rows go from render to render. */
  readonly owner: object | null
  #ids = new Map<unknown, number>()
  #order: unknown[] = []
  #nextId = 0
  /** New content, by key, until it is settled. */
  readonly #fresh = new Map<unknown, () => Block>()
  /** Keys of rows that came or moved. */
  readonly #loose = new Set<unknown>()
  /** Ids of rows that the browser is to remove. */
  #gone: number[] = []
  /** All rows that the browser may have are gone. */
  #emptied = false
  #undo: (() => void)[] = []
  /** Rows from before a reset that none of the new ones has taken over; null: there was none. */
  #former: Map<unknown, Former> | null = null
  /** Where the rows stood that were taken over. */
  readonly #places = new Map<unknown, number>()
  /** Numbers of the components and views in rows, by the rows' keys. */
  #nested = new Map<unknown, Set<number>>()

  constructor(owner: object | null) {
    this.owner = owner
  }

  get size(): number {
    return this.#order.length
  }

  /** See base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [this.#ids, this.#order, this.#nested, this.#former]
  }

  has(key: unknown): boolean {
    return this.#ids.has(key)
  }

  /** The settled rows. */
  get carried(): CarriedRows {
    const keys = [...this.#order]
    return { next: this.#nextId, keys, ids: keys.map((key) => this.#ids.get(key)!) }
  }

  /** Takes rows that a page has had from another process. */
  restore({ next, keys, ids }: CarriedRows): void {
    this.#nextId = next
    this.#order = keys
    this.#ids = new Map(keys.map((key, i) => [key, ids[i]!]))
    this.#emptied = false
  }

  /**
   * Puts a row in. A row with this key gets the new content where it is, or at `at` if that is given.
   * @param at 0: at the start, -1: at the end, others between, counted from either end.
   */
  insert(key: unknown, render: () => Block, at: number | undefined): void {
    const id = this.#ids.get(key)
    if (id === undefined) {
      this.#ids.set(key, this.#takeOver(key))
      this.#undo.push(() => this.#ids.delete(key))
      this.#put(positionOf(at ?? -1, this.#order.length), key)
      this.#loose.add(key)
    } else if (at !== undefined) this.#reposition(key, at)
    let block: Block | undefined
    this.#fresh.set(key, () => (block ??= render()))
  }

  /** The id of a row with this key from before a reset. */
  #takeOver(key: unknown): number {
    const former = this.#former?.get(key)
    if (former === undefined) return NEW
    this.#former!.delete(key)
    this.#places.set(key, former.place)
    return former.id
  }

  /** Numbers of the components and views that the rows show. */
  get nested(): number[] {
    return [...this.#nested.values()].flatMap((numbers) => [...numbers])
  }

  #reposition(key: unknown, at: number): void {
    const from = this.#order.indexOf(key)
    const to = positionOf(at, this.#order.length - 1)
    if (from === to) return
    this.#cut(from)
    this.#put(to, key)
    this.#loose.add(key)
  }

  /** Takes a row out; a key that is not there is none of our business. */
  delete(key: unknown): void {
    if (this.#ids.has(key)) this.#remove(this.#order.indexOf(key))
  }

  /** Takes rows out at the start (`limit` > 0) or at the end (< 0) until no more are left. 0: no limit. */
  prune(limit: number): void {
    if (limit === 0) return
    while (this.#order.length > Math.abs(limit)) {
      this.#remove(limit > 0 ? 0 : this.#order.length - 1)
    }
  }

  /** Takes all rows out; those that come with the same keys keep what the browser has of them. */
  reset(): void {
    const former = this.#former ?? new Map<unknown, Former>()
    this.#order.forEach((key, place) => {
      const id = this.#ids.get(key)!
      if (id === NEW) return
      // One that was moved since the last render stands elsewhere in the page.
      const before = this.#loose.has(key) ? NEW : place
      former.set(key, { id, place: this.#places.get(key) ?? before })
    })
    const { size } = former
    this.#start()
    this.#former = size > 0 ? former : null
  }

  /** Forgets all rows: the page does not show them any more. */
  clear(): void {
    const emptied = this.#emptied
    this.#start()
    this.#emptied = true
    this.#undo.push(() => (this.#emptied = emptied))
  }

  #start(): void {
    const ids = this.#ids
    const order = this.#order
    const nested = this.#nested
    const gone = this.#gone
    this.#ids = new Map()
    this.#order = []
    this.#nested = new Map()
    this.#forgetChanges()
    // What left before a reset leaves all the same.
    this.#gone = gone
    this.#undo.push(() => {
      this.#ids = ids
      this.#order = order
      this.#nested = nested
    })
  }

  /** `[0, op…]`, `[null, firstId, row…]` when no row stays, or undefined when nothing changed. */
  patch(writer: RowWriter): Json[] | undefined {
    if (this.#emptied || (this.#former !== null && this.#places.size === 0))
      return this.whole(writer)
    const ops: Json[] = []
    const gone = [...this.#gone, ...[...(this.#former?.values() ?? [])].map(({ id }) => id)]
    if (gone.length > 0) ops.push([ListOp.REMOVE, ...gone])
    for (const key of this.#fresh.keys()) {
      const id = this.#ids.get(key)!
      if (id !== NEW) ops.push([ListOp.REPLACE, id, this.#render(key, (row) => writer.whole(row))])
    }
    this.#keepInPlace()
    this.#emitMovesAndInserts(ops, writer)
    if (ops.length === 0) return undefined
    ops.unshift(0)
    return ops
  }

  /**
   * `[null, firstId, row…]`: the whole list for a browser that may have rows of it. What the server
   * still has is a row and gets a new id; the others are named by the ids they have.
   */
  whole(writer: RowWriter): Json[] {
    const whole: Json[] = [null, this.#nextId]
    for (const key of this.#order) {
      whole.push(this.#fresh.has(key) ? this.#write(key, writer) : this.#ids.get(key)!)
    }
    return whole
  }

  /** Names the rows 0, 1, 2… as a page has them, and gives them to be printed. */
  print(write: (row: Block) => void): void {
    this.#nextId = 0
    for (const key of this.#order) this.#render(this.#named(key), write)
  }

  /** Renders a row for a writer, and notes what is inside of it. */
  #render<T>(key: unknown, write: (row: Block) => T): T {
    const [written, numbers] = notingNested(() => write(this.#fresh.get(key)!()))
    const before = this.#nested.get(key)
    if (before === undefined && numbers === null) return written
    this.#host(key, numbers)
    this.#undo.push(() => this.#host(key, before ?? null))
    return written
  }

  #host(key: unknown, numbers: Set<number> | null): void {
    if (numbers === null) this.#nested.delete(key)
    else this.#nested.set(key, numbers)
  }

  /** After a reset the rows that kept their order need not move. */
  #keepInPlace(): void {
    if (this.#places.size === 0) return
    const stays = longestIncreasing(this.#order.map((key) => this.#places.get(key) ?? NEW))
    for (const index of stays) this.#loose.delete(this.#order[index])
  }

  /** The browser has it all, or will: contents are forgotten. */
  commit(): void {
    this.#forgetChanges()
    this.#undo = []
    this.#emptied = false
  }

  /** Everything is as after the last commit. */
  rollback(): void {
    for (const undo of this.#undo.reverse()) undo()
    this.commit()
  }

  #forgetChanges(): void {
    this.#fresh.clear()
    this.#loose.clear()
    this.#gone = []
    this.#former = null
    this.#places.clear()
  }

  /** Inserts and moves, from the end to the start, so that the row after each is in its place already. */
  #emitMovesAndInserts(ops: Json[], writer: RowWriter): void {
    const order = this.#order
    const positions = this.#loosePositions()
    for (let k = 0; k < positions.length; k++) {
      const last = positions[k]!
      const next = last + 1 < order.length ? this.#ids.get(order[last + 1])! : AT_END
      const id = this.#ids.get(order[last])!
      if (id !== NEW) {
        ops.push([ListOp.MOVE, id, next])
        continue
      }
      let first = last
      while (positions[k + 1] === first - 1 && this.#ids.get(order[first - 1]) === NEW) {
        first--
        k++
      }
      const insert: Json[] = [ListOp.INSERT, next, this.#nextId]
      for (let i = first; i <= last; i++) insert.push(this.#write(order[i], writer))
      ops.push(insert)
    }
  }

  /** Where the loose rows are, last first. Looks from both ends: that is where most rows come. */
  #loosePositions(): number[] {
    const positions: number[] = []
    const order = this.#order
    let end = order.length - 1
    for (let i = 0; positions.length < this.#loose.size && i <= end; i++, end--) {
      if (this.#loose.has(order[i])) positions.push(i)
      if (i !== end && this.#loose.has(order[end])) positions.push(end)
    }
    return positions.sort((a, b) => b - a)
  }

  #write(key: unknown, writer: RowWriter): Json[] {
    return this.#render(this.#named(key), (row) => writer.whole(row))
  }

  /** Gives a row the next id. */
  #named(key: unknown): unknown {
    const before = this.#ids.get(key)!
    const id = this.#nextId++
    this.#ids.set(key, id)
    this.#undo.push(() => {
      this.#ids.set(key, before)
      this.#nextId = id
    })
    return key
  }

  #remove(index: number): void {
    const key = this.#order[index]
    const id = this.#ids.get(key)!
    this.#cut(index)
    this.#ids.delete(key)
    this.#undo.push(() => this.#ids.set(key, id))
    const nested = this.#nested.get(key)
    if (nested) {
      this.#nested.delete(key)
      this.#undo.push(() => this.#nested.set(key, nested))
    }
    this.#places.delete(key)
    this.#fresh.delete(key)
    this.#loose.delete(key)
    if (id !== NEW) this.#gone.push(id)
  }

  #put(index: number, key: unknown): void {
    this.#order.splice(index, 0, key)
    this.#undo.push(() => this.#order.splice(index, 1))
  }

  #cut(index: number): void {
    const [key] = this.#order.splice(index, 1)
    this.#undo.push(() => this.#order.splice(index, 0, key))
  }
}

/** An index from either end as one from the start, within a list to which one row is added. */
function positionOf(at: number, length: number): number {
  return at < 0 ? Math.max(0, length + 1 + at) : Math.min(at, length)
}
