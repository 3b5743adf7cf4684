/** The process' time, on the account of the window that it is used for. */
import { timed } from '../window/busy-time.ts'
import type { Consumer } from './consumer.ts'

/** Works for a window, and counts how long nothing else could run: up to the first `await` of what is asynchronous. */
export function onAccount<T>({ window, clock }: Consumer, work: () => T): T {
  return timed(clock, work, (ms) => window.spent(0, ms))
}
