/** What a failure of an app's code says to its operators, and to the browser. */
import type { Tally } from './tally.ts'
import { attempt } from '../../base/detach.ts'
import { fail, LiveError } from '../../base/errors.ts'
import { randomId } from '../../base/ids.ts'
import type { Logger } from '../../base/logger.ts'
import { originOf } from '../../base/origin.ts'
import type { LiveRequest } from './request.ts'

/** Errors whose sentence is sent to the browser whose event failed; others stay in the log. */
const forSender = new Set([
  'E_BAD_ARGS',
  'E_FORBIDDEN',
  'E_LOGGED_OUT',
  'E_NOT_FOUND',
  'E_MODEL',
  'E_ROOM',
  'E_TASKS',
  'E_UPLOAD_FIELD',
  'E_UPLOAD_NAME',
  'E_UPLOAD_WORKERS',
])

/** Failures of which the browser is told more than that there was one. */
const toldToo = new Set(['E_EVENT_TIME', 'E_WAKE'])

/** What the browser is told; with an id that finds the rest in the log. */
export interface Failure {
  told: LiveError
  errorId: string | undefined
}

/** Where an error happened. */
export interface ErrorInfo {
  /** Name of the view, handler or signal. */
  name: string
  /** What ran: an event's name, `render`, `push`, `handler`… */
  during: string
  /** Shown to the user and in the log. */
  errorId: string
  /**
   * The request of the view, handler or signal; for a page that failed over HTTP, the request of `fetch`.
   * Absent for stray errors of the process and its threads. Not enumerable, because its cookies have no place in a log:
   * name the fields that you log.
   */
  readonly request?: LiveRequest | Request | undefined
}

/** Takes errors of an app's code, beside the log. */
export type OnError = (error: unknown, info: ErrorInfo) => void | Promise<void>

/** Who is told of failures. */
export interface Reporting {
  readonly logger: Logger
  readonly onError?: OnError | undefined
  /** Counts them. */
  readonly tally?: Tally
  /** Keeps errors for the browser, in development. */
  readonly note?: ((error: unknown, info: ErrorInfo) => void) | undefined
}

/** Logged for values that a schema, a permission or a limit refused. */
export const EVENT_REFUSED = 'event refused'

/** @param name of the view, handler or signal. @param during what ran: an event's name, `render`… */
export function logFailure(
  reporting: Reporting,
  name: string,
  during: string,
  error: unknown,
  request?: LiveRequest,
): Failure {
  const { logger } = reporting
  if (error instanceof LiveError && forSender.has(error.code)) {
    logger.warn({ view: name, event: during, reason: error.message }, EVENT_REFUSED)
    return { told: error, errorId: undefined }
  }
  if (reporting.tally) reporting.tally.failures++
  const errorId = randomId(6)
  const logged = isOften(logger, `${name} ${during}`) ? String(error) : error
  const component = componentOf(error, name)
  logger.error({ view: name, ...component, during, errorId, error: logged }, 'a view failed')
  tellTracker(reporting, error, { name, during, errorId }, request)
  const isTold = error instanceof LiveError && toldToo.has(error.code)
  return { told: isTold ? error : fail('E_HANDLER'), errorId }
}

/** Failures of one kind that are logged with their stacks in a second: a visitor who causes thousands fills no disk. */
const WITH_STACKS = 10
const SECOND_MS = 1000
/** Kinds that are counted at once; the names of events are the app's. */
const MOST_KINDS = 1000

const counted = new WeakMap<Logger, Map<string, { since: number; times: number }>>()

/** Too many of this kind were logged in this second. */
function isOften(logger: Logger, kind: string): boolean {
  const kinds = counted.get(logger) ?? new Map<string, { since: number; times: number }>()
  counted.set(logger, kinds)
  const now = performance.now()
  const known = kinds.get(kind)
  if (known && now - known.since < SECOND_MS) return ++known.times > WITH_STACKS
  if (kinds.size >= MOST_KINDS) kinds.clear()
  kinds.set(kind, { since: now, times: 1 })
  return false
}

/** For a log line: the component of a view that an error comes from, if it is one. */
export function componentOf(error: unknown, view: string): { component?: string } {
  const origin = originOf(error)
  return origin === undefined || origin === view ? {} : { component: origin }
}

/** Calls the app's `onError`; what it throws, now or later, is logged. */
export function tellTracker(
  { logger, onError, note }: Reporting,
  error: unknown,
  info: ErrorInfo,
  request?: LiveRequest | Request,
): void {
  Object.defineProperty(info, 'request', { value: request })
  note?.(error, info)
  attempt(() => onError?.(error, info), logger, 'onError failed')
}
