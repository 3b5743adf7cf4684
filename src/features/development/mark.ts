/** The mark at the page's edge, in a shadow root: styles of the page do not reach it. */
import { doc } from '../dom/unshadowed.ts'

const VISIBLE_MS = 1600
const STYLE = `
:host { all: initial; position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483646; pointer-events: none }
div { padding: .375rem .75rem; border-radius: 1rem; background: #14532d; color: #fff;
  font: 500 .875rem/1.4 system-ui, sans-serif; box-shadow: 0 2px 8px rgb(0 0 0 / .3) }
@media print { div { display: none } }
`

let remove = (): void => {}

/** Shows it; one that is there begins anew. */
export function showUpdated(): void {
  remove()
  const host = doc.createElement('overwire-updated')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  const text = doc.createElement('div')
  text.setAttribute('role', 'status')
  text.textContent = 'Updated'
  root.append(text)
  // Beside the body: the page's own elements are the client's.
  doc.documentElement.append(host)
  const timer = setTimeout(() => remove(), VISIBLE_MS)
  remove = () => {
    remove = () => {}
    clearTimeout(timer)
    host.remove()
  }
}
