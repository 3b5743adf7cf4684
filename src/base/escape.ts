/**
 * Makes text safe in HTML, and addresses safe in links. Used by printing on the server; the browser
 * writes text nodes and needs none of it but the scheme check, which the server did.
 */

const special = /[&<>"']/

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

/** Escapes text for element content and for quoted attribute values. */
export function escapeHtml(text: string): string {
  return special.test(text) ? text.replace(/[&<>"']/g, (char) => entities[char]!) : text
}

/**
 * Attributes whose value a browser follows or loads. `to`, `from`, `by` and `values` are those with
 * which an SVG animation sets another attribute.
 */
const addressAttributes = new Set(
  (
    'href src action formaction xlink:href data poster cite ping background manifest srcset ' +
    'to from by values'
  ).split(' '),
)

export function isAddressAttribute(name: string): boolean {
  return addressAttributes.has(name.toLowerCase())
}

/** What stands in an attribute instead of an address that would run code. */
export const BLOCKED_ADDRESS = 'about:invalid#blocked'

// Browsers drop these characters before they look for a scheme.
// oxlint-disable-next-line no-control-regex
const ignored = /[\u0000-\u0020\u007f-\u00a0]+/g
const running = /(^|[;,])(javascript|vbscript|data):/i
const picture = /^data:(image\/(png|gif|jpe?g|webp|avif)|audio\/|video\/|font\/)/i

/** Returns the address, or {@link BLOCKED_ADDRESS} when its scheme could run code. */
export function safeAddress(address: string): string {
  if (!address.includes(':')) return address
  const bare = address.replace(ignored, '')
  return running.test(bare) && !picture.test(bare) ? BLOCKED_ADDRESS : address
}
