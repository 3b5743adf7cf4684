/** Follows an async iterable and puts its rows into a stream as they come. */
import type { Arrival, Stream } from '../template/stream.ts'
import { Courier } from './courier.ts'
import type { Poster } from './courier.ts'

export class Pump {
  readonly #poster: Poster
  readonly #iterator: AsyncIterator<unknown>
  readonly #courier: Courier<unknown>
  #stopped = false

  constructor({ source, ...options }: Arrival, stream: Stream<unknown>, poster: Poster) {
    this.#poster = poster
    this.#iterator = source[Symbol.asyncIterator]()
    this.#courier = new Courier(poster, 'stream', (rows) => stream.insertAll(rows, options))
  }

  /** Resolves when no more rows come; an error of the iterable is a failure of the view. */
  async run(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#iterator.next()
        if (this.#stopped || done) break
        this.#courier.send(value)
      }
      if (!this.#stopped) this.#courier.flush()
    } catch (error) {
      if (this.#stopped) return
      this.#courier.flush()
      this.#poster.post('stream', () => {
        throw error
      })
    }
  }

  /** Lets the iterable clean up. */
  stop(): void {
    this.#stopped = true
    this.#courier.stop()
    // Nobody waits for what it says now.
    this.#iterator.return?.().catch(() => {})
  }
}
