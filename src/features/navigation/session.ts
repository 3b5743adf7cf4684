/**
 * Brings back what an event wrote into the session, so that the server can set the cookie. One ticket
 * after the other: each request needs the cookie of the one before.
 */
import { SESSION_PATH } from '../../wire/paths.ts'
import { requestUrl } from '../dom/places.ts'
import { doc } from '../dom/unshadowed.ts'

/** Milliseconds until a request that failed is made again, and how often. */
const AGAIN_MS = 1000
const MOST_TRIES = 10

let last: Promise<void> = Promise.resolve()

/** Resolves when the browser has the cookie of all tickets so far. */
export function sessionIsKept(): Promise<void> {
  return last
}

/** Takes a ticket to the server. */
export function deliverTicket(ticket: string): void {
  last = last.then(() => bring(ticket, MOST_TRIES))
}

async function bring(ticket: string, tries: number): Promise<void> {
  let status = 0
  try {
    const init = { method: 'POST', body: ticket, keepalive: true }
    status = (await fetch(requestUrl(SESSION_PATH), init)).status
  } catch {
    // No network for now.
  }
  if (status > 0 && status < 500) {
    if (status >= 400) tell(status)
  } else if (tries > 1) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    return bring(ticket, tries - 1)
  } else tell(status)
}

function tell(status: number): void {
  const message = `A change of the session was not kept (HTTP status ${status}).`
  const detail = { code: 'E_SESSION', message }
  doc.dispatchEvent(new CustomEvent('live:error', { bubbles: true, detail }))
}
