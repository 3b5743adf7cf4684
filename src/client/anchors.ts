/** The comments between which a block of several nodes stands; see docs/protocol.md. */
import { BLOCK_END, BLOCK_START } from '../wire/frames.ts'

/** Puts the nodes between anchors of their own. */
export function anchored(nodes: Node): Node {
  nodes.insertBefore(new Comment(BLOCK_START), nodes.firstChild)
  nodes.appendChild(new Comment(BLOCK_END))
  return nodes
}
