/**
 * Shows that an element waits for an answer, from its event until exactly that event's answer:
 * aria-busy, the classes of live-loading, and buttons with live-disable-with.
 */
import { dropEmpty, names } from './attributes.ts'
import { answering, fieldsOf, fieldState, reassert, unchanged } from './fields.ts'
import type { FieldState } from './fields.ts'
import { lock, unlock } from './disabled-buttons.ts'
import { doc, unshadowed } from './unshadowed.ts'
import { asFramework } from './foreign-nodes.ts'

/** What one event holds until it is answered. */
export interface Pending {
  element: Element
  type: string
  buttons: HTMLButtonElement[]
  fields: FieldState
}

const holders = new WeakMap<Element, number>()

export function hold(element: Element, type: string): Pending {
  const fields = fieldState(element)
  const plain = unshadowed(element)
  const asked = type === 'click' ? [element] : type === 'submit' ? fieldsOf(element) : []
  const buttons = asked.filter((one) =>
    unshadowed(one).hasAttribute('live-disable-with'),
  ) as HTMLButtonElement[]
  asFramework(() => {
    holders.set(element, (holders.get(element) ?? 0) + 1)
    plain.setAttribute('aria-busy', 'true')
    buttons.forEach(lock)
  })
  // Not as our own: patches of the attribute then keep what they don't name. One by one: add() of none makes
  // an empty attribute in Chromium.
  for (const name of loadingClasses(plain)) plain.classList.add(name)
  return { element, type, buttons, fields }
}

/** Applies an answer with the element given back first, and its fields put right afterwards. */
export function release(pending: Pending, apply: () => void): void {
  const { element, type, buttons, fields } = pending
  const plain = unshadowed(element)
  asFramework(() => {
    buttons.forEach(unlock)
    const left = holders.get(element)! - 1
    holders.set(element, left)
    if (left === 0) plain.removeAttribute('aria-busy')
  })
  if (!holders.get(element)) {
    plain.classList.remove(...loadingClasses(plain))
    dropEmpty(plain, 'class')
  }
  const mayWrite = !isTyping(type) && unchanged(fields)
  answering(mayWrite ? element : null, apply)
  asFramework(() => reassert(element, fields, mayWrite))
}

/**
 * A field being typed into is its user's, also when Enter tells of a change; other events on it (Escape, a
 * submit) ask the server, and so does what is chosen instead of typed.
 */
function isTyping(type: string): boolean {
  const kind = String((doc.activeElement as HTMLInputElement | null)?.type)
  return type === 'input'
    ? !kind.startsWith('sel')
    : type === 'change' && !/sel|range|color/.test(kind)
}

function loadingClasses(element: Element): string[] {
  return names(element.getAttribute('live-loading') ?? '')
}
