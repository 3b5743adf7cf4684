/** `live-bound`, by which compile.ts tells the client that a slot decides what a field shows. Pure. */
import { nextTag } from './tag-reader.ts'

const FIELDS = new Set(['input', 'select', 'textarea', 'option'])

/** HTML whose fields belong to who types: no render follows that could decide what they show. */
export function withoutBound(html: string): string {
  if (!html.includes(' live-bound')) return html
  const pieces: string[] = []
  let done = 0
  for (let tag = nextTag(html, 0); tag; tag = nextTag(html, tag.end)) {
    const bound = tag.attributes.get('live-bound')
    if (bound === undefined || !FIELDS.has(tag.name)) continue
    // The space before it goes too.
    pieces.push(html.slice(done, bound.start - 1))
    done = bound.end
  }
  return pieces.join('') + html.slice(done)
}
