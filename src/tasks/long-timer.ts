/** A call at a time of day, however far away it is: timers alone reach 24 days. */
import type { Clock } from '../base/clock.ts'

/** The longest wait that setTimeout can be given, in ms. */
const FARTHEST = 2 ** 31 - 1

/**
 * Calls `ring` once the clock shows `time`, in ms since 1970, and never before; the result cancels it.
 */
export function longTimer(clock: Clock, time: number, ring: () => void): () => void {
  let cancel = (): void => {}
  const wait = (): void => {
    const ms = Math.min(Math.max(time - clock.now(), 0), FARTHEST)
    // Timers may also come a little early.
    cancel = clock.after(ms, () => (clock.now() >= time ? ring() : wait()))
  }
  wait()
  return () => cancel()
}
