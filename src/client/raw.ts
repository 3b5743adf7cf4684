/** Trusted HTML in a slot: between anchors, so that it can be changed in place. */
import { BLOCK_END, BLOCK_START } from '../wire/frames.ts'
import { morph } from './morph.ts'
import type { Slot } from './slot.ts'
import { fragment } from './trusted.ts'

/** Shows trusted HTML in a slot. `nodes` are those of earlier trusted HTML, which stay where they fit. */
export function writeRaw(slot: Slot, nodes: Node[], html: string): void {
  const [first] = nodes
  const last = nodes.at(-1)
  if (first?.nodeType === 8 && first !== last)
    return morph(slot.parent, first.nextSibling, last!, fragment(html))
  slot.clear(false)
  const content = fragment(html)
  content.prepend(document.createComment(BLOCK_START))
  content.append(document.createComment(BLOCK_END))
  slot.add(content)
}
