/**
 * One listener for each DOM event name that the page's templates use. Finds the bound elements on the
 * event's way, reads their attributes at that moment and hands name and arguments on.
 */
import { isEventAttribute } from '../wire/reserved.ts'
import { collectArgs, readBinding } from './payload.ts'
import type { Args } from './payload.ts'
import { flushBefore, schedule } from './timing.ts'

/** Takes an event on its way to the server. */
export type Send = (name: string, args: Args, element: Element, type: string) => void

export class Events {
  readonly #root: Element
  readonly #send: Send
  readonly #listening = new Set<string>()

  constructor(root: Element, send: Send) {
    this.#root = root
    this.#send = send
    root.addEventListener('focusout', (event) => flushBefore(event.target as Element))
  }

  /** Listens to a DOM event. Those that bubble are taken on the way up, so that pages can stop them. */
  listen(type: string): void {
    if (this.#listening.has(type)) return
    this.#listening.add(type)
    this.#root.addEventListener(type, (event) => void (event.bubbles && this.#handle(event)))
    this.#root.addEventListener(type, (event) => void (event.bubbles || this.#handle(event)), true)
  }

  /** Listens to everything that the nodes of a new template are bound to. */
  listenIn(markup: ParentNode, marks: readonly string[]): void {
    for (const mark of marks) this.#note(mark)
    for (const element of markup.querySelectorAll('*')) {
      for (const { name } of element.attributes) this.#note(name)
    }
  }

  #note(name: string): void {
    if (name.startsWith('live-') && isEventAttribute(name)) this.listen(name.slice(5))
  }

  #handle(event: Event): void {
    const attribute = `live-${event.type}`
    let element = event.target instanceof Element ? event.target : null
    while (element !== null) {
      const binding = element.getAttribute(attribute)
      if (binding !== null && !isDisabled(element) && passes(element, event)) {
        this.#fire(element, event, binding)
        if (listed(element, 'live-stop', event.type)) return
      }
      if (!event.bubbles || element === this.#root) return
      element = element.parentElement
    }
  }

  #fire(element: Element, event: Event, binding: string): void {
    const { type } = event
    const leavesPage = type === 'submit' && (element as HTMLFormElement).method !== 'dialog'
    if (leavesPage || listed(element, 'live-prevent', type)) event.preventDefault()
    if (listed(element, 'live-stop', type)) event.stopPropagation()
    if (binding === '') return
    const { name, args } = readBinding(binding)
    const all = collectArgs(element, event, args)
    schedule(element, type, () => this.#send(name, all, element, type))
  }
}

function isDisabled(element: Element): boolean {
  return (element as HTMLButtonElement).disabled === true && element.localName !== 'form'
}

/** True when the attribute is there and empty, or names the event. */
function listed(element: Element, attribute: string, type: string): boolean {
  const value = element.getAttribute(attribute)
  return value !== null && (value === '' || value.split(/\s+/).includes(type))
}

/** live-key: only the named keys pass, with exactly the named modifiers when there are any. */
function passes(element: Element, event: Event): boolean {
  const keys = element.getAttribute('live-key')
  if (keys === null || !(event instanceof KeyboardEvent)) return true
  return keys.split(/\s+/).some((wanted) => matches(event, wanted))
}

function matches(event: KeyboardEvent, wanted: string): boolean {
  const names = wanted === '+' ? ['+'] : wanted.split('+')
  const key = names.pop()!
  if (event.key !== key && event.code !== key && !(key === 'Space' && event.key === ' '))
    return false
  return names.every((name) => event.getModifierState(name))
}
