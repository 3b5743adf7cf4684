/**
 * Makes text safe in HTML. Used by printing on the server; the browser writes text nodes and needs none
 * of it.
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
