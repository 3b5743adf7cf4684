/** A connection with the shape of a WebSocket: frames come as a stream of events and go by POSTs, one at a time. */
import { LOST, TOO_BIG } from '../../base/close-codes.ts'
import type { TransportSocket } from '../../client/host.ts'
import {
  CLOSE_EVENT,
  CLOSE_HEADER,
  CONNECTION_HEADER,
  NUMBER_HEADER,
  OPEN_EVENT,
  readEvents,
  STREAM_TYPE,
  takeBatch,
  TAKEN,
} from '../../wire/fallback.ts'
import type { StreamEvent } from '../../wire/fallback.ts'
import { FRAMES_PATH, STREAM_PATH } from '../../wire/paths.ts'
import { requestUrl } from '../dom/places.ts'

/** Milliseconds that a POST has; it is sent once more when it fails, and is taken once. */
const POST_MS = 30_000
const ATTEMPTS = 2
/** A page that is left may still send so many characters. */
const KEPT_LENGTH = 16_384

export class FetchSocket extends EventTarget implements TransportSocket {
  readyState: WebSocket['readyState'] = WebSocket.CONNECTING
  readonly #ended = new AbortController()
  readonly #waiting: string[] = []
  #id = ''
  /** Number of the last POST. */
  #number = 0
  #isSending = false

  constructor() {
    super()
    void this.#listen()
  }

  send(text: string): void {
    this.#waiting.push(text)
    void this.#flush()
  }

  /** @param code tells the server why; left out: the connection breaks. */
  close(code?: number): void {
    if (code !== undefined && this.readyState === WebSocket.OPEN) {
      // The answer is not awaited: the page may be gone by then.
      this.#post(this.#waiting.splice(0), { [CLOSE_HEADER]: String(code) }).catch(() => {})
    }
    this.#end(code ?? LOST)
  }

  async #listen(): Promise<void> {
    try {
      const { signal } = this.#ended
      const answer = await fetch(requestUrl(STREAM_PATH), {
        method: 'POST',
        cache: 'no-store',
        signal,
      })
      // A proxy may answer in place of the server, also with 200.
      const isStream = answer.headers.get('content-type')?.startsWith(STREAM_TYPE)
      if (isStream && answer.body) await this.#read(answer.body)
    } catch {
      // However it ends, the page connects again.
    }
    this.#end(LOST)
  }

  async #read(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      // An event that broke off stays in the rest.
      const read = readEvents(rest + value)
      rest = read.rest
      for (const event of read.events) this.#take(event)
    }
  }

  #take({ name, data }: StreamEvent): void {
    if (this.readyState === WebSocket.CLOSED) return
    if (name === OPEN_EVENT) {
      this.#id = data
      this.readyState = WebSocket.OPEN
      this.dispatchEvent(new Event('open'))
    } else if (name === CLOSE_EVENT) this.#end(parseInt(data, 10))
    else this.dispatchEvent(new MessageEvent('message', { data }))
  }

  async #flush(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    // What is sent in the same turn goes in one POST.
    await Promise.resolve()
    while (this.#waiting.length > 0 && this.readyState === WebSocket.OPEN) {
      const status = await this.#post(takeBatch(this.#waiting)).catch(() => 0)
      if (!TAKEN.includes(status)) this.#end(status === 413 ? TOO_BIG : LOST)
    }
    this.#isSending = false
  }

  /** @returns the status of the answer. */
  async #post(texts: string[], more: Record<string, string> = {}): Promise<number> {
    const body = texts.join('\n')
    const headers = {
      'content-type': 'text/plain',
      [CONNECTION_HEADER]: this.#id,
      [NUMBER_HEADER]: String(++this.#number),
      ...more,
    }
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === ATTEMPTS
      try {
        const { status } = await fetch(requestUrl(FRAMES_PATH), {
          method: 'POST',
          headers,
          body,
          keepalive: body.length < KEPT_LENGTH,
          signal: AbortSignal.timeout(POST_MS),
        })
        // A proxy says that it has no server, or lost it: the POST may have come or not.
        if (isLast || status < 502 || status > 504) return status
      } catch (error) {
        if (isLast) throw error
      }
    }
  }

  #end(code: number): void {
    if (this.readyState === WebSocket.CLOSED) return
    this.readyState = WebSocket.CLOSED
    this.#ended.abort()
    // As with a WebSocket, the event is dispatched after close() has returned.
    queueMicrotask(() => this.dispatchEvent(new CloseEvent('close', { code })))
  }
}
