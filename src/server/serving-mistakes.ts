/** Mistakes in how an app is served. They fail each request, and are told to operators once. */
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { SOCKET_PATH } from '../wire/paths.ts'
import type { AppPlace } from './app-place.ts'
import type { ErrorAnswers } from './error-answers.ts'
import { basePathOf } from './placed-requests.ts'
import type { Settings } from './settings.ts'

export class ServingMistakes {
  readonly #settings: Settings
  readonly #place: AppPlace
  readonly #errors: ErrorAnswers
  /** Ids by which the log names them, by their codes. */
  readonly #told = new Map<string, string>()

  constructor(settings: Settings, place: AppPlace, errors: ErrorAnswers) {
    this.#settings = settings
    this.#place = place
    this.#errors = errors
  }

  /**
   * Answers a request that shows a mistake in how the app is served.
   * @param path inside the app; undefined: it is outside.
   * @returns undefined for any other request.
   */
  look(from: Request, path: string | undefined): Promise<Response> | undefined {
    const basePath = basePathOf(from)
    const { told } = this.#place
    if (told !== undefined && this.#place.contradicts(basePath))
      return this.#answer(from, 500, fail('E_MOUNTED', told, basePath))
    // A host with WebSockets handles these requests itself: this one has none.
    if (path === SOCKET_PATH && from.headers.has('upgrade'))
      return this.#answer(from, 501, fail('E_NO_SOCKETS'))
  }

  #answer(from: Request, status: number, error: LiveError): Promise<Response> {
    const errorId = this.#told.get(error.code) ?? this.#tell(from, error)
    return this.#errors.answer(from, status, error, { errorId })
  }

  #tell(from: Request, error: LiveError): string {
    const errorId = randomId(6)
    this.#told.set(error.code, errorId)
    const path = new URL(from.url).pathname
    this.#settings.logger.error({ path, errorId, error }, 'the app is not served as it must be')
    return errorId
  }
}
