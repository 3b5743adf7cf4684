/** What a view's failure says to its operators, and to the browser. */
import { fail, LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import type { Logger } from '../base/logger.ts'

/** Errors whose sentence is for whoever sent the event; others stay in the log. */
const forSender = new Set(['E_BAD_ARGS', 'E_FORBIDDEN', 'E_NOT_FOUND', 'E_MODEL'])

/** What the browser is told; with an id that finds the rest in the log. */
export interface Failure {
  told: LiveError
  errorId: string | undefined
}

/** @param during what ran: an event's name, `render`, `push`… */
export function logFailure(logger: Logger, view: string, during: string, error: unknown): Failure {
  if (error instanceof LiveError && forSender.has(error.code)) {
    logger.warn({ view, event: during, reason: error.message }, 'event refused')
    return { told: error, errorId: undefined }
  }
  const errorId = randomId(6)
  logger.error({ view, during, errorId, error }, 'a view failed')
  return { told: fail('E_HANDLER'), errorId }
}
