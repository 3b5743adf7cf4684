/** Follows an async iterable and puts its rows into a stream as they come. */
import { insertAt } from '../../template/stream.ts'
import type { Arrival, Stream } from '../../template/stream.ts'
import { Batcher } from './batcher.ts'
import type { ReportingPoster } from './batcher.ts'

/** Rows after which others get a turn, for iterables that never wait. */
const ROWS_AT_ONCE = 256
/** Changes that may wait for a browser that is slow or not there yet, and milliseconds between looks. */
const MOST_WAITING = 100
const LOOK_MS = 50

export class StreamReader {
  readonly #arrival: Arrival
  readonly #stream: Stream<unknown>
  readonly #poster: ReportingPoster
  readonly #batcher: Batcher<unknown>
  #iterator: AsyncIterator<unknown> | undefined
  #stopped = false
  /** Rows so far. */
  #inserted = 0

  constructor(arrival: Arrival, stream: Stream<unknown>, poster: ReportingPoster) {
    const { source: _, ...options } = arrival
    this.#arrival = arrival
    this.#stream = stream
    this.#poster = poster
    this.#batcher = new Batcher(poster, 'stream', (rows) => {
      if (stream.isEmptying) return
      stream.insertAll(rows, { ...options, ...insertAt(this.#inserted, options.at) })
      this.#inserted += rows.length
    })
  }

  /** Resolves when no more rows come; an error of the iterable is a failure of the view. */
  async run(): Promise<void> {
    try {
      const iterator = (this.#iterator = this.#arrival.source[Symbol.asyncIterator]())
      for (let rows = 1; ; rows++) {
        const { done, value } = await iterator.next()
        if (this.#stopped) return
        if (done) return this.#batcher.flush()
        this.#batcher.send(value)
        if (rows % ROWS_AT_ONCE === 0) await pause(0)
        while (!this.#stopped && this.#stream.mark() > MOST_WAITING) await pause(LOOK_MS)
      }
    } catch (error) {
      if (this.#stopped) return
      this.#batcher.flush()
      const posted = this.#poster.post('stream', () => {
        throw error
      })
      if (!posted) this.#poster.report('stream', error)
    }
  }

  /** Lets the iterable clean up. */
  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#batcher.stop()
    this.#end().catch((error: unknown) => this.#poster.report('stream', error))
  }

  /** A promise in any case: the iterable's own method may throw at once, or return what is none. */
  async #end(): Promise<void> {
    await this.#iterator?.return?.()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
