/** Elements whose text their user writes: what a slot put there would not stay where it is. */
import { isEditable } from './parse.ts'
import type { ElementNode, Node } from './parse.ts'

/** Nothing in it is ever patched, so it belongs to its user as a whole. */
export function isUsersText(element: ElementNode): boolean {
  const isIgnored = element.attributes.some(({ name }) => name === 'live-ignore')
  return isEditable(element) && !isIgnored && !element.children.some(hasSlot)
}

function hasSlot(node: Node): boolean {
  if (node.type !== 'element') return node.type === 'child'
  const isBound = node.attributes.some(({ parts }) => (parts?.length ?? 0) > 1)
  return isBound || node.text !== null || node.children.some(hasSlot)
}
