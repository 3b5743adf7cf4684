/**
 * The way to a broker: while it is there work goes out at once; while it is not, work waits its turn for
 * some seconds. Nothing waits for ever, and what waits is bounded.
 */
import { fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'

/** Milliseconds after which work that is not done is given up. */
const WAIT_MS = 5000
/** Estimated bytes of work that may wait while the broker is out of reach, and what one piece adds. */
const MOST_BYTES = 16 * 1024 * 1024
const JOB_BYTES = 200

interface Job {
  run(): Promise<void>
  resolve(): void
  reject(error: Error): void
  bytes: number
  timer: ReturnType<typeof setTimeout>
}

export class Line {
  readonly #name: string
  readonly #waiting = new Set<Job>()
  readonly #running = new Set<Job>()
  #isUp = false
  #bytes = 0
  /** Why it is not up. */
  #cause: unknown = null
  #broken: Error | null = null

  /** @param name of the broker, for errors. */
  constructor(name: string) {
    this.#name = name
  }

  /**
   * Runs work now, or when the broker is back, in the order of the calls.
   * @param size characters that it keeps while it waits.
   * @throws LiveError E_LAYER when it fails, takes too long, or the connection is lost meanwhile.
   */
  send(run: () => Promise<void>, size: number = 0): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken)
    const bytes = size + JOB_BYTES
    if (!this.#isUp && this.#bytes + bytes > MOST_BYTES) {
      return Promise.reject(this.#error('is out of reach, and too much waits for it', this.#cause))
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#end(job, this.#late()), WAIT_MS)
      const job: Job = { run, resolve, reject, bytes, timer }
      if (this.#isUp) return this.#start(job)
      this.#bytes += bytes
      this.#waiting.add(job)
    })
  }

  up(): void {
    this.#isUp = true
    this.#cause = null
    this.#bytes = 0
    for (const job of [...this.#waiting]) {
      this.#waiting.delete(job)
      this.#start(job)
    }
  }

  /** What was under way may or may not have been done. */
  down(cause: unknown): void {
    this.#isUp = false
    this.#cause = cause
    for (const job of [...this.#running]) this.#end(job, this.#error('was lost', cause))
  }

  /** Refuses everything from now on. */
  stop(error: Error): void {
    this.#isUp = false
    this.#broken = error
    for (const job of [...this.#running, ...this.#waiting]) this.#end(job, error)
  }

  #start(job: Job): void {
    this.#running.add(job)
    job.run().then(
      () => this.#end(job),
      (error: unknown) => this.#end(job, this.#error('failed', error)),
    )
  }

  #end(job: Job, error?: Error): void {
    if (this.#waiting.delete(job)) this.#bytes -= job.bytes
    else if (!this.#running.delete(job)) return
    clearTimeout(job.timer)
    if (error) job.reject(error)
    else job.resolve()
  }

  #late(): LiveError {
    const what = this.#isUp ? 'did not answer' : 'was not reached'
    return this.#error(`${what} within ${WAIT_MS} ms`, this.#cause)
  }

  #error(what: string, cause: unknown): LiveError {
    const told = cause === null ? what : `${what}: ${sentenceOf(cause)}`
    const fix =
      'Expected a server that runs and can be reached; compare its address with the layer’s.'
    return Object.assign(fail('E_LAYER', this.#name, told, fix), { cause })
  }
}

/** Connections that were tried at several addresses give an error without a message. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join(', ')
  return error instanceof Error ? error.message || error.name : String(error)
}
