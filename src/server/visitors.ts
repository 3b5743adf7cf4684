/** Who sent an HTTP request, and the cookie that keeps what was changed in their session. */
import type { LiveRequest } from '../live/request.ts'
import { checkSize, keepId, noteSession, sessionText } from '../live/session-writes.ts'
import { writeCookie } from './cookies.ts'
import type { Settings } from './options.ts'
import { readRequest } from './page.ts'
import type { Signer } from './tokens.ts'

/** A request and who sent it. */
export interface Visitor {
  request: LiveRequest
  /** The session as the browser has it; "" for none. */
  before: string
}

export class Visitors {
  readonly #settings: Settings
  readonly #signer: Signer

  constructor(settings: Settings, signer: Signer) {
    this.#settings = settings
    this.#signer = signer
  }

  read(from: Request, params: Record<string, string>, address: string): Visitor {
    const { pathname, search } = new URL(from.url)
    const url = pathname + search
    const { headers } = from
    const read = readRequest(url, headers, params, address, this.#signer, this.#settings)
    return { request: read.request, before: read.isNew ? '' : JSON.stringify(read.request.session) }
  }

  /**
   * The header that keeps a changed session.
   * @throws LiveError E_SESSION_SIZE, E_SESSION_VALUE.
   */
  cookie(from: Request, { request, before }: Visitor): { 'set-cookie'?: string } {
    const { session } = request
    keepId(request)
    if (sessionText(session) === before) return {}
    const secure = from.url.startsWith('https:')
    checkSize(session, sessionText(session), this.#settings.services.sessionBytes!)
    noteSession(session)
    const sealed = this.#signer.seal('session', session)
    return { 'set-cookie': writeCookie(this.#settings.sessionCookie, sealed, secure) }
  }

  /** The answer of a handler, with the cookie if the session changed. */
  withCookie(response: Response, from: Request, visitor: Visitor): Response {
    // A visitor who has no session needs none for a stylesheet.
    const { before, request } = visitor
    if (before === '' && Object.keys(request.session).length === 1) return response
    const cookie = this.cookie(from, visitor)['set-cookie']
    if (cookie === undefined) return response
    const changed = new Response(response.body, response)
    changed.headers.append('set-cookie', cookie)
    return changed
  }
}
