/**
 * Who an element belongs to: its parent, but for the content of a portal, which belongs to the element
 * around the portal's place and not to the target that it is shown in.
 */
import { unshadowed } from './unshadowed.ts'

// Shared by parts that are files of their own.
const CONTENT = Symbol.for('overwire.content')
const PLACE = Symbol.for('overwire.place')

/** Tells the other parts that content was moved without a patch; dispatched on the document. */
export const PORTALS_MOVED = 'live:moved'

interface Linked extends Element {
  [CONTENT]?: Element
  [PLACE]?: Element
}

/** Notes that the content of a portal is elsewhere; null: it is at its place again. */
export function link(place: Element, content: Element | null): void {
  const before = contentOf(place)
  if (before) delete (before as Linked)[PLACE]
  if (content) {
    ;(place as Linked)[CONTENT] = content
    ;(content as Linked)[PLACE] = place
  } else delete (place as Linked)[CONTENT]
}

/** What holds the content of the portal whose place this is. */
export function contentOf(place: Element): Element | undefined {
  return (place as Linked)[CONTENT]
}

/** The place of the portal whose content this element holds. */
export function portalPlaceOf(content: Element): Element | undefined {
  return (content as Linked)[PLACE]
}

/** The element that this one belongs to. */
export function ownerOf(element: Element): Element | null {
  return portalPlaceOf(element) ?? unshadowed(element).parentElement
}

/** What holds the portal that an element is shown in; null: it is in none. */
export function holderOf(element: Element): Element | null {
  for (let at: Element | null = element; at; at = unshadowed(at).parentElement) {
    if (portalPlaceOf(at)) return at
  }
  return null
}

/** What an event's target belongs to, from inside out. */
export function ownersOf(event: Event): EventTarget[] {
  const path = event.composedPath()
  const end = path.findIndex((target) => target instanceof Element && portalPlaceOf(target))
  if (end < 0) return path
  const owners: EventTarget[] = path.slice(0, end)
  for (let at: Element | null = path[end] as Element; at !== null; at = ownerOf(at)) owners.push(at)
  return owners
}

/** True when an element is the other one, or belongs to it. */
export function owns(element: Element, other: Element | null): boolean {
  for (let at = other; at; at = ownerOf(at)) if (at === element) return true
  return false
}

/** Elements in this one that match, also those in its portals, in the order of their places. */
export function within<E extends Element = Element>(element: Element, selector: string): E[] {
  const found = unshadowed(element).querySelectorAll<E>(`${selector}, [live-portal]`)
  return [...found].flatMap((each) => {
    const content = contentOf(each)
    const own = each.matches(selector) ? [each] : []
    return content ? [...own, ...within<E>(content, selector)] : own
  })
}
