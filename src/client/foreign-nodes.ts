/**
 * Tells our nodes from those that others (extensions, translators, third-party widgets) put into a live
 * page. Foreign nodes are stepped over; where one of ours was taken away, positions can't be trusted.
 * All of our own changes run inside `own`.
 */

/** Thrown when the page is not what the server thinks it is; the view is then sent whole. */
export class Desync extends Error {}

const foreign = new WeakSet<Node>()
const damaged = new WeakSet<Node>()
/** Attributes that others changed, with the values they had before: the server's. */
const serverValues = new WeakMap<Element, Map<string, string>>()
let someForeign = false

const observer = new MutationObserver(note)

/** Who is told of a node before it or something in it is changed; hooks ask for it. */
export const beforeWrite: { tell: ((node: Node) => void) | null } = { tell: null }

/** Starts watching a live root. */
export function watch(root: Node): void {
  observer.observe(root, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeOldValue: true,
  })
}

/** Runs changes of ours: what others did before is noted first, what happens inside is not. */
export function asFramework<T>(change: () => T): T {
  note(observer.takeRecords())
  try {
    return change()
  } finally {
    observer.takeRecords()
  }
}

function note(records: MutationRecord[]): void {
  for (const { type, target, addedNodes, removedNodes, attributeName, oldValue } of records) {
    if (type === 'attributes') {
      const element = target as Element
      const values = serverValues.get(element) ?? new Map<string, string>()
      if (!values.has(attributeName!)) values.set(attributeName!, oldValue ?? '')
      serverValues.set(element, values)
      continue
    }
    if (isForeign(target)) continue
    for (const node of removedNodes) if (!foreign.has(node)) damaged.add(target)
    for (const node of addedNodes) {
      foreign.add(node)
      someForeign = true
    }
  }
}

export function isForeign(node: Node): boolean {
  return someForeign && foreign.has(node)
}

/** True when foreign nodes may stand among ours. */
export function mayHaveForeign(): boolean {
  return someForeign
}

export function isDamaged(parent: Node): boolean {
  return damaged.has(parent)
}

/** Everything in this parent is ours again. */
export function repaired(parent: Node): void {
  damaged.delete(parent)
}

/** True when someone else changed this attribute since the server wrote it. */
export function isTouched(element: Element, name: string): boolean {
  return serverValues.get(element)?.has(name) ?? false
}

/**
 * Notes the server's value of an attribute that other code changed. Returns the server's value before;
 * undefined when no other code changed it.
 */
export function swapServerValue(element: Element, name: string, value: string): string | undefined {
  const values = serverValues.get(element)
  const before = values?.get(name)
  if (before !== undefined) values!.set(name, value)
  return before
}
