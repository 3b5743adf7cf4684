/**
 * One listener for each DOM event name that the page's templates use. Finds the bound elements on the
 * event's way, reads their attributes at that moment and hands name and arguments on.
 */
import { portals } from './slot.ts'
import { collectArgs, readBinding } from './payload.ts'
import type { Args } from './payload.ts'
import { flushBefore, sendInTime } from './timing.ts'
import { doc, unshadowed } from './unshadowed.ts'

/** What takes events on their way. */
export interface EventRecipient {
  /** To the server. */
  send(name: string, args: Args, element: Element, type: string): void
  /** Commands for the browser itself: a binding that begins with "[". */
  command(element: Element, event: Event, binding: string): void
}

export class Events {
  readonly #target: EventRecipient
  readonly #listening = new Set<string>()

  constructor(target: EventRecipient) {
    this.#target = target
    const flush = ({ target }: Event): void => flushBefore(target as Element)
    doc.addEventListener('focusout', flush)
    // Enter in a text field changes it without leaving it.
    doc.addEventListener('change', flush)
  }

  /** Listens to a DOM event. Those that bubble are taken on the way up, so that pages can stop them. */
  listen(type: string): void {
    if (this.#listening.has(type)) return
    this.#listening.add(type)
    for (const capture of [true, false])
      doc.addEventListener(
        type,
        (event) => event.bubbles !== capture && this.#handle(event),
        capture,
      )
  }

  #handle(event: Event): void {
    const attribute = `live-${event.type}`
    let element = event.target instanceof Element ? event.target : null
    while (element) {
      const plain = unshadowed(element)
      const binding = plain.getAttribute(attribute)
      if (binding !== null && !isIdle(element) && this.run(element, event, binding)) {
        if (listed(plain, 'live-stop', event.type)) return
      }
      if (!event.bubbles) return
      element = portals.get(element) || plain.parentElement
    }
  }

  /** Does what a binding says, for its element; false when it is not for this key. */
  run(element: Element, event: Event, binding: string): boolean {
    const plain = unshadowed(element)
    if (!passes(plain, event)) return false
    const { type } = event
    const leavesPage = type === 'submit' && (plain as HTMLFormElement).method !== 'dialog'
    if (leavesPage || listed(plain, 'live-prevent', type)) event.preventDefault()
    if (listed(plain, 'live-stop', type)) event.stopPropagation()
    const question = plain.getAttribute('live-confirm')
    if (binding === '' || (question !== null && !confirmed(question, event))) return true
    if (binding[0] === '[') {
      if (type !== 'input') flushBefore(element)
      this.#target.command(element, event, binding)
    } else {
      const { name, args } = readBinding(binding)
      const all = collectArgs(element, event, args)
      sendInTime(element, event, () => this.#target.send(name, all, element, type))
    }
    return true
  }
}

/** live-confirm: asks the user first. */
function confirmed(question: string, event: Event): boolean {
  if (confirm(question)) return true
  event.preventDefault()
  return false
}

/** True for what is disabled, and for HTML of users. */
function isIdle(element: Element): unknown {
  return (element as HTMLButtonElement).disabled || unshadowed(element).closest('[live-untrusted]')
}

/** True when the attribute is there and empty, or names the event. */
function listed(element: Element, attribute: string, type: string): boolean | undefined {
  const value = element.getAttribute(attribute)
  return value === '' || value?.split(/\s+/).includes(type)
}

/** live-key: only the named keys pass, with exactly the named modifiers when there are any. */
function passes(element: Element, event: Event): boolean {
  const keys = element.getAttribute('live-key')
  return (
    keys === null ||
    !(event instanceof KeyboardEvent) ||
    keys.split(/\s+/).some((wanted) => matches(event, wanted))
  )
}

function matches(event: KeyboardEvent, wanted: string): boolean {
  const names = wanted === '+' ? ['+'] : wanted.split('+')
  const key = names.pop()!
  const isKey = event.key === key || event.code === key || (key === 'Space' && event.key === ' ')
  return isKey && names.every((name) => event.getModifierState(name))
}
