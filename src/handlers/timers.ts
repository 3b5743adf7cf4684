/** Work that a handler leaves for later. Ends with its window, unless it is to be kept. */
import type { Clock } from '../base/clock.ts'
import type { Window } from '../window/window.ts'

/** How long work for later lives. */
export interface TimerOptions {
  /** Goes on when the window is closed. Default false. */
  keep?: boolean
}

/** What timers need of their consumer. */
export interface TimerOwner {
  readonly window: Window | null
  readonly clock: Clock
  /** Takes what the work throws. */
  failed(during: string, error: unknown): void
}

const running = new WeakMap<Window, Set<() => void>>()

/** Runs work once, `ms` milliseconds from now. @returns what cancels it. */
export function after(
  owner: TimerOwner,
  ms: number,
  run: () => unknown,
  options: TimerOptions = {},
): () => void {
  return start(owner, options, (ended) => {
    return owner.clock.after(ms, () => {
      ended()
      soon(owner, 'after', run)
    })
  })
}

/** Runs work each `ms` milliseconds, one at a time. @returns what cancels it. */
export function every(
  owner: TimerOwner,
  ms: number,
  run: () => unknown,
  options: TimerOptions = {},
): () => void {
  return start(owner, options, () => {
    let isOver = false
    let cancel = (): void => {}
    const plan = (): void => {
      cancel = owner.clock.after(ms, () => {
        soon(owner, 'every', run, () => isOver || plan())
      })
    }
    plan()
    return () => {
      isOver = true
      cancel()
    }
  })
}

/** @param begin starts the clock; it is given what to call when the work is over by itself. */
function start(
  { window }: TimerOwner,
  { keep = false }: TimerOptions,
  begin: (ended: () => void) => () => void,
): () => void {
  if (keep || window === null) return begin(() => {})
  if (window.closed) return () => {}
  let own = running.get(window)
  if (own === undefined) {
    const made = (own = new Set())
    running.set(window, made)
    window.onClose(() => made.forEach((cancel) => cancel()))
  }
  const timers = own
  const cancel = (): void => {
    timers.delete(cancel)
    stop()
  }
  const stop = begin(() => timers.delete(cancel))
  timers.add(cancel)
  return cancel
}

/** Runs work now; `then` comes when it is over, however it ended. */
function soon(owner: TimerOwner, during: string, run: () => unknown, then?: () => void): void {
  const failed = (error: unknown): void => owner.failed(during, error)
  const call = async (): Promise<unknown> => run()
  call().catch(failed).then(then).catch(failed)
}
