/**
 * Time, so that tests can hold it. Everything that waits or stamps takes a Clock.
 */
import { attempt } from './detach.ts'
import type { Logger } from './logger.ts'

/** Where time comes from. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /**
   * Milliseconds since some moment, however the time of day is set meanwhile: limits count with it. Default:
   * what `now` says.
   */
  elapsed?(): number
  /** Calls `run` after `ms` milliseconds; the result cancels it. */
  after(ms: number, run: () => void): () => void
  /** The same, for a short while of work that has begun: the process does not end before. Default: {@link after}. */
  hold?(ms: number, run: () => void): void
}

/** The machine's clock. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms) as unknown as { unref?: () => void }
    timer.unref?.()
    return () => clearTimeout(timer as unknown as ReturnType<typeof setTimeout>)
  },
  hold: (ms, run) => void setTimeout(run, ms),
}

/** The same clock; errors of its timers' functions are logged, since no caller could catch them. */
export function guardedClock(clock: Clock, logger: Logger): Clock {
  return {
    now: () => clock.now(),
    elapsed: clock.elapsed === undefined ? () => clock.now() : clock.elapsed.bind(clock),
    after: (ms, run) => clock.after(ms, () => attempt(run, logger, 'a timer failed')),
    hold: (ms, run) => soon(clock, ms, () => attempt(run, logger, 'a timer failed')),
  }
}

/** See {@link Clock.elapsed}. */
export function elapsed(clock: Clock): number {
  return clock.elapsed ? clock.elapsed() : clock.now()
}

/** See {@link Clock.hold}. */
export function soon(clock: Clock, ms: number, run: () => void): void {
  if (clock.hold) clock.hold(ms, run)
  else clock.after(ms, run)
}
