/** Answers requests that get no page: the app's own error pages, or the standard one. */
import { LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { inTime } from '../base/wait.ts'
import { componentOf, tellTracker } from '../live/page/failure.ts'
import { Block } from '../template/html.ts'
import { printStatic } from '../template/print.ts'
import { errorPage, errorPageStyle, isErrorStatus } from './error-page.ts'
import type { ErrorPageParts } from './error-page.ts'
import { RETRY_S } from './mount-limits.ts'
import type { Settings } from './settings.ts'
import { headValuesOf } from './page-headers.ts'
import type { HeadValues } from './page-headers.ts'
import { basePathOf } from './placed-requests.ts'
import { allowStyle } from './style-policy.ts'
import { askedUrl } from './proxies.ts'
import { requestAt } from './request-body.ts'

/** Prints a whole document for a status: ``({ errorId }) => html`<!doctype html>…` ``. */
export type RenderErrorPage = (page: ErrorPageParts) => Block | Promise<Block>

/** Options of an answer. */
export interface ErrorAnswerOptions {
  /** Names the error in the log. */
  readonly errorId?: string | undefined
  /** Headers beside those of every page. Default: none. */
  readonly headers?: Readonly<Record<string, string>>
}

export class ErrorAnswers {
  readonly #settings: Settings
  readonly #pages = new Map<number, RenderErrorPage>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** Sets the page of a status. @returns false when it is no status of an error. */
  use(status: number, render: RenderErrorPage): boolean {
    if (!isErrorStatus(status)) return false
    this.#pages.set(status, render)
    return true
  }

  /** A failure of the app's code, status 503 when it was late: logged, told to `onError`; the browser gets its id. */
  async failed(from: Request, name: string, during: string, error: unknown): Promise<Response> {
    const { logger, services, trustedProxies } = this.#settings
    const path = pathOf(from)
    const isLate = error instanceof LiveError && error.code === 'E_EVENT_TIME'
    if (!isLate && wasAborted(from)) {
      logger.warn({ path, error }, 'the browser left before its request was answered')
      return new Response(null, { status: 400 })
    }
    const errorId = randomId(6)
    const fields = { view: name, ...componentOf(error, name), path, during, errorId, error }
    logger.error(fields, sentences[during] ?? 'a page failed')
    const asked = requestAt(askedUrl(from, trustedProxies), from, null)
    tellTracker(services, error, { name, during, errorId }, asked)
    return this.answer(from, isLate ? 503 : 500, error, { errorId })
  }

  /** @param error shown in development. */
  async answer(
    from: Request,
    status: number,
    error?: unknown,
    { errorId, headers: extra = {} }: ErrorAnswerOptions = {},
  ): Promise<Response> {
    const parts: ErrorPageParts = {
      status,
      path: pathOf(from),
      errorId,
      error: this.#settings.development ? error : undefined,
      basePath: basePathOf(from),
    }
    const headValues = this.#headValues()
    const own = await this.#ownPage(parts)
    const body = own ?? errorPage(parts, headValues.nonce)
    const headers = {
      ...(own ? headValues.headers : allowStyle(headValues.headers, errorPageStyle())),
      ...extra,
      ...((status === 429 || isBusy(error)) && retryHeaders(from.method)),
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    }
    return new Response(from.method === 'HEAD' ? null : body, { status, headers })
  }

  /** The app's own page; undefined when there is none, or it failed. */
  async #ownPage(parts: ErrorPageParts): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const render = this.#pages.get(parts.status)
    if (render === undefined) return undefined
    const { logger } = this.#settings
    try {
      const page: unknown = await inTime(render(parts), this.#settings)
      if (page instanceof Block) return printStatic(page)
      throw new TypeError(`Expected the page of app.errorPage(${parts.status}, …) to be html\`…\``)
    } catch (error) {
      logger.error({ status: parts.status, path: parts.path, error }, 'an error page failed')
      return undefined
    }
  }

  /** An error page comes also when the app's headers are what failed. */
  #headValues(): HeadValues {
    const { logger, headers } = this.#settings
    try {
      const { nonce, headers: given } = headValuesOf(headers)
      // Throws for what can't be a header.
      return { nonce, headers: Object.fromEntries(new Headers(given)) }
    } catch (error) {
      logger.error({ error }, 'createApp({ headers }) failed for an error page')
      return { nonce: '', headers: {} }
    }
  }
}

const sentences: Record<string, string> = { http: 'a request failed' }

/** The status of an error that says what the visitor did, and needs no log line; else undefined. */
export function statusOf(error: unknown): number | undefined {
  const code = error instanceof LiveError ? error.code : ''
  if (code === 'E_FORBIDDEN') return (error as { status?: number }).status ?? 403
  if (code === 'E_NOT_FOUND') return 404
  if (code === 'E_MOUNT_RATE') return 429
  if (code === 'E_ADDRESS_SIZE') return 414
  if (code === 'E_BODY' || code === 'E_BODY_PIECES') return 400
  if (code === 'E_BODY_NUMBERS') return 413
  if (code === 'E_BODIES') return 503
  return code === 'E_BODY_SIZE' ? 413 : undefined
}

function isBusy(error: unknown): boolean {
  return error instanceof LiveError && error.code === 'E_BODIES'
}

/** Programs wait, and a browser that shows the error page loads the page again by itself. */
function retryHeaders(method: string): Record<string, string> {
  const seconds = String(RETRY_S)
  return { 'retry-after': seconds, ...(method === 'GET' && { refresh: seconds }) }
}

function pathOf(from: Request): string {
  return URL.canParse(from.url) ? new URL(from.url).pathname : ''
}

function wasAborted(from: Request): boolean {
  return from.signal?.aborted === true
}
