/**
 * The live parts of a page: blocks made of slots, child slots that hold text, a block, a list or trusted
 * HTML. Applies the values and patches of docs/protocol.md; touches nothing that they don't name.
 */
import { APPEND } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'
import { hydrate } from './hydrate.ts'
import type { SlotNodes, SlotRange } from './hydrate.ts'
import { writeSlot } from './attributes.ts'
import { List, rowStarts } from './lists.ts'
import { isAppend, namesRows } from './values.ts'
import type { Templates, Values } from './lists.ts'
import { writeRaw } from './raw.ts'
import { slotRangeOf, Slot } from './slot.ts'
import { cloneTemplate } from './template.ts'
import type { Template } from './template.ts'
import { beforeWrite, Desync, isDamaged, repaired } from './foreign-nodes.ts'
import { parentNode, unshadowed } from './unshadowed.ts'

type Part = Element | ChildPart | undefined

const UNKNOWN = 0
const TEXT = 1
const BLOCK = 2
const LIST = 3
const RAW = 4

/** A child slot. */
export class ChildPart {
  readonly #slot: Slot
  #kind = UNKNOWN
  #content: Text | Block | List | null = null
  /** What stood here before the block around it was adopted or made anew. */
  #former: ChildPart | undefined

  /** @param text the empty text node that a clone has here. */
  constructor(place: SlotRange, text?: Text) {
    this.#slot = new Slot(place)
    if (text) {
      this.#kind = TEXT
      this.#content = text
    }
  }

  /** Applies a value or a patch to what is in the page. @throws Desync when it isn't as it was left. */
  write(value: Json, templates: Templates): void {
    this.#check(isAppend(value))
    beforeWrite.tell?.(this.#slot.parent)
    if (isAppend(value)) return this.#append(value[APPEND])
    if (!Array.isArray(value)) return this.#text(value === null ? '' : String(value))
    const head = value[0]
    if (typeof head === 'number' && head > 0)
      this.#block(templates(head, this.#slot.parent)).patch(value, 1, templates)
    else if (head === 0) this.#list().patch(value, templates)
    else this.#replace(value, templates)
  }

  /** Fills the slot of a new block. */
  fill(value: Json, templates: Templates): void {
    if (Array.isArray(value)) this.#replace(value, templates)
    else if (value !== null) (this.#content as Text).data = String(value)
  }

  /** Makes the slot show a whole value, keeping every node that fits. */
  reconcile(value: Json, templates: Templates): void {
    if (namesRows(value)) return this.#keepRows(value, templates)
    const broken = isDamaged(this.#slot.parent)
    if (broken && this.#slot.host === null) throw new Desync()
    if (broken || !this.#tryReconcile(value, templates)) {
      const former = this.block ?? this.#former?.block
      former?.seeRows()
      if (this.#slot.host) repaired(this.#slot.host)
      this.#slot.clear(broken)
      this.#kind = UNKNOWN
      if (Array.isArray(value)) this.#replace(value, templates)
      else this.#text(value === null ? '' : String(value))
      // Rows that the server has forgotten move into the new block.
      if (former && this.block?.inherit(former))
        this.block.reconcile(value as unknown as Values, templates)
    }
    this.#former = undefined
  }

  get block(): Block | undefined {
    return this.#kind === BLOCK ? (this.#content as Block) : undefined
  }

  get list(): List | undefined {
    return this.#kind === LIST ? (this.#content as List) : undefined
  }

  /** Notes who stood in this slot before. */
  inherit(former: ChildPart): void {
    this.#former = former.#kind === UNKNOWN ? former.#former : former
  }

  /** Finds rows that came with the page and were never addressed, as long as they are in it. */
  seeRows(): void {
    this.block?.seeRows()
    if (this.#kind !== UNKNOWN || isDamaged(this.#slot.parent)) return
    try {
      this.#list()
    } catch (error) {
      if (!(error instanceof Desync)) throw error
    }
  }

  /** Shows a list whose rows the server has forgotten, with those that are here. */
  #keepRows(value: Values, templates: Templates): void {
    if (!this.#slot.isBounded) throw new Desync()
    const former = this.#former?.list
    this.#former = undefined
    let { list } = this
    if (!list) {
      const starts = this.#kind === UNKNOWN && !former ? rowStarts(this.#slot.nodes()) : null
      if (!starts && !former) this.#slot.clear(false)
      list = new List(this.#slot, starts ?? [], Block)
    }
    this.#hold(LIST, list)
    list.keep(value, templates, former)
    if (this.#slot.host) repaired(this.#slot.host)
  }

  #tryReconcile(value: Json, templates: Templates): boolean {
    if (!Array.isArray(value)) {
      if (this.#slot.nodes().some((node) => node.nodeType !== 3)) return false
      this.#kind = UNKNOWN
      this.#text(value === null ? '' : String(value))
      return true
    }
    const head = value[0]
    if (typeof head === 'number' && head < 0) return this.#reconcileBlock(value, templates)
    if (head !== null) {
      this.#kind = UNKNOWN
      this.#replace(value, templates)
      return true
    }
    const starts = rowStarts(this.#slot.nodes())
    if (starts === null) return false
    const list = new List(this.#slot, starts, Block)
    if (this.list) list.remember(this.list)
    this.#hold(LIST, list)
    list.reconcile(value, templates)
    list.rename(value[1]!)
    return true
  }

  #reconcileBlock(value: Values, templates: Templates): boolean {
    const template = templates(-(value[0] as number), this.#slot.parent)
    if (this.#kind === BLOCK && (this.#content as Block).template !== template) return false
    const nodes = this.#slot.nodes()
    try {
      const block = Block.hydrate(template, nodes[0]!, true)
      if (nodes.at(-1) !== block.last) return false
      const former = this.block ?? this.#former?.block
      if (former) block.inherit(former)
      block.reconcile(value, templates)
      this.#hold(BLOCK, block)
      return true
    } catch (error) {
      if (error instanceof Desync || nodes.length === 0) return false
      throw error
    }
  }

  #hold<T extends Block | List | null>(kind: number, content: T): T {
    this.#kind = kind
    this.#content = content
    return content
  }

  /** Anything moved or removed here is found before it is written over. */
  #check(appends: boolean): void {
    const { anchor, parent } = this.#slot
    if (!unshadowed(anchor).isConnected || !this.#slot.isBounded) throw new Desync()
    const content = this.#content
    if (this.#kind === TEXT && (content as Text).parentNode !== parent) {
      // All of an element's text can be set anew whatever happened to it.
      if (this.#slot.host === null || appends) throw new Desync()
      this.#slot.clear(true)
      repaired(this.#slot.host)
    }
    if (this.#kind === BLOCK && parentNode((content as Block).first) !== parent) throw new Desync()
    if (this.#kind === UNKNOWN && isDamaged(parent)) throw new Desync()
  }

  #text(text: string): void {
    if (this.#kind !== TEXT) {
      const nodes = this.#kind === UNKNOWN ? this.#slot.nodes() : []
      if (nodes.length === 1 && nodes[0]!.nodeType === 3) this.#content = nodes[0] as Text
      else {
        this.#slot.clear(false)
        this.#content = new Text()
        this.#slot.add(this.#content)
      }
      this.#kind = TEXT
    }
    const node = this.#content as Text
    if (node.data !== text) node.data = text
  }

  /** Adds to the text that is there. */
  #append(text: string): void {
    if (this.#kind !== TEXT) {
      const nodes = this.#kind === UNKNOWN ? this.#slot.nodes() : []
      if (nodes.length > 1 || (nodes[0] && nodes[0].nodeType !== 3)) throw new Desync()
      this.#text((nodes[0] as Text | undefined)?.data ?? '')
    }
    ;(this.#content as Text).appendData(text)
  }

  #block(template: Template): Block {
    if (this.block) return this.block
    if (this.#kind !== UNKNOWN) throw new Desync()
    const first = this.#slot.nodes()[0]
    if (!first) throw new Desync()
    const block = Block.hydrate(template, first, false)
    return this.#hold(BLOCK, block)
  }

  #list(): List {
    if (this.list) return this.list
    const starts = this.#kind === UNKNOWN ? rowStarts(this.#slot.nodes()) : null
    if (starts === null) throw new Desync()
    return this.#hold(LIST, new List(this.#slot, starts, Block))
  }

  /** Puts a new block, list or trusted HTML in place of what is here. */
  #replace(value: Values, templates: Templates): void {
    const head = value[0]
    if (typeof head === 'string') return this.#raw(head)
    this.#slot.clear(false)
    if (head === null) {
      const list = this.#hold(LIST, new List(this.#slot, [], Block))
      if (namesRows(value as Json[])) list.keep(value, templates, undefined)
      else {
        list.append(value[1] as number, value.slice(2) as Values[], templates)
        list.rename(value[1]!)
      }
    } else {
      this.#slot.add(this.#hold(BLOCK, Block.create(value, templates, this.#slot.parent)).root)
    }
  }

  #raw(html: string): void {
    const nodes = this.#kind === UNKNOWN || this.#kind === RAW ? this.#slot.nodes() : []
    this.#hold(RAW, null)
    writeRaw(this.#slot, nodes, html)
  }
}

/** A template's instance in the page. */
export class Block {
  /** What to insert: the element, or the fragment of a new block. */
  readonly root: Node
  readonly first: Node
  readonly last: Node
  readonly template: Template
  readonly #parts: Part[]

  constructor(template: Template, root: Node, first: Node, last: Node, parts: Part[]) {
    this.template = template
    this.root = root
    this.first = first
    this.last = last
    this.#parts = parts
  }

  /** Builds a new block from `[-alias, value…]`. */
  static create(values: Values, templates: Templates, place: Node): Block {
    const template = templates(-(values[0] as number), place)
    const { root, found } = cloneTemplate(template)
    const { marks } = template
    const parts = found.map((node, i) =>
      marks[i] === '' ? new ChildPart(slotRangeOf(node), node as Text) : (node as Element),
    )
    const ends = template.single ? [root, root] : [root.firstChild!, root.lastChild!]
    const block = new Block(template, root, ends[0]!, ends[1]!, parts)
    for (let i = 0; i < marks.length; i++) {
      const value = values[i + 1]!
      const part = parts[i]!
      if (part instanceof ChildPart) part.fill(value, templates)
      else if (value !== null) writeSlot(part, marks[i]!, value)
    }
    return block
  }

  /** Finds the slots of a block that is in the page. @throws Desync when it is not this template's. */
  static hydrate(template: Template, first: Node, strict: boolean): Block {
    const { found, last } = hydrate(template, first, strict)
    return new Block(template, first, first, last, found.map(partAt))
  }

  /** Applies `slot, value` pairs, from index `at` on. */
  patch(pairs: Values, at: number, templates: Templates): void {
    let failed: unknown
    for (let i = at; i < pairs.length; i += 2) {
      try {
        this.#write(pairs[i] as number, pairs[i + 1]!, templates)
      } catch (error) {
        if (!(error instanceof Desync)) throw error
        // Later slots may get rows that come only once.
        failed = error
      }
    }
    if (failed) throw failed
  }

  #write(slot: number, value: Json, templates: Templates): void {
    const part = this.#parts[slot]
    if (part instanceof ChildPart) {
      part.write(value, templates)
    } else if (part) {
      if (!unshadowed(part).isConnected) throw new Desync()
      beforeWrite.tell?.(part)
      writeSlot(part, this.template.marks[slot]!, value)
    }
  }

  /** Lets the slots of a block of the same template know what stood there; false: it is another one. */
  inherit(former: Block): boolean {
    if (former.template !== this.template) return false
    this.#parts.forEach((part, slot) => {
      const before = former.#parts[slot]
      if (part instanceof ChildPart && before instanceof ChildPart) part.inherit(before)
    })
    return true
  }

  /** Finds the rows of lists that were not addressed so far. */
  seeRows(): void {
    for (const part of this.#parts) if (part instanceof ChildPart) part.seeRows()
  }

  /** Writes every slot's value from `[-alias, value…]`. */
  reconcile(values: Values, templates: Templates): void {
    this.#parts.forEach((part, slot) => {
      const value = values[slot + 1]!
      if (part instanceof ChildPart) part.reconcile(value, templates)
      else if (part) writeSlot(part, this.template.marks[slot]!, value)
    })
  }
}

const partAt = (found: SlotNodes[number]): Part =>
  found && !(found instanceof Element) ? new ChildPart(found) : found
