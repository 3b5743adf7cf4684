/** The script tags of a page. */
import { escapeHtml } from '../base/escape.ts'
import { liveviewRegistry } from '../handlers/registry.ts'
import { listSignals } from '../signals/signal.ts'

/**
 * Tags of the client and of the modules that the app brings, in the order in which they run.
 * @param development pages show errors of the server.
 * @param nonce for a Content-Security-Policy; "" for none.
 */
export function scriptTags(
  client: string,
  nonce: string,
  own: readonly string[],
  development: boolean,
): string {
  const attribute = nonce && ` nonce="${nonce}"`
  const overlay = development ? [client.replace('/client.js', '/overlay.js')] : []
  const scripts = [...apiUrl(client), client, ...overlay, ...own].map(
    (url) => `<script type="module"${attribute} src="${escapeHtml(url)}"></script>`,
  )
  // What is clicked before they are there is lost: the browser fetches them beside the client.
  const links = partsInUse().map((part) => {
    const url = escapeHtml(client.replace('/client.js', `/${part}.js`))
    return `<link rel="modulepreload"${attribute} href="${url}">`
  })
  return [...links, ...scripts].join('')
}

/** Parts of the client that every page of the app has use for. */
export function partsInUse(): string[] {
  const parts = liveviewRegistry.isEmpty ? [] : ['handlers']
  return listSignals().length > 0 ? [...parts, 'signals'] : parts
}

/** Pages' own scripts find `DFSignals` when the document is read, since modules run in order. */
function apiUrl(client: string): string[] {
  return listSignals().length > 0 ? [client.replace('/client.js', '/api.js')] : []
}
