/** Hands one thing to many. */
import { consoleLogger } from '../base/logger.ts'
import type { Logger } from '../base/logger.ts'

/** Calls `tell` with each of them; one that throws is logged and does not stop the others. */
export function tellAll<T>(
  all: Iterable<T>,
  tell: (one: T) => void,
  logger: Logger = consoleLogger,
): void {
  // A copy, since hearing may make somebody come or leave.
  for (const one of [...all]) {
    try {
      tell(one)
    } catch (error) {
      logger.error({ error }, 'a subscriber failed')
    }
  }
}
