/**
 * The way to a broker: while it is there work goes out at once, as much as may be under way; the rest waits
 * its turn for some seconds. Nothing waits for ever, what waits is bounded, and what was refused before it
 * went out never does.
 */

/** Estimated bytes of work that may wait, and what one piece adds. */
const MOST_BYTES = 16 * 1024 * 1024
const JOB_BYTES = 200
/**
 * Estimated bytes of work that may be under way. What a client library was given can't be taken back, also
 * when its server stands still.
 */
const MOST_FLYING = 256 * 1024

/** Whose line it is. */
export interface SendQueueOwner {
  /** Milliseconds after which work that is not done is given up. */
  readonly waitMs: number
  /** The error for what went wrong: "was lost", "did not answer within 5000 ms". @param cause null: none. */
  error(what: string, cause: unknown): Error
}

interface Send {
  run(): Promise<unknown>
  resolve(value: unknown): void
  reject(error: Error): void
  bytes: number
  timer: ReturnType<typeof setTimeout>
}

export class SendQueue {
  readonly #owner: SendQueueOwner
  readonly #waiting = new Set<Send>()
  readonly #running = new Set<Send>()
  #isUp = false
  /** Of those that wait. */
  #bytes = 0
  /** Bytes of those that are under way, also of those whose caller does not wait any more. */
  #flying = 0
  /** Counts connections: what was under way on an earlier one is over. */
  #connection = 0
  /** Why it is not up. */
  #cause: unknown = null
  #broken: Error | null = null

  constructor(owner: SendQueueOwner) {
    this.#owner = owner
  }

  /**
   * Runs work now, or when there is room for it and the broker is there, in the order of the calls.
   * @param size characters that it keeps while it waits.
   * @throws the owner's error when it fails, takes too long, or the connection is lost meanwhile.
   */
  send<T>(run: () => Promise<T>, size: number = 0): Promise<T> {
    if (this.#broken) return Promise.reject(this.#broken)
    const bytes = size + JOB_BYTES
    if (this.#bytes + bytes > MOST_BYTES) {
      const what = this.#isUp ? 'takes too long' : 'is out of reach'
      return Promise.reject(this.#owner.error(`${what}, and too much waits for it`, this.#cause))
    }
    return new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => this.#end(send, this.#late()), this.#owner.waitMs)
      const send: Send = { run, resolve, reject, bytes, timer }
      this.#bytes += bytes
      this.#waiting.add(send)
      this.#drain()
    }) as Promise<T>
  }

  up(): void {
    this.#isUp = true
    this.#cause = null
    this.#drain()
  }

  /** What was under way may or may not have been done. */
  down(cause: unknown): void {
    this.pause(cause)
    this.#connection++
    this.#flying = 0
    for (const send of [...this.#running]) this.#end(send, this.#owner.error('was lost', cause))
  }

  /** Nothing goes out for now; the client library goes on with what is under way. */
  pause(cause: unknown): void {
    this.#isUp = false
    this.#cause = cause
  }

  /** Refuses everything from now on. */
  stop(error: Error): void {
    this.#isUp = false
    this.#broken = error
    for (const send of [...this.#running, ...this.#waiting]) this.#end(send, error)
  }

  #drain(): void {
    for (const send of this.#waiting) {
      const hasRoom = this.#flying === 0 || this.#flying + send.bytes <= MOST_FLYING
      if (!this.#isUp || !hasRoom) return
      this.#start(send)
    }
  }

  #start(send: Send): void {
    this.#waiting.delete(send)
    this.#bytes -= send.bytes
    this.#running.add(send)
    this.#flying += send.bytes
    const connection = this.#connection
    const landed = (): void => {
      if (connection !== this.#connection) return
      this.#flying -= send.bytes
      this.#drain()
    }
    send.run().then(
      (value) => {
        this.#end(send, undefined, value)
        landed()
      },
      (error: unknown) => {
        this.#end(send, this.#owner.error('failed', error))
        landed()
      },
    )
  }

  #end(send: Send, error?: Error, value?: unknown): void {
    if (this.#waiting.delete(send)) this.#bytes -= send.bytes
    else if (!this.#running.delete(send)) return
    clearTimeout(send.timer)
    if (error) send.reject(error)
    else send.resolve(value)
  }

  #late(): Error {
    const what = this.#isUp ? 'did not answer' : 'was not reached'
    return this.#owner.error(`${what} within ${this.#owner.waitMs} ms`, this.#cause)
  }
}

/** Connections that were tried at several addresses give an error without a message. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join(', ')
  return error instanceof Error ? error.message || error.name : String(error)
}
