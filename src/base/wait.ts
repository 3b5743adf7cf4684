/** Waits for work of an app's code, which may never end. */
import type { Clock } from './clock.ts'
import { fail } from './errors.ts'

export class Wait<T> {
  /** What the work gives. Rejects with what it throws, and with LiveError E_EVENT_TIME when it is late. */
  readonly over: Promise<T>
  readonly #clock: Clock
  #late: (ms: number) => void = () => {}
  #cancel: (() => void) | undefined

  /** @param ms how many milliseconds it may take; Infinity: for ever. */
  constructor(work: Promise<T>, clock: Clock, ms: number) {
    this.#clock = clock
    this.over = new Promise<T>((resolve, reject) => {
      this.#late = (waited) => reject(fail('E_EVENT_TIME', waited))
      work.then(resolve, reject)
    })
    const ended = (): void => this.#cancel?.()
    work.then(ended, ended)
    this.limit(ms)
  }

  /** From now on it may take `ms` milliseconds. */
  limit(ms: number): void {
    this.#cancel?.()
    this.#cancel = ms < Infinity ? this.#clock.after(ms, () => this.#late(ms)) : undefined
  }
}
