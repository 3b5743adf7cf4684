/**
 * What the page can know about its connection: the attribute `live-connection` of <html>, and events on
 * the document that bubble to the window.
 */
import { doc } from './unshadowed.ts'
/** What `html[live-connection]` says. `failed`: only a load of the page helps. */
export type ConnectionState = 'connecting' | 'connected' | 'disconnected' | 'failed'

/**
 * Shows the state; styles can use `html[live-connection="disconnected"] .offline`.
 * @returns true when it is another one than before.
 */
export function showState(state: ConnectionState): boolean {
  const { documentElement } = doc
  if (documentElement.getAttribute('live-connection') === state) return false
  documentElement.setAttribute('live-connection', state)
  announce('live:connection', { state })
  return true
}

export function announce(type: string, detail: object): void {
  doc.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }))
}
