/** Takes errors that an app's code does not catch: unhandled rejections, timers that throw. */

/** The two events by which Node tells of them. */
const EVENTS = ['unhandledRejection', 'uncaughtException'] as const

/**
 * Hears of them in place of all other listeners, such as the test runner's.
 * @returns what gives the others their place back.
 */
export function takeStrayErrors(take: (error: unknown) => void): () => void {
  const others = EVENTS.map((event) => ({ event, listeners: process.rawListeners(event) }))
  const hear = (error: unknown): void => take(error)
  for (const { event } of others) process.removeAllListeners(event).on(event, hear)
  return () => {
    for (const { event, listeners } of others) {
      process.off(event, hear)
      for (const listener of listeners) process.on(event, listener as (error: unknown) => void)
    }
  }
}

/** Resolves when timers that were due at once have run, and rejected promises have been told of. */
export async function dueNow(): Promise<void> {
  // A timer of this length comes after those of the same length that were set before.
  await new Promise((resolve) => setTimeout(resolve, 1))
  await new Promise((resolve) => setImmediate(resolve))
}
