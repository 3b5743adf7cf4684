/** Trusted HTML in a slot: between anchors, so that it can be changed in place. */
import { anchored } from './anchors.ts'
import type { Host } from './host.ts'
import type { Slot } from './slot.ts'
import { fragment } from './trusted.ts'

/** How HTML is changed in place: the part that knows is loaded when a page has trusted HTML. */
export const inPlace: { morph?: Host['morph']; load?: () => void } = {}

/** Shows trusted HTML in a slot. `nodes` are those of earlier trusted HTML, which stay where they fit. */
export function writeRaw(slot: Slot, nodes: Node[], html: string): void {
  const [first] = nodes
  const last = nodes.at(-1)
  const content = fragment(html, slot.parent)
  if (inPlace.morph && first?.nodeType === 8 && first !== last)
    return inPlace.morph(slot.parent, first.nextSibling, last!, content)
  inPlace.load?.()
  slot.clear(false)
  slot.add(anchored(content))
}
