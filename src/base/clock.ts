/**
 * Time, so that tests can hold it. Everything that waits or stamps takes a Clock.
 */

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
