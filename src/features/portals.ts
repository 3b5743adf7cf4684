/**
 * The part for portals: content that stands at a place in its view is shown in an element elsewhere. The
 * core patches it there; here it is brought there, and taken away with its place.
 */
import type { Start } from '../client/host.ts'
import { PORTALS_MOVED } from './dom/ownership.ts'
import { doc } from './dom/unshadowed.ts'
import { Portals } from './portals/portals.ts'

export const start: Start = (host) => {
  const portals = new Portals(host)
  portals.arrange()
  // Parts that were there first have seen the content at its place.
  doc.dispatchEvent(new Event(PORTALS_MOVED))
  const arrange = (): void => portals.arrange()
  // Sticky views come back in between, or are gone.
  host.observe({ written: arrange, patched: arrange })
  return {}
}
