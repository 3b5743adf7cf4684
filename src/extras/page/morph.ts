/**
 * Changes trusted HTML in place: nodes that are alike (same element, same id) stay, so focus, selection
 * and widgets in them live on. Siblings are matched in order, elements with an id across the order.
 */
import { unshadowed } from './unshadowed.ts'

/** Makes the siblings from `first` up to `end` equal to the nodes of a fragment. */
export function morph(parent: Node, first: Node | null, end: Node | null, wanted: Node): void {
  let at = first
  for (const target of [...wanted.childNodes]) {
    const match = findMatch(at, end, target)
    if (match === null) {
      parent.insertBefore(target, at)
      continue
    }
    if (match === at) at = at.nextSibling
    else parent.insertBefore(match, at)
    morphNode(match, target)
  }
  while (at !== null && at !== end) {
    const next: Node | null = at.nextSibling
    ;(at as ChildNode).remove()
    at = next
  }
}

/** The next node if it is alike, or a later one with the same id. */
function findMatch(at: Node | null, end: Node | null, target: Node): Node | null {
  if (at === null || at === end) return null
  if (alike(at, target)) return at
  const id = idOf(target)
  if (!id) return null
  for (let node: Node | null = at; node !== null && node !== end; node = node.nextSibling) {
    if (idOf(node) === id && alike(node, target)) return node
  }
  return null
}

const idOf = (node: Node): string => (node instanceof Element ? unshadowed(node).id : '')

function alike(a: Node, b: Node): boolean {
  if (a.nodeType !== b.nodeType || a.nodeName !== b.nodeName) return false
  return a.nodeType !== 1 || idOf(a) === idOf(b)
}

function morphNode(node: Node, target: Node): void {
  if (node.nodeType !== 1) {
    if (node.nodeValue !== target.nodeValue) node.nodeValue = target.nodeValue
    return
  }
  const element = unshadowed(node as Element)
  const wanted = unshadowed(target as Element)
  for (const { name, value } of wanted.attributes) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
  for (const { name } of [...element.attributes]) {
    // What a reader opened stays open.
    if (!wanted.hasAttribute(name) && name !== 'open') element.removeAttribute(name)
  }
  morph(node, node.firstChild, null, target)
}
