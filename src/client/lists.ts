/**
 * Keyed lists in the page: rows by their ids, and the operations of docs/protocol.md on them.
 */
import { AT_END, ListOp } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'
import { lastNode } from './hydrate.ts'
import { anchored } from './anchors.ts'
import { limitsChanged } from './fields.ts'
import { moveNodes, removeNodes } from './nodes.ts'
import type { Template } from './template.ts'
import { beforeWrite, Desync, isForeign } from './foreign-nodes.ts'
import { nextSibling, parentNode, unshadowed } from './unshadowed.ts'

/** Finds a template by its alias on this connection, for an element to stand in. */
export type Templates = (alias: number, place: Node) => Template

export type Values = readonly Json[]

/** A block as its list sees it. */
export interface Row {
  readonly root: Node
  readonly first: Node
  readonly last: Node
  readonly template: Template
  patch(pairs: Values, at: number, templates: Templates): void
  reconcile(values: Values, templates: Templates): void
}

/** Makes rows; parts.ts passes its Block. */
export interface RowMaker {
  create(values: Values, templates: Templates, place: Node): Row
  hydrate(template: Template, first: Node, strict: boolean): Row
}

/** Where the list is; its child slot. */
export interface ListPlace {
  readonly parent: Node
  readonly end: Node | null
}

/** First nodes of the rows among a list's nodes; null when other things stand there too. */
export function rowStarts(nodes: Node[]): Node[] | null {
  const starts: Node[] = []
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!
    if (node instanceof Element) starts.push(node)
    else if (node.nodeType === 8) {
      starts.push(node)
      i = nodes.indexOf(lastNode(node), i)
    } else if ((node as Text).data.trim() !== '') return null
  }
  return starts
}

/** A keyed list: rows by their ids. A row that came with the page is a node until it is addressed. */
export class List {
  readonly #place: ListPlace
  readonly #maker: RowMaker
  readonly #rows = new Map<number, Row | Node>()
  /** Templates of rows, by their first nodes, as far as they are known. */
  readonly #templates = new Map<Node, Template>()

  constructor(place: ListPlace, starts: Node[], maker: RowMaker) {
    this.#place = place
    this.#maker = maker
    starts.forEach((node, id) => this.#rows.set(id, node))
  }

  /**
   * Applies `[0, op…]`. An operation that does not fit keeps no other one from being done: rows that the
   * server forgets come only once.
   */
  patch(ops: Values, templates: Templates): void {
    let failed: unknown
    for (let i = 1; i < ops.length; i++) {
      try {
        this.#apply(ops[i] as Values, templates)
      } catch (error) {
        if (!(error instanceof Desync)) throw error
        failed = error
      }
    }
    if (failed) throw failed
  }

  #apply(op: Values, templates: Templates): void {
    const head = op[0] as number
    if (head >= 0)
      this.#row(head, templates(op[1] as number, this.#place.parent)).patch(op, 2, templates)
    else if (head === ListOp.REMOVE)
      for (let k = 1; k < op.length; k++) this.#remove(op[k] as number)
    else if (head === ListOp.INSERT) {
      const next = op[1] as number
      const known = next === AT_END || this.#isHere(next)
      const before = known ? this.#before(next) : this.#place.end
      this.#insert(before, op[2] as number, op.slice(3) as Values[], templates)
      if (!known) throw new Desync()
    } else if (head === ListOp.MOVE) {
      for (let k = 1; k < op.length; k += 2) this.#move(op[k] as number, op[k + 1] as number)
    } else this.#replace(op[1] as number, op[2] as Values, templates)
  }

  append(firstId: number, rows: Values[], templates: Templates): void {
    this.#insert(this.#place.end, firstId, rows, templates)
  }

  /** Gives the rows the ids of `[null, [id…], row…]`, in which they do not follow each other. */
  rename(ids: Json): void {
    if (!Array.isArray(ids)) return
    const rows = [...this.#rows.values()]
    this.#rows.clear()
    rows.forEach((row, i) => this.#rows.set(ids[i] as number, row))
  }

  /** Takes over what an earlier view of the same rows knows. */
  remember(earlier: List): void {
    for (const row of earlier.#rows.values()) {
      if (isRow(row)) this.#templates.set(row.first, row.template)
    }
  }

  /**
   * Makes the rows those of `[null, firstId, row-or-id…]`. Rows that are named by their ids stay, in
   * this order; one that the page has lost leaves an empty place, which can be replaced or removed.
   * @param former the list that was here before its surroundings were made anew.
   */
  keep(value: Values, templates: Templates, former: List | undefined): void {
    const before = former ?? this
    const old = new Map([...this.#rows, ...before.#rows])
    const entries = value.slice(2) as (Values | number)[]
    const kept = new Set<unknown>(entries)
    for (const [id, row] of [...this.#rows, ...before.#rows]) {
      if ((!kept.has(id) || row !== old.get(id)) && parentOf(row) === this.#place.parent)
        removeNodes(firstOf(row), lastOf(row))
    }
    this.#rows.clear()
    let nextId = value[1] as number
    const rows = entries.map((entry): [number, Row | Node] => {
      if (typeof entry !== 'number')
        return [nextId++, this.#maker.create(entry, templates, this.#place.parent)]
      const row = old.get(entry)
      return [entry, row && isWhole(row) ? row : gap()]
    })
    for (const [id, row] of rows) this.#rows.set(id, row)
    let next = this.#place.end
    for (const [, row] of rows.reverse()) next = this.#settle(row, next)
  }

  /** Puts a row before a node, unless only foreign nodes are between them; returns its first node. */
  #settle(row: Row | Node, before: Node | null): Node {
    const { parent } = this.#place
    const first = firstOf(row)
    const last = lastOf(row)
    let next = nextSibling(last)
    while (next !== before && next !== null && isForeign(next)) next = nextSibling(next)
    if (next !== before || parentOf(row) !== parent) moveNodes(parent, first, last, before)
    return first
  }

  /** Makes the rows those of `[null, firstId, row…]`, by position. */
  reconcile(value: Values, templates: Templates): void {
    const starts = [...this.#rows.values()] as Node[]
    const firstId = value[1] as number
    const rows = value.slice(2) as Values[]
    this.#rows.clear()
    for (const extra of starts.slice(rows.length)) removeNodes(extra, lastNode(extra))
    rows.forEach((row, i) => {
      const start = starts[i]
      if (start === undefined) return
      const block = this.#reconcileRow(start, row, templates)
      this.#rows.set(firstId + i, block)
    })
    this.append(firstId + starts.length, rows.slice(starts.length), templates)
  }

  #reconcileRow(start: Node, row: Values, templates: Templates): Row {
    const last = lastNode(start)
    const template = templates(-(row[0] as number), this.#place.parent)
    try {
      if ((this.#templates.get(start) ?? template) !== template) throw new Desync()
      const block = this.#maker.hydrate(template, start, true)
      block.reconcile(row, templates)
      return block
    } catch (error) {
      if (!(error instanceof Desync)) throw error
      const block = this.#maker.create(row, templates, this.#place.parent)
      unshadowed(start as ChildNode).before(block.root)
      removeNodes(start, last)
      return block
    }
  }

  #row(id: number, template: Template): Row {
    const row = this.#known(id)
    if (isRow(row)) return row
    const block = this.#maker.hydrate(template, row, false)
    this.#rows.set(id, block)
    return block
  }

  /** A row that is where it should be. */
  #known(id: number): Row | Node {
    const row = this.#rows.get(id)
    if (!row || !this.#isHere(id)) throw new Desync()
    return row
  }

  #isHere(id: number): boolean {
    const row = this.#rows.get(id)
    return row !== undefined && parentOf(row) === this.#place.parent
  }

  #before(id: number): Node | null {
    return id === AT_END ? this.#place.end : firstOf(this.#known(id))
  }

  #insert(before: Node | null, firstId: number, rows: Values[], templates: Templates): void {
    if (rows.length === 0) return
    const nodes = new DocumentFragment()
    let id = firstId
    for (const values of rows) {
      const block = this.#maker.create(values, templates, this.#place.parent)
      this.#rows.set(id++, block)
      nodes.appendChild(block.root)
    }
    unshadowed(this.#place.parent).insertBefore(nodes, before)
    limitsChanged(this.#place.parent)
  }

  #remove(id: number): void {
    const row = this.#known(id)
    this.#rows.delete(id)
    const first = firstOf(row)
    removeNodes(first, lastOf(row))
  }

  #move(id: number, before: number): void {
    const row = this.#known(id)
    const first = firstOf(row)
    const last = lastOf(row)
    moveNodes(this.#place.parent, first, last, this.#before(before))
  }

  #replace(id: number, values: Values, templates: Templates): void {
    if (!this.#isHere(id)) {
      // Healing puts it where it belongs.
      this.#insert(this.#place.end, id, [values], templates)
      throw new Desync()
    }
    const row = this.#known(id)
    const first = firstOf(row)
    if (isRow(row)) this.#templates.set(first, row.template)
    beforeWrite.tell?.(first)
    this.#rows.set(id, this.#reconcileRow(first, values, templates))
    limitsChanged(this.#place.parent)
  }
}

function firstOf(row: Row | Node): Node {
  return isRow(row) ? row.first : row
}

function parentOf(row: Row | Node): Node | null {
  return parentNode(firstOf(row))
}

function lastOf(row: Row | Node): Node {
  return isRow(row) ? row.last : lastNode(row)
}

/** False when others took a row of several nodes apart. */
function isWhole(row: Row | Node): boolean {
  const first = firstOf(row)
  return first === lastOf(row) || parentOf(row) === lastOf(row).parentNode
}

/** The empty place of a row: a block without content. */
function gap(): Node {
  return anchored(new DocumentFragment()).firstChild!
}

function isRow(row: Row | Node): row is Row {
  return 'patch' in row
}
