/**
 * Time, so that tests can hold it. Everything that waits or stamps takes a Clock.
 */
import { attempt } from './detach.ts'
import type { Logger } from './logger.ts'

/** Where time comes from. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `run` after `ms` milliseconds; the result cancels it. */
  after(ms: number, run: () => void): () => void
}

/** The machine's clock. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms) as unknown as { unref?: () => void }
    timer.unref?.()
    return () => clearTimeout(timer as unknown as ReturnType<typeof setTimeout>)
  },
}

/** The same clock; what its timers' functions throw is logged, since nobody else could take it. */
export function guardedClock(clock: Clock, logger: Logger): Clock {
  return {
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, () => attempt(run, logger, 'a timer failed')),
  }
}
