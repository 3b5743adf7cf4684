/** Lines in the log while Redis is away: BullMQ reports the same trouble again and again. */
import type { Logger } from '../base/logger.ts'

/** The same trouble is told again after this time, in ms. */
const QUIET_MS = 30_000

/** Takes the errors of connections, which mend themselves. */
export function troubleLog(logger: Logger, queue: string): (error: Error) => void {
  const told = new Map<string, number>()
  return (error) => {
    // Connections to several addresses fail with an error that has a code and no message.
    const why = error.message || String((error as { code?: unknown }).code ?? error.name)
    const now = Date.now()
    if (now - (told.get(why) ?? -Infinity) < QUIET_MS) return
    told.clear()
    told.set(why, now)
    logger.warn({ queue, why }, 'A task queue has trouble and goes on trying.')
  }
}
