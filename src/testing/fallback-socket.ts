/** The fallback transport without a browser, with the shape of a socket of `ws`: docs/protocol.md describes it. */
import { EventEmitter } from 'node:events'
import { Agent, request } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { LOST, TOO_BIG } from '../base/close-codes.ts'
import {
  CLOSE_EVENT,
  CLOSE_HEADER,
  CONNECTION_HEADER,
  NUMBER_HEADER,
  OPEN_EVENT,
  readEvents,
  takeBatch,
  TAKEN,
} from '../wire/fallback.ts'
import type { StreamEvent } from '../wire/fallback.ts'
import { FRAMES_PATH, STREAM_PATH } from '../wire/paths.ts'

/** Times that a POST is sent when it fails: it is taken once. */
const ATTEMPTS = 2
/** Milliseconds that an answer has to begin. */
const ANSWER_MS = 5000

/** Emits `open`, `message`, `close` with code and reason, and `error` when it can't be opened. */
export class FallbackSocket extends EventEmitter {
  readyState: WebSocket['readyState'] = WebSocket.CONNECTING
  /** What POSTs name it by. */
  id = ''
  readonly #url: string
  readonly #headers: Readonly<Record<string, string>>
  /** Of its own, so that its end ends no one else's connections. */
  readonly #agent = new Agent({ keepAlive: true })
  readonly #waiting: string[] = []
  #number = 0
  #isSending = false

  /** @param url of the app. @param headers of all requests, with `origin` and `cookie`. */
  constructor(url: string, headers: Readonly<Record<string, string>>) {
    super()
    this.#url = url
    this.#headers = headers
    const asked = this.#ask(STREAM_PATH, {}, (answer) => this.#listen(answer))
    asked.on('error', (error) => this.#fail(error))
    asked.end()
  }

  send(text: string): void {
    this.#waiting.push(text)
    void this.#flush()
  }

  close(code: number): void {
    if (this.readyState !== WebSocket.OPEN) return this.terminate()
    this.readyState = WebSocket.CLOSING
    const over = (): void => this.#end(code, '')
    this.#post(this.#waiting.splice(0), { [CLOSE_HEADER]: String(code) }).then(over, over)
  }

  /** Ends it without a goodbye. */
  terminate(): void {
    this.#end(LOST, '')
  }

  #ask(
    path: string,
    headers: Record<string, string | number>,
    take: (answer: IncomingMessage) => void,
  ): ClientRequest {
    const options = {
      method: 'POST',
      agent: this.#agent,
      headers: { 'content-length': 0, ...this.#headers, ...headers },
    }
    const asked = request(this.#url + path, options, (answer) => {
      clearTimeout(late)
      take(answer)
    })
    const late = setTimeout(() => asked.destroy(new Error('no answer')), ANSWER_MS)
    asked.on('close', () => clearTimeout(late))
    return asked
  }

  #listen(answer: IncomingMessage): void {
    answer.on('error', () => this.terminate())
    answer.on('close', () => this.terminate())
    if (answer.statusCode !== 200) {
      answer.resume()
      return this.#fail(new Error(`Unexpected server response: ${answer.statusCode}`))
    }
    let rest = ''
    answer.setEncoding('utf8')
    answer.on('data', (text: string) => {
      const read = readEvents(rest + text)
      rest = read.rest
      for (const event of read.events) this.#take(event)
    })
  }

  #take({ name, data }: StreamEvent): void {
    if (this.readyState === WebSocket.CLOSED) return
    if (name === OPEN_EVENT) {
      this.id = data
      this.readyState = WebSocket.OPEN
      this.emit('open')
    } else if (name === CLOSE_EVENT) {
      this.#end(parseInt(data, 10), data.slice(data.indexOf(' ') + 1))
    } else this.emit('message', data)
  }

  async #flush(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    // What is sent in the same turn goes in one POST.
    await Promise.resolve()
    while (this.#waiting.length > 0 && this.readyState === WebSocket.OPEN) {
      const status = await this.#post(takeBatch(this.#waiting)).catch(() => 0)
      if (!TAKEN.includes(status)) this.#end(status === 413 ? TOO_BIG : LOST, '')
    }
    this.#isSending = false
  }

  /** @returns the status of the answer. */
  async #post(texts: string[], more: Record<string, string> = {}): Promise<number> {
    const body = texts.join('\n')
    const headers = {
      [CONNECTION_HEADER]: this.id,
      [NUMBER_HEADER]: ++this.#number,
      'content-length': Buffer.byteLength(body),
      ...more,
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(headers, body)
      } catch (error) {
        if (attempt === ATTEMPTS || this.readyState === WebSocket.CLOSED) throw error
      }
    }
  }

  #once(headers: Record<string, string | number>, body: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = this.#ask(FRAMES_PATH, headers, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      asked.on('error', reject)
      asked.end(body)
    })
  }

  #fail(error: Error): void {
    if (this.readyState === WebSocket.CONNECTING) this.emit('error', error)
    this.terminate()
  }

  #end(code: number, reason: string): void {
    if (this.readyState === WebSocket.CLOSED) return
    this.readyState = WebSocket.CLOSED
    this.#agent.destroy()
    // As with a WebSocket, the event is emitted after close() has returned.
    queueMicrotask(() => this.emit('close', code, reason))
  }
}
