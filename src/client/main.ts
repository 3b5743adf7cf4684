/** The script that served pages load: finds the page's live root and connects it. */
import { LiveClient } from './live-client.ts'
import { doc } from './unshadowed.ts'

function start(): void {
  const root = doc.querySelector('[live-root]:not([live-untrusted] *)')
  if (!root) return
  // It posts the page's buttons where no script takes their clicks.
  doc.querySelector('#overwire-posts')?.remove()
  // The socket is beside this script, below wherever the app stands.
  new LiveClient(root, import.meta.url.replace(/^http(.*)client\.js.*/, 'ws$1ws')).connect()
}

// It may have come before the whole page has. The browser lays that out after this event.
if (doc.readyState === 'loading') doc.addEventListener('readystatechange', start, { once: true })
else start()
