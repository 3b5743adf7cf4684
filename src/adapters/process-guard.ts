/**
 * Keeps a server's process, or a thread of views, when something that an app's code left to itself fails: a
 * promise that nobody awaits, a timer of its own. One visitor's failure must not take the pages of all
 * others.
 */
import { randomId } from '../base/ids.ts'
import { tellTracker } from '../live/page/failure.ts'
import type { Reporting } from '../live/page/failure.ts'

/** The two events by which Node tells of what nobody took; without a listener the process ends. */
const EVENTS = ['unhandledRejection', 'uncaughtException'] as const

const guards = new Set<Reporting>()

/**
 * Logs what nobody takes, and tells `onError`, for as long as it is not taken back. Where the app has a
 * listener of its own for the event, that one decides alone.
 * @returns what takes it back.
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
