/** Brings the page to life: finds its live root and connects it. */
import { LiveClient } from './live-client.ts'
import { doc } from './unshadowed.ts'

/**
 * Connects the page's live root; pages served by Overwire do it by themselves.
 * @returns the client, or undefined on a page without a live view.
 */
export function start(): LiveClient | undefined {
  const root = doc.querySelector('[live-root]:not([live-untrusted] *)')
  if (root === null) return undefined
  // It posts the page's buttons where no script takes their clicks.
  doc.querySelector('#overwire-posts')?.remove()
  // The socket is beside this script, below wherever the app stands.
  const client = new LiveClient(root, import.meta.url.replace(/^http(.*)client\.js.*/, 'ws$1ws'))
  client.connect()
  return client
}
