/**
 * Sessions as cookies: signed, with the times that end them, and with those that were ended before. A
 * session ends `limits.sessionMs` after its last cookie, `limits.sessionMaxMs` after its login, and when
 * `app.logOut` names it.
 */
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import type { Limits } from '../base/limits.ts'
import { VisitorSession } from '../live/page/session.ts'
import type { Session } from '../live/page/session.ts'
import type { Signer } from './tokens.ts'

/**
 * Keeps which sessions were ended, for all processes and across restarts: `redisRevocations(client)` of
 * "overwire/redis". It is asked with each request and each new connection of a session.
 */
export interface SessionRevocations {
  /**
   * Notes that a session is over.
   * @param ms milliseconds after which it may be forgotten: its cookies are too old then.
   */
  add(session: string, ms: number): Promise<void>
  /** True for a session that is over. When it rejects, the request is refused. */
  has(session: string): Promise<boolean>
}

/** Ended sessions that a process remembers; the oldest are forgotten first. */
const REMEMBERED = 200_000
/** A cookie is made anew after this part of the time that it is good for. */
const RENEWED_AFTER = 1 / 10

/** Sessions that were ended, as far as this process has heard of it. */
export class Revoked {
  readonly #clock: Clock
  readonly #ms: number
  /** When each may be forgotten; in order of arrival, which is the order of these times too. */
  readonly #until = new Map<string, number>()

  constructor(clock: Clock, ms: number) {
    this.#clock = clock
    this.#ms = ms
  }

  add(session: string): void {
    const now = this.#clock.now()
    this.#until.delete(session)
    this.#until.set(session, now + this.#ms)
    for (const [id, until] of this.#until) {
      if (until > now && this.#until.size <= REMEMBERED) break
      this.#until.delete(id)
    }
  }

  has(session: string): boolean {
    return this.#until.has(session)
  }
}

interface Times {
  readonly clock: Clock
  readonly limits: Pick<Limits, 'sessionMs' | 'sessionMaxMs'>
}

/** A cookie of one app is nothing to another on the same site, also where both have one secret. */
const purposeOf = (basePath: string): string => `session${basePath}`

/**
 * The session of a cookie; undefined when it was not signed here, is too old, or was ended.
 * @param basePath where the app stands that set it.
 */
export function openSession(
  signer: Signer,
  cookie: string,
  settings: Times & { readonly revoked: Revoked },
  basePath: string,
): VisitorSession | undefined {
  const opened = signer.open(purposeOf(basePath), cookie)
  if (!Array.isArray(opened)) return undefined
  const [values, issuedAt, writtenAt] = opened as [{ id: string }, number, number]
  const { limits, clock, revoked } = settings
  if (typeof values?.id !== 'string' || revoked.has(values.id)) return undefined
  if (clock.now() - writtenAt > limits.sessionMs) return undefined
  const session = new VisitorSession(values, issuedAt, writtenAt)
  return isOver(session, settings) ? undefined : session
}

export function newSession({ clock }: Pick<Times, 'clock'>): VisitorSession {
  return new VisitorSession({ id: randomId(12) }, clock.now())
}

/** True when it is too long ago that the session began. */
export function isOver(session: Session, { clock, limits }: Times): boolean {
  const began = VisitorSession.recordOf(session)?.issuedAt ?? NaN
  return clock.now() - began > limits.sessionMaxMs
}

/** True when the cookie should be made anew, so that a session in use does not end. */
export function isDue(session: Session, { clock, limits }: Times): boolean {
  const written = VisitorSession.recordOf(session)?.writtenAt ?? NaN
  return clock.now() - written > limits.sessionMs * RENEWED_AFTER
}

/** The text of a session's cookie. */
export function sealSession(
  signer: Signer,
  session: Session,
  { clock }: Times,
  basePath: string,
): string {
  const record = VisitorSession.recordOf(session)
  const now = clock.now()
  if (record && Number.isNaN(record.issuedAt)) record.issuedAt = now
  return signer.seal(purposeOf(basePath), [session, record?.issuedAt ?? now, now])
}
