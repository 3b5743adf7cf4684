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

/** How long an app's own code may take. */
export interface Patience {
  readonly clock: Clock
  readonly limits: { readonly eventMs: number }
}

/**
 * What an app's function gives, now or within `limits.eventMs`.
 * @throws LiveError E_EVENT_TIME when it is late; what it throws.
 */
export function inTime<T>(work: T | Promise<T>, { clock, limits }: Patience): T | Promise<T> {
  return work instanceof Promise ? new Wait(work, clock, limits.eventMs).over : work
}
