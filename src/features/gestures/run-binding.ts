/** Runs an element's binding for something that is no DOM event. */
import type { Host } from '../../client/host.ts'
import { unshadowed } from '../dom/unshadowed.ts'

/** Does what `live-${name}` of the element says. */
export function runBinding(host: Host, element: Element, name: string): void {
  const event = new Event(name)
  // Gives the event its target, and tells scripts of the page.
  unshadowed(element).dispatchEvent(event)
  host.run(element, event, unshadowed(element).getAttribute(`live-${name}`) ?? '')
}
