/** Answers requests that bring back what an event wrote into a session: see live/page/session-writes.ts. */
import { applyTicket, TICKET } from '../live/page/session-writes.ts'
import type { SessionTicket } from '../live/page/session-writes.ts'
import { checkSite, isEncrypted } from './rate-limits.ts'
import type { Settings } from './settings.ts'
import { bodyOf, limitBody } from './request-body.ts'
import type { Signer } from './tokens.ts'
import type { Visitors } from './visitors.ts'

/** Milliseconds a ticket is good for: a connection that is lost comes back within this time. */
const TICKET_MS = 5 * 60_000
const TICKET_BYTES = 16_384

/** The cookie of the changed session, or 403 for a ticket that is forged, old, or of another session. */
export async function answerTicket(
  from: Request,
  address: string,
  { visitors, signer, settings }: { visitors: Visitors; signer: Signer; settings: Settings },
): Promise<Response> {
  const headers = { 'cache-control': 'no-store' }
  if (from.method !== 'POST') {
    return new Response(null, { status: 405, headers: { ...headers, allow: 'POST' } })
  }
  if (!isOwn(from, settings)) return new Response(null, { status: 403, headers })
  const body = bodyOf(from, address, settings)
  const { request } = limitBody(from, TICKET_BYTES, body)
  const text = await request.text().finally(() => body.end())
  const ticket = signer.open(TICKET, text) as SessionTicket | undefined
  const visitor = await visitors.read(from, {}, address)
  const { session } = visitor.request
  const isGood = ticket?.id === session.id && settings.clock.now() - ticket.at <= TICKET_MS
  if (!isGood) return new Response(null, { status: 403, headers })
  applyTicket(session, ticket)
  return new Response(null, {
    status: 204,
    headers: { ...headers, ...visitors.cookie(from, visitor) },
  })
}

/** False for a request that a page of another site makes. */
function isOwn(from: Request, { origins, trustedProxies }: Settings): boolean {
  try {
    checkSite(from.headers, { origins, trustedProxies, isEncrypted: isEncrypted(from) })
    return true
  } catch {
    // The refusal says all that there is to say.
    return false
  }
}
