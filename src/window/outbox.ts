/**
 * Frames on their way to one window. Each is counted and kept until the browser acknowledges it, so
 * that a new connection can take over where the old one broke. When too much is unacknowledged the
 * outbox is congested: views wait and later send their latest state instead of every step.
 */

import { fail } from '../base/errors.ts'

/** What the outbox and the gateway need of a connection; `ws` and browser sockets fit as they are. */
export interface Socket {
  /** Bytes handed over and not yet on the network. */
  readonly bufferedAmount: number
  send(text: string): void
  close(code: number, reason: string): void
  /**
   * From now on messages of at most so many bytes are taken, 0 none; a longer one ends the connection as soon as it
   * begins. Left out: the adapter has one limit for all.
   */
  takeUpTo?(bytes: number): void
  /** Reads nothing more until `resume`: what its browser sends waits there. Left out: it always reads. */
  pause?(): void
  resume?(): void
}

export interface OutboxLimits {
  /** Unacknowledged frames at which the outbox is congested. */
  ringFrames: number
  /** Characters of unacknowledged frames at which it is. */
  ringBytes: number
}

/** How many times the congested length, and the congested bytes, make a flood. */
const FLOOD = 10
const FLOOD_BYTES = 4
/** Of a character. */
const MOST_BYTES = 3
/** TEMPLATES, VALUES, and an UPDATE with a patch. */
const OF_VIEWS = /^\[(?:[34],|1,(?:-?\d+|\[[\d,-]*\]),\d)/
const FLOODED = fail('E_FLOOD')
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
  /** The last frame that the browser said it has. */
  acknowledged = 0

  constructor(limits: OutboxLimits) {
    this.#limits = limits
  }

  get seq(): number {
    return this.#seq
  }

  /** Characters of the frames that are kept. */
  get bytes(): number {
    return this.#keptBytes
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

  /** More is kept than a flood takes. */
  get #isMuch(): boolean {
    const { ringFrames, ringBytes } = this.#limits
    return this.#kept.length > ringFrames * FLOOD || this.#keptBytes > ringBytes * FLOOD_BYTES
  }

  /**
   * True when a browser asks for answers faster than it takes them: refusals, results and messages are sent
   * whether it is congested or not. What views show does not count: they wait when it is congested, and one render
   * may take many frames, before any of which can be acknowledged.
   */
  get flooded(): boolean {
    if (!this.#isMuch) return false
    const { ringFrames, ringBytes } = this.#limits
    const others = this.#kept.filter((text) => !OF_VIEWS.test(text))
    if (others.length > ringFrames * FLOOD) return true
    let bytes = 0
    // One large answer is no flood.
    let largest = 0
    for (const { length } of others) {
      bytes += length
      largest = Math.max(largest, length)
    }
    return bytes - largest > ringBytes * FLOOD_BYTES
  }

  /** True when it has acknowledged what it has not read: that still waits to be written. */
  get #isAhead(): boolean {
    const waiting = this.#socket?.bufferedAmount ?? 0
    return waiting > this.#limits.ringBytes + this.#keptBytes * MOST_BYTES
  }

  /** Ends the connection: what is dropped is shown by the views when the browser comes back. */
  #end(): void {
    this.#socket?.close(FLOODED.close, FLOODED.code)
    this.#socket = null
    this.forget()
  }

  /**
   * Counts, keeps and sends a frame. Without a socket it waits for the next one. A flood ends the connection:
   * what is dropped is shown by the views when the browser comes back.
   */
  send(text: string): void {
    if (this.#isMuch && !OF_VIEWS.test(text) && this.flooded) this.#end()
    this.#seq++
    if (this.#kept === NOTHING) this.#kept = [text]
    else this.#kept.push(text)
    this.#keptBytes += text.length
    this.#socket?.send(text)
  }

  /**
   * The browser has all frames up to `seq`. Numbers from the future are ignored.
   * @returns true when that was not known.
   */
  acknowledge(seq: number): boolean {
    const count = this.#kept.length - (this.#seq - seq)
    if (count <= 0 || seq > this.#seq) return false
    this.acknowledged = seq
    if (count === this.#kept.length) this.forget()
    else for (const text of this.#kept.splice(0, count)) this.#keptBytes -= text.length
    if (this.#isAhead) this.#end()
    return true
  }

  /** True when the frames after `lastSeq` are all still here. */
  reaches(lastSeq: number): boolean {
    return lastSeq <= this.#seq && lastSeq >= this.#seq - this.#kept.length
  }

  /**
   * Goes on with the numbers of an earlier process: the browser has the frames up to `seq`. A browser that did not hear
   * where it goes on comes again with that number, and gets all that was sent since.
   */
  goesOn(seq: number): void {
    this.#seq = this.acknowledged = seq
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
