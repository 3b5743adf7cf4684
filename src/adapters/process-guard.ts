/**
 * Keeps a server's process, or a thread of views, alive after an unhandled rejection or an uncaught exception
 * in the app's code. One visitor's failure must not end the pages of all others.
 */
import { randomId } from '../base/ids.ts'
import { tellTracker } from '../live/page/failure.ts'
import type { Reporting } from '../live/page/failure.ts'

/** Node's two events for errors that no code caught; without a listener the process ends. */
const EVENTS = ['unhandledRejection', 'uncaughtException'] as const

const guards = new Set<Reporting>()

/**
 * Logs such errors and passes them to `onError`, until the guard is removed. Where the app listens to the
 * event itself, only the app's listener handles it.
 * @returns removes the guard.
 */
export function guardProcess(reporting: Reporting): () => void {
  if (guards.size === 0) for (const event of EVENTS) process.on(event, takers[event])
  guards.add(reporting)
  return () => {
    guards.delete(reporting)
    if (guards.size === 0) for (const event of EVENTS) process.off(event, takers[event])
  }
}

const taker = (event: (typeof EVENTS)[number]) => (error: unknown) => {
  if (process.listenerCount(event) > 1) return
  // Which of several apps it was can't be known: the first one's log has it.
  const [reporting] = guards
  if (reporting === undefined) return
  const errorId = randomId(6)
  reporting.logger.error({ during: event, errorId, error }, 'an unhandled error')
  tellTracker(reporting, error, { name: 'process', during: event, errorId })
}

const takers: Record<(typeof EVENTS)[number], (error: unknown) => void> = {
  unhandledRejection: taker('unhandledRejection'),
  uncaughtException: taker('uncaughtException'),
}
