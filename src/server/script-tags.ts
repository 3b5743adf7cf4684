/** The script tags of a page. */
import { escapeHtml } from '../base/escape.ts'
import { listSignals } from '../signals/signal.ts'

/**
 * Tags of the client and of the modules that the app brings, in the order in which they run.
 * @param nonce for a Content-Security-Policy; "" for none.
 */
export function scriptTags(client: string, nonce: string, own: readonly string[]): string {
  const attribute = nonce && ` nonce="${nonce}"`
  return [...apiUrl(client), client, ...own]
    .map((url) => `<script type="module"${attribute} src="${escapeHtml(url)}"></script>`)
    .join('')
}

/** Pages' own scripts find `DFSignals` when the document is read, since modules run in order. */
function apiUrl(client: string): string[] {
  return listSignals().length > 0 ? [client.replace('/client.js', '/api.js')] : []
}
