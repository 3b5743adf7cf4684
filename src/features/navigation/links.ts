/** Links that stay in the page: which clicks are theirs, and which of them lead to where one is. */
import { Visit } from '../../wire/frames.ts'
import { unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

const LIVE = ours('a[href][live-patch], a[href][live-navigate]')
/** With createApp({ autoNavigate: true }). */
const ANY = 'a[href]:not([data-live-reload])'

/** A click on a link that the page takes over from the browser. */
export interface Followed {
  url: URL
  visit: (typeof Visit)[keyof typeof Visit]
}

/**
 * What a click asks for; undefined when it is the browser's: with a modifier or another button, for
 * another window, a download, another site, or a place in the page that is shown.
 * @param options `auto`: links need no attribute.
 */
export function followed(event: MouseEvent, { auto }: { auto: boolean }): Followed | undefined {
  const { button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented, target } = event
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey || defaultPrevented) return undefined
  const link = unshadowed(target as Element).closest?.<HTMLAnchorElement>(auto ? ANY : LIVE)
  if (!link || link.hasAttribute('download')) return undefined
  if (link.target !== '' && link.target !== '_self') return undefined
  const url = new URL(link.href)
  if (url.origin !== location.origin || isPlaceInPage(link, url)) return undefined
  const question = link.hasAttribute('live-click') ? null : link.getAttribute('live-confirm')
  event.preventDefault()
  if (question !== null && !confirm(question)) return undefined
  const visit = link.matches(LIVE) && link.hasAttribute('live-patch') ? Visit.PATCH : Visit.NAVIGATE
  return { url, visit }
}

function isPlaceInPage(link: Element, url: URL): boolean {
  const samePage = url.pathname === location.pathname && url.search === location.search
  return samePage && link.getAttribute('href')!.includes('#')
}

/** Links that are marked by us; what a template marks is the template's. */
const marked = new WeakSet<Element>()

/** Keeps `aria-current="page"` on the links to what is shown. */
export function markCurrent(root: Element, { auto }: { auto: boolean }): void {
  for (const link of root.querySelectorAll<HTMLAnchorElement>(auto ? ANY : LIVE)) {
    const isCurrent = leadsHere(link)
    if (isCurrent && !link.hasAttribute('aria-current')) {
      marked.add(link)
      link.setAttribute('aria-current', 'page')
    } else if (!isCurrent && marked.delete(link) && link.ariaCurrent === 'page') {
      link.removeAttribute('aria-current')
    }
  }
}

/** Links of a view to itself differ in their queries only; a link to a page means all its queries. */
function leadsHere(link: HTMLAnchorElement): boolean {
  if (link.origin !== location.origin || link.pathname !== location.pathname) return false
  return link.search === location.search || !link.hasAttribute('live-patch')
}
