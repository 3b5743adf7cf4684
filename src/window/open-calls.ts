/**
 * Calls of handlers, signals and rooms, and visits of other addresses, that a window has asked for and that are
 * not answered yet. They run beside the view's events, so a later event may be over, and stored, before them: who
 * goes on with the window must know.
 */
import type { Window } from './window.ts'

class OpenCalls {
  /** Under way here. */
  readonly running = new Set<number>()
  /** Not answered by the process before; the browser sends them again. */
  readonly left = new Set<number>()
  #idle: (() => void)[] = []

  over(n: number): void {
    this.running.delete(n)
    if (this.running.size === 0) for (const tell of this.#idle.splice(0)) tell()
  }

  settled(): Promise<void> {
    if (this.running.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }
}

const calls = new WeakMap<Window, OpenCalls>()

function callsOf(window: Window): OpenCalls {
  let found = calls.get(window)
  if (found === undefined) calls.set(window, (found = new OpenCalls()))
  return found
}

/** Call `n` begins. */
export function callBegins(window: Window, n: number): void {
  callsOf(window).running.add(n)
}

/** Call `n` is over. */
export function callOver(window: Window, n: number): void {
  calls.get(window)?.over(n)
}

/**
 * Answers call `n`: at once, or, in the window of a durable view, when it is stored that it ran.
 * @param answer sends the answer.
 */
export function callAnswered(window: Window, n: number, answer: () => void): void {
  const over = (): void => {
    callOver(window, n)
    answer()
  }
  if (window.gate === null) over()
  else window.gate.inTurn(n, over)
}

/** Numbers of the calls that have no answer, for another process; undefined: none. */
export function openCalls(window: Window): number[] | undefined {
  const found = calls.get(window)
  if (found === undefined) return undefined
  const open = [...found.left, ...found.running]
  return open.length > 0 ? open : undefined
}

/** These were not answered by the process before: see {@link takeLeft}. */
export function leftCalls(window: Window, numbers: readonly number[]): void {
  for (const n of numbers) callsOf(window).left.add(n)
}

/** True for a call that the process before has not answered: it runs here, once. */
export function takeLeft(window: Window, n: number): boolean {
  return calls.get(window)?.left.delete(n) ?? false
}

/** Resolves when no call of the window is under way. */
export function callsSettled(window: Window): Promise<void> {
  return calls.get(window)?.settled() ?? Promise.resolve()
}
