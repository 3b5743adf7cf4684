/**
 * Finds the slots of a block that is already in the page, by walking its template's shape and the page's
 * nodes side by side. Throws Desync where they don't fit.
 */
import { BLOCK_END, BLOCK_START, SlotMark } from '../wire/frames.ts'
import { KID } from './template.ts'
import type { Kid, Shape, Template } from './template.ts'
import { firstChild, nextSibling, unshadowed } from './unshadowed.ts'
import { Desync, isDamaged, isForeign, isTouched } from './foreign-nodes.ts'

/** Where a child slot's content is: all of `host`, or from `marker` up to `end` (null: to the last). */
export interface SlotRange {
  host: Element | null
  marker: Node | null
  end: Node | null
}

/** For each slot its element or place; undefined inside live-ignore. */
export type SlotNodes = (Element | SlotRange | undefined)[]

/** Our own nodes from `first` up to `end`. */
export function ownNodes(first: Node | null, end: Node | null): Node[] {
  const nodes: Node[] = []
  for (let node = first; node !== end; node = nextSibling(node)) {
    if (node === null) throw new Desync()
    if (!isForeign(node)) nodes.push(node)
  }
  return nodes
}

const isComment = (node: Node | undefined, data: string): boolean =>
  node?.nodeType === 8 && (node as Comment).data === data

/** The last node of a block that begins at `first`: itself, or its closing anchor. */
export function lastNode(first: Node): Node {
  if (!isComment(first, BLOCK_START)) return first
  let depth = 0
  for (let node: Node | null = first; node !== null; node = nextSibling(node)) {
    if (isComment(node, BLOCK_START)) depth++
    else if (isComment(node, BLOCK_END) && --depth === 0) return node
  }
  throw new Desync()
}

/**
 * Finds the slots of a block that begins at `first`.
 * @param strict also compares static elements and text and puts static attributes right: after damage,
 * and where another block may have been before.
 */
export function hydrate(
  template: Template,
  first: Node,
  strict: boolean,
): { found: SlotNodes; last: Node } {
  const walker = new Walker(strict, template.marks)
  const last = lastNode(first)
  if (template.single) walker.element(first, (template.kids[0] as { shape: Shape }).shape)
  else if (isComment(first, BLOCK_START)) {
    walker.kids(template.kids, first.parentNode!, ownNodes(first.nextSibling, last), last)
  } else throw new Desync()
  return { found: walker.found, last }
}

class Walker {
  readonly found: SlotNodes
  readonly #strict: boolean
  readonly #marks: string[]

  constructor(strict: boolean, marks: string[]) {
    this.#strict = strict
    this.#marks = marks
    this.found = new Array<undefined>(marks.length).fill(undefined)
  }

  element(node: Node | undefined, shape: Shape): void {
    if (!(node instanceof Element) || unshadowed(node).localName !== shape.tag) throw new Desync()
    const element = node
    for (const slot of shape.slots) this.found[slot] = element
    if (this.#strict) this.#repairAttributes(element, shape)
    if (shape.ignored || shape.slots.some((slot) => this.#marks[slot] === SlotMark.TEXT)) return
    const { kids } = shape
    if (kids.length === 1 && kids[0]!.kind === KID.SLOT) {
      this.found[kids[0]!.slot] = { host: element, marker: null, end: null }
    } else if (shape.dynamic || this.#strict) {
      this.kids(kids, element, ownNodes(firstChild(element), null), null)
    }
  }

  /** Static attributes become the template's, but for those that someone else changed. */
  #repairAttributes(element: Element, { model, slots }: Shape): void {
    const dynamic = slots.map((slot) => this.#marks[slot]!.replace(/^[?.]/, ''))
    const plain = unshadowed(element)
    const wanted = unshadowed(model)
    for (const { name } of [...plain.attributes]) {
      if (wanted.hasAttribute(name) || dynamic.includes(name) || isTouched(element, name)) continue
      plain.removeAttribute(name)
    }
    for (const { name, value } of wanted.attributes) {
      if (plain.getAttribute(name) === value || isTouched(element, name)) continue
      plain.setAttribute(name, value)
    }
  }

  /**
   * Matches siblings. Each child slot begins at its marker; the statics between two markers follow the
   * slot's content, whose length is not known, so they are matched from the second marker backwards.
   */
  kids(kids: Kid[], parent: Node, nodes: Node[], after: Node | null): void {
    if (isDamaged(parent)) throw new Desync()
    const marks = markerIndexes(nodes)
    const cuts = kids.flatMap((kid, i) => (kid.kind === KID.SLOT ? [i] : []))
    if (marks.length !== cuts.length) throw new Desync()
    const head = kids.slice(0, cuts[0] ?? kids.length)
    this.#statics(head, nodes.slice(0, marks[0] ?? nodes.length), false)
    cuts.forEach((cut, i) => {
      const statics = kids.slice(cut + 1, cuts[i + 1] ?? kids.length)
      const from = marks[i]!
      const to = marks[i + 1] ?? nodes.length
      const begin = this.#statics(statics, nodes.slice(from + 1, to), true)
      const end = begin ?? nodes[to] ?? after
      this.found[(kids[cut] as { slot: number }).slot] = { host: null, marker: nodes[from]!, end }
    })
  }

  /** Matches statics to the last of the nodes; returns the node of the first static, if any. */
  #statics(statics: Kid[], nodes: Node[], afterSlot: boolean): Node | undefined {
    let at = nodes.length
    let first: Node | undefined
    for (let i = statics.length - 1; i >= 0; i--) {
      const kid = statics[i]!
      let node = nodes[at - 1]
      if (kid.kind === KID.ELEMENT) {
        this.element(node, kid.shape)
      } else if (kid.kind === KID.TEXT) {
        node = this.#text(node, kid.text, afterSlot && i === 0)
        if (node === undefined) continue
      }
      first = node
      at--
    }
    if (!afterSlot && this.#strict && at > 0) throw new Desync()
    return first
  }

  /** Static text; cut off from a slot's text that the browser's parser joined with it. */
  #text(node: Node | undefined, text: string, afterSlot: boolean): Node | undefined {
    if (node?.nodeType !== 3) {
      // Someone may have replaced the text; only where a slot's own text ends before it this matters.
      if (afterSlot || this.#strict) throw new Desync()
      return undefined
    }
    const data = (node as Text).data
    if (data === text) return node
    if (afterSlot && data.endsWith(text)) return (node as Text).splitText(data.length - text.length)
    if (afterSlot || this.#strict) throw new Desync()
    return node
  }
}

/** Positions of the empty comments that are not inside another block's anchors. */
function markerIndexes(nodes: Node[]): number[] {
  const indexes: number[] = []
  let depth = 0
  nodes.forEach((node, i) => {
    if (node.nodeType !== 8) return
    const { data } = node as Comment
    if (data === BLOCK_START) depth++
    else if (data === BLOCK_END) depth--
    else if (data === '' && depth === 0) indexes.push(i)
  })
  return indexes
}
