/** Who sent an HTTP request, and the cookie that keeps what was changed in their session. */
import { addressBelow } from '../base/base-path.ts'
import { ownPath } from '../base/destination.ts'
import { inTime } from '../base/wait.ts'
import type { LiveRequest } from '../live/page/request.ts'
import { checkSize, keepId, noteSession, sessionText } from '../live/page/session-writes.ts'
import { writeCookie } from './cookies.ts'
import type { Settings } from './settings.ts'
import { readRequest } from './page.ts'
import { basePathOf } from './placed-requests.ts'
import { isSecure } from './proxies.ts'
import { isDue, sealSession } from './sessions.ts'
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

  /**
   * Reads who sent it; a promise where ended sessions are kept elsewhere.
   * @throws what `createApp({ revocations })` throws; E_EVENT_TIME when it is late.
   */
  read(from: Request, params: Record<string, string>, address: string): Visitor | Promise<Visitor> {
    const visitor = this.#read(from, params, address)
    const { revocations, revoked } = this.#settings
    const { id } = visitor.request.session
    if (revocations === undefined || visitor.before === '') return visitor
    return Promise.resolve(inTime(revocations.has(id), this.#settings)).then((isOver) => {
      if (!isOver) return visitor
      revoked.add(id)
      return this.#read(from, params, address)
    })
  }

  #read(from: Request, params: Record<string, string>, address: string): Visitor {
    const asked = new URL(from.url)
    const basePath = basePathOf(from)
    const url = addressBelow(basePath, ownPath(asked) + asked.search) ?? '/'
    const { headers } = from
    const asking = { url, headers, params, address, basePath }
    const read = readRequest(asking, this.#signer, this.#settings)
    return { request: read.request, before: read.isNew ? '' : JSON.stringify(read.request.session) }
  }

  /**
   * The header that keeps a changed session. There is none for one that was ended meanwhile.
   * @throws LiveError E_SESSION_SIZE, E_SESSION_VALUE.
   */
  cookie(from: Request, { request, before }: Visitor): { 'set-cookie'?: string } {
    const { session } = request
    const settings = this.#settings
    keepId(request)
    if (settings.revoked.has(session.id)) return {}
    if (sessionText(session) === before && !isDue(session, settings)) return {}
    const secure = isSecure(from, settings.trustedProxies)
    checkSize(session, sessionText(session), settings.services.sessionBytes!)
    noteSession(session)
    const { basePath } = request
    const sealed = sealSession(this.#signer, session, settings, basePath)
    const { sessionCookie, limits } = settings
    const how = { ms: limits.sessionMs, secure, basePath }
    return { 'set-cookie': writeCookie(sessionCookie, sealed, how) }
  }

  /** The answer of a handler, with the cookie if the session changed. What it says of caches stays. */
  withCookie(response: Response, from: Request, visitor: Visitor): Response {
    // A visitor who has no session needs none for a stylesheet.
    const { before, request } = visitor
    if (before === '' && Object.keys(request.session).length === 1) return response
    const cookie = this.cookie(from, visitor)['set-cookie']
    const isSaid = response.headers.has('cache-control')
    if (cookie === undefined && isSaid) return response
    const changed = new Response(response.body, response)
    if (cookie !== undefined) changed.headers.append('set-cookie', cookie)
    // No cache may keep it for others, nor the cookie at all.
    if (!isSaid) changed.headers.set('cache-control', cookie ? 'private, no-store' : 'private')
    return changed
  }
}
