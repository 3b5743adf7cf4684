/** What a page that answers with an error says of it, for the message of a test that fails. */
import { decodeQuotes } from '../../template/entities.ts'

/**
 * The message of the standard error page, with the place of an error that names none itself; for another page its text
 * in one line.
 */
export function failureText(html: string): string {
  const detail = /<pre>([^]*?)<\/pre>/.exec(html)?.[1]
  if (detail === undefined) {
    const text = html.replace(/<(style|script)[^]*?<\/\1>|<[^>]*>/g, ' ')
    return decodeQuotes(text).replace(/\s+/g, ' ').trim()
  }
  const [message = '', place = ''] = decodeQuotes(detail)
    .trim()
    .split(/\n +at /, 2)
  const own = message.replace(/^LiveError: (?=\[)/, '')
  return own === message && place !== '' ? `${message}\n    at ${place}` : own
}
