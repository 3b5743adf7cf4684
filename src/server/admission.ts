/** What a joined window may send: each frame is paid for, and taken once. */
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { takeLeft } from '../window/open-calls.ts'
import type { Settings } from './settings.ts'
import type { Page } from './page.ts'
import { payFor, takeAllowance } from './rate-limits.ts'

type Rules = Pick<Settings, 'limits' | 'clock' | 'heap'>

/** What a frame costs that asks for nothing new: an event that was sent again, an acknowledgement too. */
export const IDLE_COST = 0.25

/**
 * Counts what the browser asks for, whose window has its account; false when it was taken before, or is too much.
 * @throws LiveError E_FLOOD.
 */
export function isNew(page: Page, n: number, text: string, rules: Rules): boolean {
  const { window } = page
  const { limits, clock, heap: guard } = rules
  const account = window.account!
  if (n <= Math.max(window.lastEvent, account.lastWaiting) && !takeLeft(window, n)) {
    takeUnanswered(page, rules, IDLE_COST)
    // Run by an earlier process: its answer may have been lost, and the browser shows what it changed.
    if (n <= window.ranBefore) window.update(n, 0, undefined)
    return false
  }
  if (window.outbox.flooded) throw fail('E_FLOOD')
  const heap = payFor(text, window, limits, clock)
  account.brought += text.length
  const hasRoom = guard.admits(account, text.length)
  const isTaken =
    heap >= 0 && hasRoom && account.waitingFrames < limits.mailbox && account.hold(n, heap, limits)
  if (isTaken) return true
  // Those that wait have not run, and are not to be taken for it.
  if (!account.waits) window.lastEvent = Math.max(n, window.lastEvent)
  window.refuse(n, whyNot(heap, hasRoom))
  return false
}

/** Why an event is refused. @param heap less than zero: its window has used up its allowance. */
function whyNot(heap: number, hasRoom: boolean): LiveError {
  if (heap < 0) return fail('E_RATE')
  return hasRoom ? fail('E_MAILBOX_FULL') : fail('E_HEAP_FULL')
}

/** Pays for a large frame that is no event. @throws LiveError E_FRAME_TOO_BIG, E_FLOOD. */
export function payLarge({ window }: Page, text: string, { limits, clock }: Rules): void {
  if (text.length > limits.frameBytes) throw fail('E_FRAME_TOO_BIG', limits.frameBytes)
  if (payFor(text, window, limits, clock) < 0) throw fail('E_FLOOD')
}

/** @throws LiveError E_FLOOD when a frame that has no answer of its own is too much. */
export function takeUnanswered({ window }: Page, { limits, clock }: Rules, cost?: number): void {
  if (!takeAllowance(window, limits, clock, cost)) throw fail('E_FLOOD')
}

/** The browser has the frames up to `seq`. @returns true when it had not said so before. */
export function acknowledge({ window }: Page, seq: number): boolean {
  const { outbox } = window
  const waited = outbox.congested
  const isNews = outbox.acknowledge(seq)
  if (waited && !outbox.congested) window.resume()
  return isNews
}
