/** What `overwire dev` shows in the terminal: a line for each request and each event, with its time. */
import type { Clock } from '../base/clock.ts'

/** `14:02:11 GET /todos 200 3 ms` */
export class DevLog {
  readonly #clock: Clock
  readonly #write: (line: string) => void

  constructor(clock: Clock, write: (line: string) => void = (line) => console.info(line)) {
    this.#clock = clock
    this.#write = write
  }

  /** An answered request. */
  request(method: string, path: string, { status, ms }: { status: number; ms: number }): void {
    this.#line(`${method} ${path} ${status}`, ms)
  }

  /** A handled event: `Todos.add`. */
  event(name: string, { ms, failed }: { ms: number; failed: boolean }): void {
    this.#line(failed ? `${name} failed` : name, ms)
  }

  #line(what: string, ms: number): void {
    const time = new Date(this.#clock.now()).toTimeString().slice(0, 8)
    this.#write(`${time} ${what} ${Math.round(ms)} ms`)
  }
}
