/**
 * Elements that wait for an answer and show it: a button that reads "Saving…" is disabled, and its own
 * content waits in a fragment. Patches find the button as the server knows it: see `unlocked`.
 */
type Button = HTMLButtonElement | HTMLInputElement

interface Lock {
  /** What the server wants `disabled` to be once the lock is gone. */
  disabled: boolean
  /** The element's own content, when another text stands in for it. */
  content: DocumentFragment | null
  /** How many events hold it. */
  holders: number
}

const locks = new Map<Button, Lock>()

/** Disables a button and shows the text of its live-disable-with. */
export function lock(element: Button): void {
  let held = locks.get(element)
  if (held) held.holders++
  else {
    held = { disabled: false, content: null, holders: 1 }
    locks.set(element, held)
    cover(held, element)
  }
}

/** Gives the element back, as the server wants it now. */
export function unlock(element: Button): void {
  const held = locks.get(element)
  if (held === undefined || --held.holders > 0) return
  locks.delete(element)
  uncover(held, element)
}

/** Changes the page with all locked elements as the server knows them. */
export function unlocked(change: () => void): void {
  locks.forEach(uncover)
  try {
    change()
  } finally {
    locks.forEach(cover)
  }
}

function cover(held: Lock, element: Button): void {
  const text = element.getAttribute('live-disable-with')
  held.disabled = element.disabled
  element.disabled = true
  if (element instanceof HTMLInputElement || !text) return
  held.content = new DocumentFragment()
  held.content.append(...element.childNodes)
  element.textContent = text
}

function uncover(held: Lock, element: Button): void {
  element.disabled = held.disabled
  if (held.content) element.replaceChildren(held.content)
  held.content = null
}
