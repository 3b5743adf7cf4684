/** Brings the page to life: finds its live root and connects it. */
import { Session } from './session.ts'

/**
 * Connects the page's live root; pages served by Overwire do it by themselves.
 * @returns the session, or undefined on a page without a live view.
 */
export function start(): Session | undefined {
  const root = document.querySelector('[live-root]')
  if (root === null) return undefined
  // It posts the page's buttons where no script takes their clicks.
  document.getElementById('live-post')?.remove()
  const url = new URL('/_overwire/ws', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  const session = new Session(root, url.href)
  session.connect()
  return session
}
