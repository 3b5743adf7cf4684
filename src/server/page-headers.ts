/** Headers of pages, and the nonce by which a Content-Security-Policy knows the page's own scripts. */
import { randomId } from '../base/ids.ts'

/**
 * Headers of every page, or a function that gives them for each page anew:
 * `({ nonce }) => ({ 'content-security-policy': \`script-src 'nonce-${nonce}' 'strict-dynamic'\` })`.
 */
export type PageHeaders =
  | Readonly<Record<string, string>>
  | ((page: { nonce: string }) => Readonly<Record<string, string>>)

/** What one page gets. */
export interface HeadValues {
  headers: Readonly<Record<string, string>>
  /** Stands at the page's script tags; "" where the headers are always the same. */
  nonce: string
}

/** The headers of one more page. */
export function headValuesOf(headers: PageHeaders): HeadValues {
  if (typeof headers !== 'function') return { headers, nonce: '' }
  const nonce = randomId(18)
  return { headers: headers({ nonce }), nonce }
}
