/**
 * Data of a browser session, as it is kept in a signed cookie. Beside what apps write it has an id, and
 * times that end it; see server/sessions.ts.
 */
import { randomId } from '../../base/ids.ts'

/** Data of a browser session, kept in a signed cookie. JSON values only; keep it small. */
export interface Session {
  /** Random, made with the session. */
  readonly id: string
  /**
   * Gives the session another id and begins its times anew. Call it when somebody logs in: who knows the old
   * id, or its cookie, has nothing of the new one. Pages of the old id load again when they connect next.
   * @throws LiveError E_ACTOR in a thread.
   */
  renew(): void
  [key: string]: unknown
}

/** What is known of a session beside what apps write. */
export interface SessionRecord {
  /** Its id, which stays when an app empties the session. */
  id: string
  /** The id that its browser has. */
  knownAs: string
  /** When it began, in ms since 1970. NaN: with its next cookie. */
  issuedAt: number
  /** When its cookie was made, in ms since 1970. */
  readonly writtenAt: number
}

export class VisitorSession implements Session {
  readonly id: string;
  [key: string]: unknown
  readonly #record: SessionRecord

  /** @param values what it holds, with its id. @param issuedAt see {@link SessionRecord}. */
  constructor(values: { id: string }, issuedAt: number, writtenAt: number = issuedAt) {
    const { id } = values
    this.id = id
    Object.assign(this, values)
    this.#record = { id, knownAs: id, issuedAt, writtenAt }
  }

  renew(): void {
    rename(this, randomId(12))
    this.#record.issuedAt = NaN
  }

  /** Undefined for one that was not made here, such as a test's. */
  static recordOf(session: Session): SessionRecord | undefined {
    return #record in session ? session.#record : undefined
  }
}

/** Gives a session an id, for good. */
export function rename(session: Session, id: string): void {
  Object.assign(session, { id })
  const record = VisitorSession.recordOf(session)
  if (record) record.id = id
}
