/** live-prefetch: fetches the page of an ordinary link while the user is about to click it. */
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

/** Milliseconds on a link after which a click is likely. */
const LIKELY_MS = 65

const fetched = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Watches an element's links. */
export function prefetchLinks(root: Element): void {
  for (const type of ['mouseover', 'focusin', 'touchstart']) {
    root.addEventListener(type, (event) => consider(event), { passive: true })
  }
}

/** Pages that come over the socket need no fetching. */
function consider({ target }: Event): void {
  clearTimeout(timer)
  const link = unshadowed(target as Element).closest<HTMLAnchorElement>(
    ours('a[href][live-prefetch]'),
  )
  if (!link || link.matches('[live-patch], [live-navigate]')) return
  timer = setTimeout(() => prefetch(link), LIKELY_MS)
}

function prefetch(link: HTMLAnchorElement): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  const [url] = link.href.split('#') as [string]
  if (connection?.saveData || link.origin !== location.origin || fetched.has(url)) return
  fetched.add(url)
  const hint = doc.createElement('link')
  hint.rel = 'prefetch'
  hint.href = url
  doc.head.append(hint)
}
