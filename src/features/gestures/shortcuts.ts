/**
 * live-shortcut: keys wherever the focus is. Entries are separated by spaces:
 *
 *     ctrl+k:openSearch:prevent escape:close
 *
 * modifiers (ctrl, alt, shift, meta, mod) and a key, an event, and `prevent` for keys that the browser
 * uses itself.
 */
import type { Host } from '../../client/host.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

/** Names of keys that can't be written as themselves, or that are often written so. */
const aliases: Record<string, string> = {
  space: ' ',
  plus: '+',
  colon: ':',
  esc: 'escape',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
}

const isMac = /mac|iphone|ipad/i.test(navigator.platform)

export class Shortcuts {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  listen(): void {
    window.addEventListener('keydown', (event) => this.#pressed(event))
  }

  #pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return
    const typing = isTyping(event)
    for (const element of doc.querySelectorAll(ours('[live-shortcut]'))) {
      if (typing && !unshadowed(element).hasAttribute('live-shortcut-in-input')) continue
      const entries = unshadowed(element).getAttribute('live-shortcut')!.split(/\s+/)
      for (const entry of entries) this.#try(element, event, entry)
    }
  }

  #try(element: Element, event: KeyboardEvent, entry: string): void {
    const [keys, name, flag] = entry.split(':')
    if (!keys || !name || !matches(event, keys.toLowerCase())) return
    if (flag === 'prevent') event.preventDefault()
    this.#host.run(element, event, name)
  }
}

/** Exactly the named modifiers; Shift is free for signs that need it, such as "?". */
function matches(event: KeyboardEvent, keys: string): boolean {
  const names = keys.split('+')
  const last = names.pop()!
  const key = aliases[last] ?? last
  const pressed = event.key.toLowerCase()
  if (pressed !== key && event.code.toLowerCase() !== key) return false
  const wants = (name: string): boolean => names.includes(name)
  const isSign = key.length === 1 && pressed.toUpperCase() === pressed
  return (
    event.ctrlKey === (wants('ctrl') || (wants('mod') && !isMac)) &&
    event.metaKey === (wants('meta') || (wants('mod') && isMac)) &&
    event.altKey === wants('alt') &&
    (event.shiftKey === wants('shift') || (isSign && event.shiftKey))
  )
}

function isTyping({ target }: Event): boolean {
  if (!(target instanceof HTMLElement)) return false
  const isChoice = 'input[type=checkbox], input[type=radio], input[type=button], input[type=submit]'
  return (
    target.isContentEditable ||
    (unshadowed(target).matches('input, textarea, select') && !unshadowed(target).matches(isChoice))
  )
}
