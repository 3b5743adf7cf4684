/**
 * What views and handlers write into a session outside of an HTTP answer. The session lives in a cookie,
 * which a socket can't set: so the browser gets a signed ticket with what changed, and brings it back in
 * a request of its own (server/session-tickets.ts), whose answer sets the cookie.
 */
import { describe, fail } from '../../base/errors.ts'
import { encode } from '../../wire/codec.ts'
import { FromServer } from '../../wire/frames.ts'
import type { Effect } from '../../wire/effects.ts'
import type { Json } from '../../wire/frames.ts'
import type { Services } from './services.ts'
import type { LiveRequest } from './request.ts'
import { rename, VisitorSession } from './session.ts'
import type { Session } from './session.ts'

/** What a ticket says. */
export interface SessionTicket {
  /** The session it is for. */
  id: string
  /** When it was made, in milliseconds since 1970. */
  at: number
  set: Record<string, Json>
  deleted: string[]
  /** Its new id, when it was renewed. */
  as?: string
}

/** The purpose that tickets are signed for. */
export const TICKET = 'session-ticket'

/** Sessions with more than their id, as their browsers have them. */
const known = new WeakMap<Session, string>()

/** Notes that the browser has the session as it is. */
export function noteSession(session: Session): void {
  const record = VisitorSession.recordOf(session)
  if (record) record.knownAs = record.id
  if (isBare(session)) known.delete(session)
  else known.set(session, JSON.stringify(session))
}

/**
 * Sends a session that changed to its browser.
 * @throws LiveError E_SESSION_SIZE when it is too large for a cookie, E_SESSION_VALUE when it can't be
 * kept, E_ACTOR in a thread.
 */
export function keepSession(request: LiveRequest, services: Services): void {
  const { session, window } = request
  keepId(request)
  const before = known.get(session)
  const knownAs = VisitorSession.recordOf(session)?.knownAs ?? session.id
  if (before === undefined && isBare(session) && knownAs === session.id) return
  const text = sessionText(session)
  if (text === before) return
  for (const [key, value] of Object.entries(session)) {
    if (isLost(value)) throw fail('E_SESSION_VALUE', `"${key}" holds ${describe(value)}`)
  }
  if (services.sessionBytes === undefined) {
    throw fail('E_ACTOR', 'A view', 'its events can’t change the session. Do it in app.http().')
  }
  checkSize(session, text, services.sessionBytes)
  noteSession(session)
  const ticket: SessionTicket = {
    id: knownAs,
    ...(knownAs !== session.id && { as: session.id }),
    at: services.clock.now(),
    ...changes(before, JSON.parse(text) as Record<string, Json>),
  }
  const effect: Effect = ['session', request.sealer.seal(TICKET, ticket)]
  window?.tell(encode([FromServer.EFFECTS, 0, effect]))
}

/** Gives a session its id back: code that deletes all keys in a loop means the data, not the id. */
export function keepId({ session, sessionId }: LiveRequest): void {
  if (session.id !== sessionId) Object.assign(session, { id: sessionId })
}

/** Takes back what a failed event wrote. */
export function restoreSession(request: LiveRequest): void {
  const { session } = request
  const record = VisitorSession.recordOf(session)
  if (record) record.id = record.knownAs
  keepId(request)
  const before = known.get(session)
  if (before === undefined && isBare(session)) return
  const kept = before === undefined ? {} : (JSON.parse(before) as Session)
  for (const key of Object.keys(session)) {
    if (key !== 'id' && !Object.hasOwn(kept, key)) Reflect.deleteProperty(session, key)
  }
  Object.assign(session, kept)
}

/** Puts what a ticket says into a session. */
export function applyTicket(session: Session, { set, deleted, as }: SessionTicket): void {
  if (as !== undefined) rename(session, as)
  for (const key of deleted) if (key !== 'id') Reflect.deleteProperty(session, key)
  for (const [key, value] of Object.entries(set)) if (key !== 'id') session[key] = value
}

/** True for what JSON leaves out, or makes an empty object of. */
function isLost(value: unknown): boolean {
  const type = typeof value
  return type === 'function' || type === 'symbol' || value instanceof Map || value instanceof Set
}

/** @throws LiveError E_SESSION_VALUE for what is no JSON. */
export function sessionText(session: Session): string {
  try {
    return JSON.stringify(session)
  } catch (error) {
    throw fail('E_SESSION_VALUE', error instanceof Error ? error.message : String(error))
  }
}

/** @throws LiveError E_SESSION_SIZE, which names the largest part. */
export function checkSize(session: Session, text: string, most: number): void {
  const size = bytesOf(text)
  if (size <= most) return
  const sizes = Object.entries(session).map(([key, value]) => ({
    key,
    size: bytesOf(JSON.stringify(value) ?? ''),
  }))
  const largest = sizes.reduce((a, b) => (b.size > a.size ? b : a))
  throw fail('E_SESSION_SIZE', size, most, largest.key, largest.size)
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

function isBare(session: Session): boolean {
  let count = 0
  for (const _ in session) count++
  return count === 1
}

function changes(
  before: string | undefined,
  now: Record<string, Json>,
): Pick<SessionTicket, 'set' | 'deleted'> {
  const was = before === undefined ? {} : (JSON.parse(before) as Record<string, Json>)
  const set: Record<string, Json> = {}
  for (const [key, value] of Object.entries(now)) {
    if (key !== 'id' && JSON.stringify(value) !== JSON.stringify(was[key])) set[key] = value
  }
  return { set, deleted: Object.keys(was).filter((key) => !Object.hasOwn(now, key)) }
}
