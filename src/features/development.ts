/**
 * The part for pages of a server under `overwire dev`: shows for a moment that the server started anew and the page
 * kept its state, tells the overlay of it, tries often to connect, and swaps stylesheets that changed.
 */
import type { Effects, Host } from '../client/host.ts'
import { RENEWED_EVENT, STYLES_EVENT } from '../wire/development.ts'
import { Mode } from '../wire/frames.ts'
import { showUpdated } from './development/mark.ts'
import { swapStyles } from './development/style-swap.ts'
import { doc } from './dom/unshadowed.ts'

/** The longest pause between attempts to connect: short, since the developer watches the page. */
const LONGEST_MS = 1000

/** Starts the part. */
export function start(host: Host): Effects {
  let lost: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  host.observe({
    lost: (mode) => (lost = mode),
    // An error may come in place of the values.
    shown: () => {
      if (lost === undefined) return
      doc.dispatchEvent(new Event(RENEWED_EVENT))
      // A server that lost the view begins anew: nothing was kept.
      if (lost === Mode.MOVED) showUpdated()
      lost = undefined
    },
    connection: (state) => {
      clearTimeout(timer)
      if (state === 'disconnected')
        timer = setTimeout(() => doc.dispatchEvent(new Event('live:connect')), LONGEST_MS)
    },
  })
  doc.addEventListener(STYLES_EVENT, () => swapStyles())
  return {}
}
