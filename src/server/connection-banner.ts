/** What pages show when their connection is lost: an option, as an attribute of the page's root. */
import { escapeHtml } from '../base/escape.ts'
import { fail } from '../base/errors.ts'
import type { ConnectionWords } from '../wire/connection-words.ts'

/** The part of the app's options. */
interface BannerOptions {
  readonly connectionBanner?: boolean | ConnectionWords
}

const NAMES = new Set(['lost', 'trying', 'waiting', 'connect', 'failed', 'reload'])

/**
 * The attribute; "" for the default.
 * @throws LiveError E_OPTION for words that the banner does not have, or that are no text.
 */
export function bannerOf({ connectionBanner: option = true }: BannerOptions): string {
  if (option === true) return ''
  if (option === false) return ' live-banner="off"'
  for (const [name, text] of Object.entries(option)) {
    if (!NAMES.has(name) || typeof text !== 'string')
      throw fail('E_OPTION', `connectionBanner.${name}`, [...NAMES].join(', '), typeof text)
  }
  return ` live-banner="${escapeHtml(JSON.stringify(option))}"`
}
