/** Answers plain form posts of pages: see form-post.ts for what one of them does. */
import { hrefOf } from '../base/base-path.ts'
import { locationOf } from '../base/destination.ts'
import { fail, LiveError } from '../base/errors.ts'
import { applyTicket, TICKET } from '../live/page/session-writes.ts'
import type { SessionTicket } from '../live/page/session-writes.ts'
import type { LiveRoute } from './page.ts'
import type { Socket } from '../window/outbox.ts'
import type { ErrorAnswers } from './error-answers.ts'
import { statusOf } from './error-answers.ts'
import { readPost, runPost, withoutPostFields } from './form-post.ts'
import type { Connection } from './gateway.ts'
import type { SocketRequest } from './pages.ts'
import { basePathOf } from './placed-requests.ts'
import { checkSite, isEncrypted } from './rate-limits.ts'
import type { Settings } from './settings.ts'
import { keepFlashes, keepPosted } from './page.ts'
import { bodyOf, limitBody } from './request-body.ts'
import type { LimitedRequest } from './request-body.ts'
import type { Match } from './routes.ts'
import { verifyPageToken } from './tokens.ts'
import type { Signer } from './tokens.ts'
import type { Visitor, Visitors } from './visitors.ts'
import { TOKEN_FIELD } from '../template/form-post.ts'

/** Makes a connection of the gateway. */
export type Connect = (socket: Socket, request: SocketRequest) => Connection

const statuses: Record<string, number> = {
  E_ORIGIN: 403,
  E_TOKEN: 403,
  E_FORM_POST: 400,
  E_BAD_ARGS: 400,
}

export class FormPosts {
  readonly #settings: Settings
  readonly #visitors: Visitors
  readonly #errors: ErrorAnswers
  readonly #connect: Connect
  readonly #signer: Signer

  constructor(
    settings: Settings,
    {
      signer,
      visitors,
      errors,
      connect,
    }: { signer: Signer; visitors: Visitors; errors: ErrorAnswers; connect: Connect },
  ) {
    this.#settings = settings
    this.#signer = signer
    this.#visitors = visitors
    this.#errors = errors
    this.#connect = connect
  }

  /** Runs the event of a form or button, and sends the browser to the page. Never rejects. */
  async answer(
    { target, params }: Match<LiveRoute>,
    url: URL,
    from: Request,
    address: string,
  ): Promise<Response> {
    const { limits, services, origins, trustedProxies } = this.#settings
    const { headers } = from
    const basePath = basePathOf(from)
    const body = bodyOf(from, address, this.#settings)
    let limited: LimitedRequest | undefined
    let held = 0
    let release = (): void => {}
    try {
      checkSite(headers, { origins, trustedProxies, isEncrypted: isEncrypted(from) })
      const visitor = await this.#visitors.read(from, params, address)
      const token = url.searchParams.get(TOKEN_FIELD)!
      const length = Number(headers.get('content-length'))
      if (length > limits.bodyBytes && this.#mayBeLarge(from, token, visitor)) {
        if (!services.uploads?.memory.take(visitor.request.address, length))
          return await this.#errors.answer(from, 503)
        held = length
        release = () => services.uploads?.memory.give(visitor.request.address, length)
      }
      if (length > limits.formBytes && isMultipart(from)) {
        throw fail('E_BODY_SIZE', limits.formBytes, 'limits.formBytes')
      }
      limited = limitBody(from, Math.max(limits.bodyBytes, held), body)
      const posted = await readPost(limited.request, url.searchParams, limits.bodyBytes)
      const own = withoutPostFields(url)
      const connect = (socket: Socket): Connection =>
        this.#connect(socket, { headers, address, isEncrypted: isEncrypted(from), basePath })
      const result = await runPost(posted, hrefOf(basePath, own), services, connect)
      const { page, location = own, flashes, tickets } = result
      for (const ticket of tickets) {
        applyTicket(visitor.request.session, this.#signer.open(TICKET, ticket) as SessionTicket)
      }
      if (page) keepPosted(visitor.request, page)
      keepFlashes(visitor.request, flashes)
      const cookie = this.#visitors.cookie(from, visitor)
      const to = { location: locationOf(location, basePath) }
      return new Response(null, { status: 303, headers: { ...to, ...cookie } })
    } catch (error) {
      const code = error instanceof LiveError ? error.code : ''
      const status = limited?.exceeded ? 413 : (statuses[code] ?? statusOf(error))
      if (status !== undefined) return this.#errors.answer(from, status, error)
      return this.#errors.failed(from, target.view.name, 'page', error)
    } finally {
      body.end()
      release()
    }
  }

  /** True for a form with files of a page that this visitor has. */
  #mayBeLarge(from: Request, token: string, { request }: Visitor): boolean {
    const { clock, limits } = this.#settings
    if (!isMultipart(from)) return false
    if (Number(from.headers.get('content-length')) > limits.formBytes) return false
    const age = { now: clock.now(), maxAge: limits.tokenMs }
    try {
      verifyPageToken(this.#signer, token, request.session.id, age)
      return true
    } catch {
      // The same token is refused with its reason when the form is read.
      return false
    }
  }
}

function isMultipart({ headers }: Request): boolean {
  return /^multipart\/form-data/i.test(headers.get('content-type') ?? '')
}
