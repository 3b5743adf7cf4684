/** Moves runs of siblings and takes them out. */
import { doc, nextSibling, unshadowed } from './unshadowed.ts'

interface Mover {
  moveBefore?(node: Node, before: Node | null): void
}

/** Removes the siblings from first to last. */
export function removeNodes(first: Node, last: Node): void {
  for (let node = first; ;) {
    const next = nextSibling(node)!
    unshadowed(node as ChildNode).remove()
    if (node === last) break
    node = next
  }
}

/**
 * Moves siblings; where the browser can (moveBefore), frames in them go on undisturbed. Elsewhere the focus
 * and the selection come back.
 */
export function moveNodes(parent: Node, first: Node, last: Node, before: Node | null): void {
  const mover = unshadowed(parent) as Node & Mover
  const focused = doc.activeElement as HTMLInputElement
  const { selectionStart, selectionEnd, selectionDirection } = focused
  let node: Node | null = first
  for (;;) {
    const plain: Node = unshadowed(node!)
    const next = plain.nextSibling
    if (mover.moveBefore && plain.isConnected) mover.moveBefore(node!, before)
    else mover.insertBefore(node!, before)
    if (node === last) break
    node = next
  }
  if (focused === doc.activeElement) return
  focused.focus({ preventScroll: true })
  if (selectionStart != null)
    focused.setSelectionRange(selectionStart, selectionEnd, selectionDirection!)
}
