/** The document's metadata after the first page. */
import type { Json } from '../../wire/frames.ts'
import { doc } from '../dom/unshadowed.ts'

/** Sets or removes one `<meta>` element for each `[attribute, name, content]`. */
export function changeMeta(changes: Json): void {
  for (const [attribute, name, content] of changes as [string, string, string | null][]) {
    const found = [...doc.head.querySelectorAll('meta')].filter(
      (meta) => meta.getAttribute(attribute) === name,
    )
    if (content === null) {
      for (const meta of found) meta.remove()
      continue
    }
    const meta = found[0] ?? doc.head.appendChild(doc.createElement('meta'))
    meta.setAttribute(attribute, name)
    meta.setAttribute('content', content)
  }
}
