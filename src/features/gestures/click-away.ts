/** live-click-away: a click outside of an element that shows, pressed and released outside of it. */
import type { Host } from '../../client/host.ts'
import { ownersOf } from '../dom/ownership.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

export class ClickAway {
  readonly #host: Host
  /** Where the pointer went down and up for the click that may follow. */
  #pressed: EventTarget[] = []

  constructor(host: Host) {
    this.#host = host
  }

  listen(): void {
    // In the capture phase, so that stopPropagation() of other listeners does not hide it.
    window.addEventListener('pointerdown', (event) => (this.#pressed = ownersOf(event)), true)
    const add = (event: Event): unknown => this.#pressed.push(...ownersOf(event))
    window.addEventListener('pointerup', add, true)
    window.addEventListener('click', (event) => this.#clicked(event), true)
  }

  #clicked(event: MouseEvent): void {
    // A key or a script clicks without a pointer.
    const path = [...ownersOf(event), ...(event.detail > 0 ? this.#pressed : [])]
    this.#pressed = []
    for (const element of doc.querySelectorAll(ours('[live-click-away]'))) {
      if (path.includes(element) || !unshadowed(element).checkVisibility()) continue
      this.#host.run(element, event, unshadowed(element).getAttribute('live-click-away')!)
    }
  }
}
