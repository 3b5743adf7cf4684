/**
 * live-leave: an element that goes plays its classes first. The patch takes it out of the page like any
 * other; it is put back where it was as a node of nobody's, which patches step over, so that lists go on
 * meanwhile as if it was gone.
 */
import type { Host } from '../../client/host.ts'
import { isSeen, play } from './animation.ts'

interface Place {
  element: HTMLElement
  parent: Node
  before: Element | null
  after: Element | null
}

export class Leaving {
  readonly #host: Host
  /** Where those that may leave were after the last patch, in the order of the page. */
  #places: Place[] = []

  constructor(host: Host) {
    this.#host = host
  }

  patched(): void {
    if (isSeen()) {
      const gone = this.#places.filter(
        ({ element, parent }) => !element.isConnected && parent.isConnected,
      )
      // From the last: what stood behind one is then back already.
      for (const place of gone.reverse()) this.#leave(place)
    }
    const stay = '[live-leave]:not([live-leaving], [live-leaving] *)'
    this.#places = [...this.#host.root.querySelectorAll<HTMLElement>(stay)].map((element) => ({
      element,
      parent: element.parentNode!,
      before: beside(element, 'previousElementSibling'),
      after: beside(element, 'nextElementSibling'),
    }))
  }

  #leave({ element, parent, before, after }: Place): void {
    if (after?.parentNode === parent) parent.insertBefore(element, after)
    else parent.insertBefore(element, before?.parentNode === parent ? before.nextSibling : null)
    element.setAttribute('live-leaving', '')
    element.setAttribute('aria-hidden', 'true')
    // Nobody can press what is gone.
    element.inert = true
    play(element, element.getAttribute('live-leave'), () => element.remove())
  }
}

/** The nearest sibling that stays. */
function beside(
  element: Element,
  side: 'previousElementSibling' | 'nextElementSibling',
): Element | null {
  let at = element[side]
  while (at?.hasAttribute('live-leaving')) at = at[side]
  return at
}
