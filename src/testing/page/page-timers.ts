/** The timers of one page, by a test's clock: what a page waits for is known, and time need not pass. */
import type { TestClock } from './clock.ts'

/** What a window has of time. */
export interface TimerFunctions {
  setTimeout(run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): number
  clearTimeout(id?: number): void
  setInterval(run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): number
  clearInterval(id?: number): void
  requestAnimationFrame(run: (now: number) => void): number
  cancelAnimationFrame(id: number): void
}

/** Milliseconds from one frame of the screen to the next. */
const FRAME_MS = 16

export class PageTimers {
  readonly #clock: TestClock
  readonly #waiting = new Map<number, { at: number; cancel: () => void }>()
  #last = 0

  constructor(clock: TestClock) {
    this.#clock = clock
  }

  /** Milliseconds until the next one; Infinity when none waits. */
  get next(): number {
    let at = Infinity
    for (const timer of this.#waiting.values()) at = Math.min(at, timer.at)
    return Math.max(0, at - this.#clock.elapsed())
  }

  /** The page is left: nothing of it runs any more. */
  clear(): void {
    for (const { cancel } of this.#waiting.values()) cancel()
    this.#waiting.clear()
  }

  get functions(): TimerFunctions {
    const clear = (id?: number): void => this.#clear(id)
    return {
      setTimeout: (run, ms = 0, ...args) => this.#set(++this.#last, ms, () => run(...args)),
      setInterval: (run, ms = 0, ...args) => {
        const id = ++this.#last
        const again = (): void => {
          this.#set(id, Math.max(1, ms), again)
          run(...args)
        }
        return this.#set(id, Math.max(1, ms), again)
      },
      requestAnimationFrame: (run) =>
        this.#set(++this.#last, FRAME_MS, () => run(this.#clock.elapsed())),
      clearTimeout: clear,
      clearInterval: clear,
      cancelAnimationFrame: clear,
    }
  }

  #set(id: number, ms: number, run: () => void): number {
    const cancel = this.#clock.after(ms, () => {
      this.#waiting.delete(id)
      run()
    })
    this.#waiting.set(id, { at: this.#clock.elapsed() + ms, cancel })
    return id
  }

  #clear(id?: number): void {
    if (id === undefined) return
    this.#waiting.get(id)?.cancel()
    this.#waiting.delete(id)
  }
}
