/**
 * The part for how elements show: their coming and going, dialogs, where the focus is kept, and where
 * the page is scrolled to.
 */
import type { Start } from '../client/host.ts'
import { Dialogs } from './display/dialogs.ts'
import { Entering } from './display/entering.ts'
import { FocusTraps } from './display/focus-traps.ts'
import { LeaveAnimations } from './display/leaving.ts'
import { ScrolledTo } from './display/scrolled-to.ts'
import { StickyScroll } from './display/sticky-scroll.ts'
import { PORTALS_MOVED } from './dom/ownership.ts'
import { doc } from './dom/unshadowed.ts'

export const start: Start = (host) => {
  const sticky = new StickyScroll()
  // What leaves is put back first: the others then see the page as its user does.
  const leaving = new LeaveAnimations()
  const rest = [new Entering(host), new Dialogs(), new FocusTraps(), new ScrolledTo()]
  const patched = (): void => {
    leaving.patched()
    for (const show of rest) show.patched()
    sticky.patched()
  }
  host.observe({ beforeWrite: () => sticky.beforeWrite(), patched })
  doc.addEventListener(PORTALS_MOVED, patched)
  patched()
  return {}
}
