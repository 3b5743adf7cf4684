/** live-click-away: a click outside of an element that shows. */
import type { Host } from '../../client/host.ts'
import { unshadowed } from '../page/unshadowed.ts'

export class ClickAway {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  listen(): void {
    // On the way down, so that nobody can stop it.
    window.addEventListener('click', (event) => this.#clicked(event), true)
  }

  #clicked(event: Event): void {
    const path = event.composedPath()
    for (const element of this.#host.root.querySelectorAll('[live-click-away]')) {
      if (path.includes(element) || !unshadowed(element).checkVisibility()) continue
      this.#host.run(element, event, unshadowed(element).getAttribute('live-click-away')!)
    }
  }
}
