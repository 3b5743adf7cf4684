/** Moves nodes from one element to another. Where browsers can, without taking them out of the page. */

type Movable = Element & { moveBefore?(node: Node, next: null): void }

/** Puts a node last in an element. What moves within the page restarts nothing in it, where that can be. */
export function moveInto(to: Movable, node: Node): void {
  if (to.moveBefore && to.isConnected && node.isConnected) to.moveBefore(node, null)
  else to.append(node)
}

/** Moves everything that is in an element. */
export function moveAll(from: Element, to: Element): void {
  while (from.firstChild) moveInto(to, from.firstChild)
}
