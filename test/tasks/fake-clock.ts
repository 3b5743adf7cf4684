/** A clock whose hands a test moves. */
import type { Clock } from 'overwire'

export class FakeClock implements Clock {
  #now: number
  readonly #timers = new Set<{ at: number; run: () => void }>()
  /** What timers were asked for, in ms. */
  readonly waits: number[] = []

  /** @param now ms since 1970. */
  constructor(now: number) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.waits.push(ms)
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size
  }

  /** Moves on, stopping at each timer on the way until its work is done. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await turn()
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at)
      this.#timers.delete(next)
      next.run()
      await turn()
    }
    this.#now = end
  }

  /** The process is busy for so long: nothing else runs. */
  work(ms: number): void {
    this.#now += ms
  }

  #next(end: number): { at: number; run: () => void } | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end)
    return due.sort((a, b) => a.at - b.at)[0]
  }
}

/** Lets everything run that waits for nothing but its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
