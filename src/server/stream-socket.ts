/**
 * A connection of the fallback transport: to the gateway a socket like any other. Frames to the browser are the
 * events of a stream; those from the browser come in numbered POSTs, and are taken once and in order.
 */
import type { Clock } from '../base/clock.ts'
import { LOST, TOO_BIG } from '../base/close-codes.ts'
import type { Socket } from '../window/outbox.ts'
import { CLOSE_EVENT, OPEN_EVENT, printEvent } from '../wire/fallback.ts'
import type { Page } from './page.ts'

/** Who hears what comes: the gateway's connection. */
export interface StreamReceiver {
  readonly page: Page | null
  receive(text: string): void
  closed(code: number): void
}

/** What a POST brought. */
export interface FramePost {
  readonly number: number
  readonly texts: readonly string[]
  /** The browser closes the connection, with this code, after its frames. */
  readonly close?: number | undefined
}

export interface StreamSocketOptions {
  /** What its browser names it by. */
  readonly id: string
  /** Session that opened it; "" for none. */
  readonly session: string
  readonly clock: Clock
  /** Milliseconds that a closed stream has to reach its browser. */
  readonly closeMs: number
}

/** Bytes that the stream takes before its browser has to read; what is more than that counts as buffered too. */
const STREAM_BYTES = 16_384
/** POSTs, and characters of them, that may come before an earlier one, and milliseconds that this one has. */
const MOST_EARLY = 16
const EARLY_LENGTH = 65_536
const EARLY_MS = 5000
/** Milliseconds that a browser has to say that it left its page. */
const LEAVE_MS = 1000
const BEAT = ':\n\n'

const bytes = new TextEncoder()

export class StreamSocket implements Socket {
  readonly id: string
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  /** Bytes that one frame may have now. */
  most: number = Infinity
  receiver: StreamReceiver | undefined
  /** Called at its end. */
  onEnd: () => void = () => {}
  readonly #session: string
  readonly #clock: Clock
  readonly #closeMs: number
  #stream!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
  #isOver = false
  /** The browser does not read it any more. */
  #isGone = false
  /** Number of the last POST that was taken. */
  #taken = 0
  readonly #early = new Map<number, FramePost>()
  #notLate: (() => void) | undefined
  #notGone: (() => void) | undefined

  constructor({ id, session, clock, closeMs }: StreamSocketOptions) {
    this.id = id
    this.#session = session
    this.#clock = clock
    this.#closeMs = closeMs
    this.body = new ReadableStream(
      {
        start: (controller) => void (this.#stream = controller),
        cancel: () => this.#gone(),
      },
      { highWaterMark: STREAM_BYTES, size: (chunk) => chunk.byteLength },
    )
    this.#write(printEvent({ name: OPEN_EVENT, data: id }))
  }

  get bufferedAmount(): number {
    return this.#isOver || this.#isGone
      ? 0
      : STREAM_BYTES - (this.#stream.desiredSize ?? STREAM_BYTES)
  }

  send(text: string): void {
    this.#write(printEvent({ data: text }))
  }

  close(code: number, reason: string): void {
    this.#write(printEvent({ name: CLOSE_EVENT, data: `${code} ${reason}` }))
    this.#end(code)
  }

  takeUpTo(most: number): void {
    this.most = most
  }

  /** Shows proxies, and this process, that the stream is used. */
  beat(): void {
    // Who takes nothing is not shown more.
    if (this.bufferedAmount === 0) this.#write(BEAT)
  }

  /** True for the session that opened it, and for the one that its page has made of it. */
  isOf(session: string): boolean {
    return session === this.#session || session === this.receiver?.page?.instance.request.session.id
  }

  /** True when a POST of this number was taken: it came twice. */
  hasTaken(number: number): boolean {
    return number <= this.#taken
  }

  /** Takes the frames of a POST once those before it are there. */
  take(post: FramePost): void {
    if (this.#isOver || this.hasTaken(post.number)) return
    this.#early.set(post.number, post)
    for (let next = this.#next(); next && !this.#isOver; next = this.#next()) this.#receive(next)
    if (this.#early.size === 0) {
      this.#notLate?.()
      this.#notLate = undefined
    } else if (this.#hasMuchEarly()) this.cut()
    else this.#notLate ??= this.#clock.after(EARLY_MS, () => this.cut())
  }

  /** A frame is longer than it may be. */
  tooBig(): void {
    this.close(TOO_BIG, 'The frame is too big.')
  }

  /** Ends it without a word: a POST is missing, and the browser comes again with what it has. */
  cut(): void {
    this.#end(LOST)
  }

  #hasMuchEarly(): boolean {
    if (this.#early.size > MOST_EARLY) return true
    let length = 0
    for (const { texts } of this.#early.values()) for (const text of texts) length += text.length
    return length > EARLY_LENGTH
  }

  #next(): FramePost | undefined {
    const next = this.#early.get(this.#taken + 1)
    if (next && this.#early.delete(next.number)) this.#taken++
    return next
  }

  #receive({ texts, close }: FramePost): void {
    for (const text of texts) {
      // What comes after an end is not heard.
      if (this.#isOver || this.most === 0) return
      if (text.length * 3 > this.most && bytes.encode(text).length > this.most) return this.tooBig()
      this.receiver?.receive(text)
    }
    if (close !== undefined) this.#end(close)
  }

  #write(text: string): void {
    if (!this.#isOver && !this.#isGone) this.#stream.enqueue(bytes.encode(text))
  }

  /** Its browser has closed it. One that leaves the page says so by a POST, which may come later. */
  #gone(): void {
    if (this.#isOver) return
    this.#isGone = true
    if (!this.receiver?.page) return this.cut()
    this.#notGone = this.#clock.after(LEAVE_MS, () => this.cut())
  }

  #end(code: number): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#early.clear()
    this.#notLate?.()
    this.#notGone?.()
    if (!this.#isGone) this.#endStream()
    this.onEnd()
    // As with other sockets, the close is reported after close() has returned.
    queueMicrotask(() => this.receiver?.closed(code))
  }

  #endStream(): void {
    this.#stream.close()
    // A browser that reads nothing keeps its connection no longer than others.
    if (this.#closeMs === Infinity) return
    this.#clock.after(this.#closeMs, () =>
      this.#stream.error(new Error('the client does not read it')),
    )
  }
}
