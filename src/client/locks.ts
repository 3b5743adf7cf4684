/**
 * Elements that wait for an answer and show it: a button that reads "Saving…" is disabled, and its own
 * content waits in a fragment, where patches still reach it.
 */
import { unshadowed } from './unshadowed.ts'

export interface Lock {
  /** What the server wants `disabled` to be once the lock is gone. */
  disabled: boolean
  /** The element's own content, when another text stands in for it. */
  content: DocumentFragment | null
  /** How many events hold it. */
  holders: number
}

const locks = new Map<Element, Lock>()

export function lockOf(element: Element): Lock | undefined {
  return locks.get(element)
}

/** True for nodes of the page, and for those whose place is taken by a stand-in text. */
export function inPage(node: Node): boolean {
  const plain = unshadowed(node)
  if (plain.isConnected) return true
  const root = plain.getRootNode()
  for (const lock of locks.values()) if (lock.content === root) return true
  return false
}

/** Disables a button and shows the text of its live-disable-with. */
export function lock(element: HTMLButtonElement | HTMLInputElement): void {
  const held = locks.get(element)
  if (held) {
    held.holders++
    return
  }
  const text = element.getAttribute('live-disable-with')!
  const taken: Lock = { disabled: element.disabled, content: null, holders: 1 }
  locks.set(element, taken)
  element.disabled = true
  if (element instanceof HTMLInputElement || text === '') return
  taken.content = document.createDocumentFragment()
  taken.content.append(...element.childNodes)
  element.textContent = text
}

/** Gives the element back, as the server wants it now. */
export function unlock(element: HTMLButtonElement | HTMLInputElement): void {
  const held = locks.get(element)
  if (held === undefined || --held.holders > 0) return
  locks.delete(element)
  element.disabled = held.disabled
  if (held.content) element.replaceChildren(held.content)
}
