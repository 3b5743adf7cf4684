/** live-focus-trap: Tab goes round inside of the element, as long as it shows. */
import { focusable } from '../dom/focus.ts'
import { holderOf, owns, within } from '../dom/ownership.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

const TRAPS = '[live-focus-trap]:not([live-leaving], [live-leaving] *)'

export class FocusTraps {
  /** Traps that took the focus, and who had it before. */
  readonly #taken = new Map<Element, HTMLElement | null>()

  constructor() {
    doc.addEventListener('keydown', (event) => this.#pressed(event))
  }

  patched(): void {
    const traps = this.#shown()
    for (const [trap, before] of this.#taken) {
      if (traps.includes(trap)) continue
      this.#taken.delete(trap)
      if (doc.activeElement === doc.body || owns(trap, doc.activeElement)) {
        before?.focus()
      }
    }
    for (const trap of traps) {
      if (this.#taken.has(trap)) continue
      this.#taken.set(trap, doc.activeElement as HTMLElement | null)
      if (owns(trap, doc.activeElement)) continue
      const [wished] = within<HTMLElement>(trap, '[autofocus]')
      ;(wished ?? focusable(trap)[0])?.focus()
    }
  }

  #shown(): Element[] {
    return [...doc.querySelectorAll(ours(TRAPS))].filter((trap) =>
      unshadowed(trap).checkVisibility(),
    )
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key !== 'Tab' || event.defaultPrevented) return
    // The last one stands over, or in, those before.
    const trap = this.#shown().at(-1)
    const modal = doc.activeElement?.closest('dialog:modal')
    // What is outside of an open dialog waits.
    if (!trap || (modal && !modal.contains(trap))) return
    const inside = focusable(trap)
    const [first, last] = [inside[0], inside.at(-1)]
    const { activeElement } = doc
    const isOut = !owns(trap, activeElement)
    if (isOut || activeElement === (event.shiftKey ? first : last)) {
      event.preventDefault()
      return (event.shiftKey ? last : first)?.focus()
    }
    // The browser goes by the order of the page, which is another one where a portal is.
    const at = inside.indexOf(activeElement as HTMLElement)
    const next = at < 0 ? undefined : inside[at + (event.shiftKey ? -1 : 1)]
    if (next === undefined || sameHolder(next, activeElement!)) return
    event.preventDefault()
    next.focus()
  }
}

/** True when both stand in the same portal, or in none. */
function sameHolder(one: Element, other: Element): boolean {
  return holderOf(one) === holderOf(other)
}
