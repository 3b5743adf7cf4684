/**
 * Frames on their way to one window. Each is counted and kept until the browser acknowledges it, so
 * that a new connection can take over where the old one broke. When too much is unacknowledged the
 * outbox is congested: views wait and later send their latest state instead of every step.
 */

/** What the outbox and the gateway need of a connection; `ws` and browser sockets fit as they are. */
export interface Socket {
  /** Bytes handed over and not yet on the network. */
  readonly bufferedAmount: number
  send(text: string): void
  close(code: number, reason: string): void
}

export interface OutboxLimits {
  /** Unacknowledged frames at which the outbox is congested. */
  ringFrames: number
  /** Characters of unacknowledged frames at which it is. */
  ringBytes: number
}

/** How many times the congested length makes a flood. */
const FLOOD = 10
/** Shared by all outboxes whose frames are acknowledged; never changed. */
const NOTHING: string[] = []

export class Outbox {
  readonly #limits: OutboxLimits
  #socket: Socket | null = null
  /** The number of the newest frame. */
  #seq = 0
  /** Unacknowledged frames; the last one has number `#seq`. */
  #kept: string[] = NOTHING
  #keptBytes = 0

  constructor(limits: OutboxLimits) {
    this.#limits = limits
  }

  get seq(): number {
    return this.#seq
  }

  get socket(): Socket | null {
    return this.#socket
  }

  /** True when nothing should be sent now: no socket, or the browser is behind. */
  get congested(): boolean {
    return (
      this.#socket === null ||
      this.#kept.length >= this.#limits.ringFrames ||
      this.#keptBytes >= this.#limits.ringBytes ||
      this.#socket.bufferedAmount >= this.#limits.ringBytes
    )
  }

  /**
   * True when a browser asks for answers faster than it takes them: views wait when congested, but
   * refusals are answers too.
   */
  get flooded(): boolean {
    return this.#kept.length > this.#limits.ringFrames * FLOOD
  }

  /** Counts, keeps and sends a frame. Without a socket it waits for the next one. */
  send(text: string): void {
    this.#seq++
    if (this.#kept === NOTHING) this.#kept = [text]
    else this.#kept.push(text)
    this.#keptBytes += text.length
    this.#socket?.send(text)
  }

  /** The browser has all frames up to `seq`. Numbers from the future are ignored. */
  acknowledge(seq: number): void {
    const count = this.#kept.length - (this.#seq - seq)
    if (count <= 0 || seq > this.#seq) return
    if (count === this.#kept.length) return this.forget()
    for (const text of this.#kept.splice(0, count)) this.#keptBytes -= text.length
  }

  /** True when the frames after `lastSeq` are all still here. */
  reaches(lastSeq: number): boolean {
    return lastSeq <= this.#seq && lastSeq >= this.#seq - this.#kept.length
  }

  attach(socket: Socket): void {
    this.#socket = socket
  }

  detach(): void {
    this.#socket = null
  }

  /** Sends the kept frames again, over a new socket. */
  replay(): void {
    for (const text of this.#kept) this.#socket?.send(text)
  }

  /** Drops what is kept: the browser is about to get all values instead. */
  forget(): void {
    this.#kept = NOTHING
    this.#keptBytes = 0
  }
}
