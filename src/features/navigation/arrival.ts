/** What a browser does when a page was loaded: scrolls to the place, moves the focus, says the title. */
import { doc, unshadowed } from '../dom/unshadowed.ts'

/** Milliseconds after which the title is there and a screen reader listens again. */
const ANNOUNCE_MS = 100

/** Scrolls to the element that the address names; false when there is none. */
export function scrollToHash(): boolean {
  const id = decodeURIComponent(location.hash.slice(1))
  const place = id && (doc.getElementById(id) ?? doc.getElementsByName(id)[0])
  if (!place) return false
  unshadowed(place).scrollIntoView()
  return true
}

/** Moves the focus to the page's [autofocus], else to its heading; what stays from page to page keeps it. */
export function moveFocus(root: Element): void {
  if (doc.activeElement?.closest('[live-sticky]')) return
  const wanted = ['[autofocus]', 'h1', 'main'].map((name) => root.querySelector<HTMLElement>(name))
  const target = wanted.find((element) => element !== null)
  if (!target) return
  if (!unshadowed(target).matches('[autofocus], [tabindex]')) target.tabIndex = -1
  unshadowed(target).focus({ preventScroll: true })
}

let region: HTMLElement | undefined

/** Says the document's title to screen readers. */
export function announceTitle(): void {
  region ??= makeRegion()
  region.textContent = ''
  setTimeout(() => (region!.textContent = doc.title), ANNOUNCE_MS)
}

/** Out of sight and not out of reach. */
function makeRegion(): HTMLElement {
  const made = doc.createElement('div')
  made.className = 'live-announcer'
  made.setAttribute('aria-live', 'polite')
  made.setAttribute('aria-atomic', 'true')
  made.style.cssText =
    'position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);' +
    'white-space:nowrap'
  return doc.body.appendChild(made)
}
