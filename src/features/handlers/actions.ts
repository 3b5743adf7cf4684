/**
 * `data-action="click->page#run"`: several in one attribute, each with its event, options and method. Those
 * of other controllers are left alone. The notation is that of Stimulus.
 */
import { report } from '../dom/report.ts'
import type { Calls } from './calls.ts'
import { unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted } from '../dom/untrusted.ts'

/** One action of an attribute, of the controller "page". */
interface Action {
  event: string
  /** Keys of a keyboard event that pass; empty: all. */
  keys: string[]
  on: 'element' | 'window' | 'document'
  method: string
  options: string[]
}

const ACTION =
  /^(?:(?<event>[^\s@>]+?)(?<key>\.[\w+]+)?(?:@(?<on>window|document))?->)?page#(?<method>\w+)(?<options>(?::!?\w+)*)$/

/** Names of keys in actions, where they differ from the browser's. */
const keyNames: Record<string, string> = {
  enter: 'Enter',
  tab: 'Tab',
  esc: 'Escape',
  space: ' ',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  home: 'Home',
  end: 'End',
}

export class Actions {
  readonly #calls: Calls
  readonly #bound = new WeakMap<Element, { text: string; off: AbortController }>()

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** Listens to what the element's attribute says now. */
  bind(element: Element): void {
    const text = isControlled(element)
      ? (unshadowed(element).getAttribute('data-action') ?? '')
      : ''
    const known = this.#bound.get(element)
    if (known?.text === text) return
    known?.off.abort()
    this.#bound.delete(element)
    const actions = text.split(/\s+/).flatMap((one) => parse(one, element))
    if (actions.length === 0) return
    const off = new AbortController()
    this.#bound.set(element, { text, off })
    for (const action of actions) this.#listen(element, action, off.signal)
  }

  #listen(element: Element, action: Action, signal: AbortSignal): void {
    const { event: type, on, options, method } = action
    const target = on === 'element' ? element : on === 'window' ? window : document
    const capture = options.includes('capture')
    const once = options.includes('once')
    const listener = (event: Event): void => {
      if (on !== 'element' && !unshadowed(element).isConnected) return
      if (options.includes('self') && event.target !== element) return
      if (!passes(event, action.keys)) return
      if (method === 'stop' || options.includes('stop')) event.stopPropagation()
      if (options.includes('prevent')) event.preventDefault()
      if (method === 'run') this.#run(element, event)
    }
    ;(on === 'element' ? unshadowed(element) : target).addEventListener(type, listener, {
      signal,
      capture,
      once,
    })
  }

  #run(element: Element, event: Event): void {
    const { ctrlKey, metaKey, shiftKey, button } = event as MouseEvent
    const link = event.type === 'click' && unshadowed(element).closest('a[href]')
    // Another tab or window is what the user asked for.
    if (link && (ctrlKey || metaKey || shiftKey || button > 0)) return
    if (link || event.type === 'submit' || submits(element, event)) event.preventDefault()
    this.#calls.run(element, event)
  }
}

/** Elements whose inside is ours. */
export const CONTROLLED: string = '[data-controller~="page"]'

/** True for elements inside of `data-controller="page"`. */
export function isControlled(element: Element): boolean {
  return unshadowed(element).closest(CONTROLLED) !== null && !isUntrusted(element)
}

function submits(element: Element, event: Event): boolean {
  const { form, type } = element as HTMLButtonElement
  return event.type === 'click' && Boolean(form) && /^(submit|image)$/.test(type)
}

function parse(text: string, element: Element): Action[] {
  const found = ACTION.exec(text)?.groups
  if (!found) {
    if (/(^|>)page#/.test(text)) {
      report('E_ACTION', `Expected an action such as click->page#run, got ${text}.`)
    }
    return []
  }
  const method = found['method']!
  if (method !== 'run' && method !== 'stop') {
    report('E_ACTION', `page#${method}: expected page#run or page#stop.`)
    return []
  }
  return [
    {
      event: found['event'] ?? standardEvent(element),
      keys: found['key']?.slice(1).split('+') ?? [],
      on: (found['on'] as Action['on'] | undefined) ?? 'element',
      method,
      options: found['options']!.split(':').filter(Boolean),
    },
  ]
}

function standardEvent(element: Element): string {
  if (element instanceof HTMLFormElement) return 'submit'
  if (unshadowed(element).localName === 'details') return 'toggle'
  if (unshadowed(element).matches('select, input[type=file]')) return 'change'
  return unshadowed(element).matches('textarea, input:not([type=submit], [type=button])')
    ? 'input'
    : 'click'
}

function passes(event: Event, keys: readonly string[]): boolean {
  if (keys.length === 0) return true
  const { key, ctrlKey, altKey, shiftKey, metaKey } = event as KeyboardEvent
  const held: Record<string, boolean> = {
    ctrl: ctrlKey,
    alt: altKey,
    shift: shiftKey,
    meta: metaKey,
  }
  return keys.every((name) => held[name] ?? (keyNames[name] ?? name) === key)
}
