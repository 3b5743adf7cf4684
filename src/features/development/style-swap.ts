/** Loads the page's stylesheets again; the old ones count until the new ones are there, so nothing flickers. */
import { doc } from '../dom/unshadowed.ts'

/** Makes each address a new one for the browser. */
const PARAMETER = 'styles'

let count = 0

/** Swaps every stylesheet of this site. */
export function swapStyles(): void {
  count++
  for (const link of doc.querySelectorAll<HTMLLinkElement>('link[rel~="stylesheet"][href]')) {
    const url = new URL(link.href)
    if (url.origin !== location.origin) continue
    url.searchParams.set(PARAMETER, String(count))
    const next = link.cloneNode() as HTMLLinkElement
    next.addEventListener('load', () => link.remove())
    next.addEventListener('error', () => next.remove())
    next.href = url.href
    link.after(next)
  }
}
