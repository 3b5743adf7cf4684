/** Moves runs of siblings and takes them out. */

interface Mover {
  moveBefore?(node: Node, before: Node | null): void
}

/** Removes the siblings from first to last. */
export function removeNodes(first: Node, last: Node): void {
  let node: Node = first
  while (node !== last) {
    const next = node.nextSibling!
    node.parentNode!.removeChild(node)
    node = next
  }
  last.parentNode!.removeChild(last)
}

/**
 * Moves siblings; where the browser can (moveBefore), frames in them go on undisturbed. Elsewhere the focus
 * and the selection come back.
 */
export function moveNodes(parent: Node, first: Node, last: Node, before: Node | null): void {
  const mover = parent as Node & Mover
  const focused = document.activeElement as HTMLInputElement
  const { selectionStart, selectionEnd, selectionDirection } = focused
  let node: Node | null = first
  for (;;) {
    const next: Node | null = node!.nextSibling
    if (mover.moveBefore && node!.isConnected) mover.moveBefore(node!, before)
    else parent.insertBefore(node!, before)
    if (node === last) break
    node = next
  }
  if (focused === document.activeElement) return
  focused.focus({ preventScroll: true })
  if (selectionStart != null)
    focused.setSelectionRange(selectionStart, selectionEnd, selectionDirection!)
}
