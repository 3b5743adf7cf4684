/** The script tags of a page. */
import { escapeHtml } from '../base/escape.ts'
import type { Namespace } from '../base/namespace.ts'
import { registryOf } from '../handlers/registry.ts'
import { listSignals } from '../signals/signal.ts'

/** Options of {@link scriptTags}. */
export interface ScriptTagOptions {
  /** For a Content-Security-Policy; "" for none. */
  readonly nonce: string
  /** Addresses of the app's modules. */
  readonly own: readonly string[]
  /** Pages show errors of the server. */
  readonly development: boolean
  readonly namespace: Namespace
}

/** Tags of the client and of the modules that the app brings, in the order in which they run. */
export function scriptTags(
  client: string,
  { nonce, own, development, namespace }: ScriptTagOptions,
): string {
  const attribute = nonce && ` nonce="${nonce}"`
  const overlay = development ? [client.replace('/client.js', '/overlay.js')] : []
  const tag = (url: string, when = ''): string =>
    `<script type="module"${when}${attribute} src="${escapeHtml(url)}"></script>`
  const others = [...apiUrl(client, namespace), ...overlay, ...own].map((url) => tag(url))
  // What is clicked before they are there is lost: the browser fetches them beside the client.
  const links = partsInUse(namespace).map((part) => {
    const url = escapeHtml(client.replace('/client.js', `/${part}.js`))
    return `<link rel="modulepreload"${attribute} href="${url}">`
  })
  // It waits for the document by itself: as the others it would begin after the browser has laid the page out.
  return [tag(client, ' async'), ...links, ...others].join('')
}

/** Parts of the client that every page of the app has use for. */
export function partsInUse(namespace: Namespace): string[] {
  const parts = registryOf(namespace).isEmpty ? [] : ['handlers']
  return listSignals(namespace).length > 0 ? [...parts, 'signals'] : parts
}

/** Pages' own scripts find `DFSignals` when the document is read, since modules run in order. */
function apiUrl(client: string, namespace: Namespace): string[] {
  return listSignals(namespace).length > 0 ? [client.replace('/client.js', '/api.js')] : []
}
