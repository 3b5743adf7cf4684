/**
 * The part for pages of a server under `overwire dev`: shows for a moment that the server started anew and the page
 * kept its state, and swaps stylesheets that changed.
 */
import type { Effects, Host } from '../client/host.ts'
import { STYLES_EVENT } from '../wire/development.ts'
import { Mode } from '../wire/frames.ts'
import { showUpdated } from './development/mark.ts'
import { swapStyles } from './development/style-swap.ts'
import { doc } from './dom/unshadowed.ts'

/** Starts the part. */
export function start(host: Host): Effects {
  let isMoved = false
  host.observe({
    // A server that lost the view begins anew: nothing was kept.
    lost: (mode) => (isMoved = mode === Mode.MOVED),
    // An error may come in place of the values.
    shown: () => {
      if (isMoved) showUpdated()
      isMoved = false
    },
  })
  doc.addEventListener(STYLES_EVENT, () => swapStyles())
  return {}
}
