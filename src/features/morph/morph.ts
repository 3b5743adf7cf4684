/**
 * Changes trusted HTML in place: nodes that are alike (same element, same id) stay, so focus, selection
 * and widgets in them live on. Siblings are matched in order, elements with an id across the order.
 */
import { unshadowed } from '../dom/unshadowed.ts'

/** Makes the siblings from `first` up to `end` equal to the nodes of a fragment. */
export function morph(parent: Node, first: Node | null, end: Node | null, wanted: Node): void {
  let at = first
  for (const target of [...unshadowed(wanted).childNodes]) {
    const match = findMatch(at, end, target)
    if (match === null) {
      unshadowed(parent).insertBefore(target, at)
      continue
    }
    if (match === at) at = unshadowed(at).nextSibling
    else unshadowed(parent).insertBefore(match, at)
    morphNode(match, target)
  }
  while (at !== null && at !== end) {
    const next: Node | null = unshadowed(at).nextSibling
    unshadowed(at as ChildNode).remove()
    at = next
  }
}

/** The next node if it is alike, or a later one with the same id. */
function findMatch(at: Node | null, end: Node | null, target: Node): Node | null {
  if (at === null || at === end) return null
  if (alike(at, target)) return at
  const id = idOf(target)
  if (!id) return null
  for (
    let node: Node | null = at;
    node !== null && node !== end;
    node = unshadowed(node).nextSibling
  ) {
    if (idOf(node) === id && alike(node, target)) return node
  }
  return null
}

const idOf = (node: Node): string => (node instanceof Element ? unshadowed(node).id : '')

function alike(a: Node, b: Node): boolean {
  return unshadowed(a).nodeName === unshadowed(b).nodeName && idOf(a) === idOf(b)
}

function morphNode(node: Node, target: Node): void {
  if (!(node instanceof Element)) {
    if (node.nodeValue !== target.nodeValue) node.nodeValue = target.nodeValue
    return
  }
  const element = unshadowed(node)
  const wanted = unshadowed(target as Element)
  for (const { name, value } of wanted.attributes) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
  for (const { name } of [...element.attributes]) {
    // What a reader opened stays open.
    if (!wanted.hasAttribute(name) && name !== 'open') element.removeAttribute(name)
  }
  morph(node, element.firstChild, null, target)
}
