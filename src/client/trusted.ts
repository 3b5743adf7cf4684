/**
 * The only gate through which text becomes markup, so that pages may demand Trusted Types. What passes
 * comes from the server's templates, where values were escaped.
 */
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

/** Parses trusted HTML into nodes, without running scripts. */
export function fragment(html: string): DocumentFragment {
  const holder = document.createElement('template')
  holder.innerHTML = markup(html)
  return document.importNode(holder.content, true)
}
