/**
 * The only gate through which text becomes markup, so that pages may demand Trusted Types. What passes
 * comes from the server's templates, where values were escaped.
 */
import { doc, unshadowed } from './unshadowed.ts'

interface Policy {
  createHTML(html: string): string
}
interface Factory {
  createPolicy(name: string, rules: { createHTML: (html: string) => string }): Policy
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes
const policy = factory?.createPolicy('overwire', { createHTML: (html) => html })

/** HTML that may be assigned to `innerHTML`. */
export function markup(html: string): string {
  return policy ? policy.createHTML(html) : html
}

const wrappers: Record<string, string> = { svg: 'svg', MathML: 'math' }

/** What HTML for this place is read in: `svg`, `math`, or undefined for HTML. */
export function parsingContext(place: Element): string | undefined {
  const { namespaceURI, localName } = unshadowed(place)
  return localName === 'foreignObject' ? undefined : wrappers[namespaceURI?.split('/').pop() ?? '']
}

/** Parses trusted HTML into nodes for a place, without running scripts. */
export function fragment(html: string, place: Node): DocumentFragment {
  return doc.importNode(parse(html, parsingContext(place as Element)), true)
}

/** Parses trusted HTML as the content of such an element; inert. */
export function parse(html: string, context: string | undefined): DocumentFragment {
  const holder = doc.createElement('template')
  const { content } = holder
  holder.innerHTML = markup(context ? `<${context}>${html}</${context}>` : html)
  if (context) content.replaceChildren(...content.firstChild!.childNodes)
  return content
}
