/**
 * One listener for each DOM event name that the page's templates use. Finds the bound elements on the
 * event's way, reads their attributes at that moment and hands name and arguments on.
 */
import { isEventAttribute } from '../wire/reserved.ts'
import { collectArgs, readBinding } from './payload.ts'
import type { Args } from './payload.ts'
import { flushBefore, schedule } from './timing.ts'

/** What takes events on their way. */
export interface Target {
  /** To the server. */
  send(name: string, args: Args, element: Element, type: string): void
  /** Commands for the browser itself: a binding that begins with "[". */
  command(element: Element, event: Event, binding: string): void
  /** True when `live-${name}` belongs to a part that is loaded now. */
  needs(name: string): boolean
}

export class Events {
  readonly #root: Element
  readonly #target: Target
  readonly #listening = new Set<string>()

  constructor(root: Element, target: Target) {
    this.#root = root
    this.#target = target
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

  #note(attribute: string): void {
    if (attribute.startsWith('live-')) this.use(attribute.slice(5))
  }

  /** Prepares for `live-${name}`, whatever it is. */
  use(name: string): void {
    if (this.#target.needs(name)) return
    if (name === 'model') for (const type of modelEvents) this.listen(type)
    else if (isEventAttribute(`live-${name}`)) this.listen(name)
    // A form may have to be recovered when nothing can be loaded.
    if (/submit|change|input/.test(name)) this.#target.needs('recover')
  }

  #handle(event: Event): void {
    const attribute = `live-${event.type}`
    let element = event.target instanceof Element ? event.target : null
    while (element !== null) {
      const binding = element.getAttribute(attribute) ?? modelBinding(element, event.type)
      if (binding !== null && !isDisabled(element) && this.run(element, event, binding)) {
        if (listed(element, 'live-stop', event.type)) return
      }
      if (!event.bubbles || element === this.#root) return
      element = element.parentElement
    }
  }

  /** Does what a binding says, for its element; false when it is not for this key. */
  run(element: Element, event: Event, binding: string): boolean {
    if (!passes(element, event)) return false
    const { type } = event
    const leavesPage = type === 'submit' && (element as HTMLFormElement).method !== 'dialog'
    if (leavesPage || listed(element, 'live-prevent', type)) event.preventDefault()
    if (listed(element, 'live-stop', type)) event.stopPropagation()
    const question = element.getAttribute('live-confirm')
    if (binding === '' || (question !== null && !confirmed(question, event))) return true
    if (binding[0] === '[') this.#target.command(element, event, binding)
    else {
      const { name, args } = readBinding(binding)
      const all = collectArgs(element, event, args)
      schedule(element, type, () => this.#target.send(name, all, element, type))
    }
    return true
  }
}

/** live-model: a field's own events set the view's field of that name. */
const modelEvents = ['input', 'change']

function modelBinding(element: Element, type: string): string | null {
  const field = element.getAttribute('live-model')
  if (field === null || !modelEvents.includes(type)) return null
  const isTyped = element.matches('textarea, input:not([type=checkbox], [type=radio])')
  return isTyped === (type === 'input') ? `$model ${JSON.stringify({ field })}` : null
}

/** live-confirm: asks the user first. */
function confirmed(question: string, event: Event): boolean {
  if (confirm(question)) return true
  event.preventDefault()
  return false
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
