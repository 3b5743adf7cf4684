/**
 * live-leave: an element that goes plays its classes first. The patch takes it out of the page like any
 * other; it is put back where it was as a foreign node, which patches step over, so that lists go on
 * meanwhile as if it was gone.
 */
import { isSeen, play } from './animation.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

interface Place {
  /** What goes: the one that plays, or the place of the component whose outermost element it is. */
  element: HTMLElement
  playing: HTMLElement
  parent: Node
  before: Element | null
  after: Element | null
}

export class LeaveAnimations {
  /** Where those that may leave were after the last patch, in the order of the page. */
  #places: Place[] = []

  patched(): void {
    if (isSeen()) {
      const gone = this.#places.filter(
        ({ element, parent }) => !unshadowed(element).isConnected && unshadowed(parent).isConnected,
      )
      // From the last: what stood behind one is then back already.
      for (const place of gone.reverse()) this.#leave(place)
    }
    const stay = '[live-leave]:not([live-leaving], [live-leaving] *)'
    this.#places = [...doc.querySelectorAll<HTMLElement>(ours(stay))].flatMap(placesOf)
  }

  #leave({ element, playing, parent, before, after }: Place): void {
    const isThere = (one: Element | null): boolean =>
      one !== null && unshadowed(one).parentNode === parent
    const next = isThere(before) ? unshadowed(before!).nextSibling : null
    unshadowed(parent).insertBefore(element, isThere(after) ? after : next)
    // The component may be shown elsewhere.
    if (element !== playing) unshadowed(element).removeAttribute('live-view')
    for (const one of [element, playing]) unshadowed(one).setAttribute('live-leaving', '')
    unshadowed(element).setAttribute('aria-hidden', 'true')
    // An element that is gone takes no clicks and no focus.
    element.inert = true
    play(playing, unshadowed(playing).getAttribute('live-leave'), () =>
      unshadowed(element).remove(),
    )
  }
}

/** Where an element is, and where the component is that begins with it. */
function placesOf(playing: HTMLElement): Place[] {
  const around = unshadowed(playing).parentElement
  const isFirst = around?.firstElementChild === playing && around.matches('[live-view]')
  return (isFirst ? [playing, around] : [playing]).map((element) => ({
    element,
    playing,
    parent: unshadowed(element).parentNode!,
    before: beside(element, 'previousElementSibling'),
    after: beside(element, 'nextElementSibling'),
  }))
}

/** The nearest sibling that stays. */
function beside(
  element: Element,
  side: 'previousElementSibling' | 'nextElementSibling',
): Element | null {
  let at = unshadowed(element)[side]
  while (at && unshadowed(at).hasAttribute('live-leaving')) at = unshadowed(at)[side]
  return at
}
