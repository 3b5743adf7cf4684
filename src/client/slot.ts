/** The place of a child slot among its siblings: all of an element, or from a marker up to a node. */
import { ownNodes } from './hydrate.ts'
import type { SlotRange } from './hydrate.ts'
import { limitsChanged } from './fields.ts'
import { mayHaveForeign } from './foreign-nodes.ts'
import { firstChild, nextSibling, parentNode, unshadowed } from './unshadowed.ts'

/**
 * Leads from the element that stands in a portal's place to the one that holds its content, and from that
 * one back to the element around the place.
 */
export const portals: WeakMap<object, Element> = new WeakMap()

export class Slot {
  readonly #host: Element | null
  readonly #marker: Node | null
  /** The node behind the slot; null: there is none. */
  readonly end: Node | null

  constructor({ host, marker, end }: SlotRange) {
    this.#host = host
    this.#marker = marker
    this.end = end
  }

  /** The element whose only content the slot is, if so. */
  get host(): Element | null {
    return portals.get(this.#host!) ?? this.#host
  }

  get parent(): Node {
    return this.host ?? this.#marker!.parentNode!
  }

  /** A node that is in the page as long as the slot is. */
  get anchor(): Node {
    return this.host ?? this.#marker!
  }

  /** False when the node behind the slot was taken away. */
  get isBounded(): boolean {
    return this.end === null || parentNode(this.end) === this.parent
  }

  get #first(): Node | null {
    return this.#marker ? this.#marker.nextSibling : firstChild(this.host!)
  }

  /** Our own nodes in this slot. */
  nodes(): Node[] {
    return ownNodes(this.#first, this.end)
  }

  /** Adds content at the end. */
  add(node: Node): void {
    unshadowed(this.parent).insertBefore(node, this.end)
    limitsChanged(this.parent)
  }

  /** Removes our nodes from the slot; `everything`: foreign ones too. */
  clear(everything: boolean): void {
    const all = everything || !mayHaveForeign()
    if (this.host && all) return unshadowed(this.host).replaceChildren()
    const nodes: Node[] = []
    for (let node = this.#first; node !== null && node !== this.end; node = nextSibling(node)) {
      nodes.push(node)
    }
    const mine = all ? nodes : new Set(this.nodes())
    for (const node of mine) unshadowed(node as ChildNode).remove()
  }
}

/** Where a clone's child slot is: alone in its element, or behind its marker. */
export function slotRangeOf(text: Node): SlotRange {
  const marker = text.previousSibling
  return marker
    ? { host: null, marker, end: text.nextSibling }
    : { host: text.parentNode as Element, marker: null, end: null }
}
