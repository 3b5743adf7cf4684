/** live-enter: classes of an element that comes into the open page. */
import type { Host } from '../../client/host.ts'
import { arrivals } from '../dom/arrivals.ts'
import { isSeen, play } from './animation.ts'
import { unshadowed } from '../dom/unshadowed.ts'

export class Entering {
  readonly #arrived: () => Element[]

  constructor(host: Host) {
    this.#arrived = arrivals(host, 'enter')
  }

  patched(): void {
    for (const element of this.#arrived()) {
      if (isSeen()) play(element, unshadowed(element).getAttribute('live-enter'))
    }
  }
}
