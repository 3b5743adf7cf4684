/** Moves runs of siblings and takes them out. */

interface Mover {
  moveBefore?(node: Node, before: Node | null): void
}

/** Removes the siblings from first to last. */
export function removeNodes(first: Node, last: Node): void {
  let node: Node = first
  while (node !== last) {
    const next = node.nextSibling!
    ;(node as ChildNode).remove()
    node = next
  }
  ;(last as ChildNode).remove()
}

/** Moves siblings; where the browser can (moveBefore), frames and focus in them go on undisturbed. */
export function moveNodes(parent: Node, first: Node, last: Node, before: Node | null): void {
  const mover = parent as Node & Mover
  let node: Node | null = first
  for (;;) {
    const next: Node | null = node!.nextSibling
    if (mover.moveBefore && node!.isConnected) mover.moveBefore(node!, before)
    else parent.insertBefore(node!, before)
    if (node === last) return
    node = next
  }
}
