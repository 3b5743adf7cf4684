/**
 * `data-liveview-keyboard-map='{"w": "move_up", "ArrowUp": "move_up"}'`: keys that call handlers while the
 * focus is at the element or inside of it. The key goes along as `data.key`.
 */
import { report } from '../dom/report.ts'
import type { Calls } from './calls.ts'
import { unshadowed } from '../dom/unshadowed.ts'

export const MAP = 'data-liveview-keyboard-map'

export class Keyboard {
  readonly #calls: Calls
  readonly #bound = new WeakSet<Element>()

  constructor(calls: Calls) {
    this.#calls = calls
  }

  bind(element: Element): void {
    if (this.#bound.has(element)) return
    this.#bound.add(element)
    unshadowed(element).addEventListener('keydown', (event) =>
      this.#pressed(element, event as KeyboardEvent),
    )
  }

  #pressed(element: Element, event: KeyboardEvent): void {
    const { key, code, ctrlKey, altKey, metaKey, isComposing } = event
    if (ctrlKey || altKey || metaKey || isComposing || isTyping(event.target as Element, element)) {
      return
    }
    const map = readMap(element)
    const name = map[key] ?? map[code] ?? map[key.toLowerCase()]
    if (name === undefined) return
    event.preventDefault()
    this.#calls.call(element, name, { extra: { key } })
  }
}

/** Keys that are pressed in a field inside are its text. */
function isTyping(target: Element, element: Element): boolean {
  return (
    target !== element && unshadowed(target).matches('input, select, textarea, [contenteditable]')
  )
}

function readMap(element: Element): Record<string, string> {
  const text = unshadowed(element).getAttribute(MAP)
  if (text === null) return {}
  try {
    return JSON.parse(text) as Record<string, string>
  } catch (error) {
    report('E_ACTION', `${MAP}: expected {"key": "handler"}, got ${text}.`, error)
    return {}
  }
}
