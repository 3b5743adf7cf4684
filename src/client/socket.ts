/**
 * The page's connection: opens the socket, notices when it is gone, silent ones too, and opens the next
 * one.
 */
import {
  EXPIRED,
  LEFT,
  LOGGED_OUT,
  MOVED,
  NO_SESSION,
  NO_VIEW,
  OTHER_VERSION,
  REPLACED,
  TOO_BIG,
} from '../base/close-codes.ts'
import { FromBrowser, FromServer } from '../wire/frames.ts'
import type { ServerFrame } from '../wire/frames.ts'
import { Backoff } from './backoff.ts'
import { showState } from './state.ts'
import type { ConnectionState } from './state.ts'

/** Silence after which the connection is tested, and the answer's time-out. */
const IDLE_MS = 25_000
const PONG_MS = 10_000
/** Close codes of pages that the server does not take as they are; the part `token` knows what helps. */
const REFUSED = new Set([NO_SESSION, EXPIRED, NO_VIEW, OTHER_VERSION, MOVED, LOGGED_OUT])
/** Where that part counts the loads of a page that follow each other without a connection. */
const COUNT = 'overwire-reload'

/** Who uses the connection. */
export interface SocketUser {
  /** A socket is open and wants a JOIN. */
  opened(): void
  /** A frame came: HELLO, or one that is counted. */
  received(frame: ServerFrame): void
  changed(state: ConnectionState): void
  /** The connection was closed because of a frame's size. */
  tooBig(): void
  /** The page is refused, by this close code. */
  refused(code: number): void
}

/** WebSocket.OPEN: the state of a socket that can be written to. */
const OPEN = 1

export class ClientSocket {
  readonly #url: string
  readonly #user: SocketUser
  readonly #backoff = new Backoff(() => this.connect())
  #socket: WebSocket | null = null
  #connection = 0
  #joined = false
  #idleTimer: ReturnType<typeof setTimeout> | undefined
  #retryMs: number | undefined

  constructor(url: string, user: SocketUser) {
    this.#url = url
    this.#user = user
    addEventListener('pagehide', (event) => {
      if (!event.persisted) this.#socket?.close(LEFT)
    })
  }

  /** Counts connections: 1, 2, 3… */
  get connection(): number {
    return this.#connection
  }

  /** True from the server's HELLO until the connection is lost. */
  get joined(): boolean {
    return this.#joined
  }

  connect(): void {
    this.#show('connecting')
    const socket = new WebSocket(this.#url)
    const connection = ++this.#connection
    this.#socket = socket
    this.#joined = false
    socket.addEventListener('open', () => this.#user.opened())
    socket.addEventListener('message', ({ data }) => {
      if (connection === this.#connection) this.#receive(JSON.parse(data as string) as ServerFrame)
    })
    socket.addEventListener('close', ({ code }) => {
      if (connection === this.#connection) this.#lost(code)
    })
  }

  /** The server said HELLO: events may be sent. */
  settled(): void {
    sessionStorage.removeItem(COUNT)
    this.#backoff.reset()
    this.#joined = true
  }

  /** No attempt helps any more. */
  stop(): void {
    this.#backoff.reset()
    this.#show('failed')
  }

  /** Everything that waited is sent. */
  ready(): void {
    this.#show('connected')
  }

  write(frame: unknown[]): void {
    this.send(JSON.stringify(frame))
  }

  /** Sends a frame's text. */
  send(text: string): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(text)
  }

  #receive(frame: ServerFrame): void {
    this.#listenForSilence()
    if (frame[0] === FromServer.RECONNECT) this.#retryMs = frame[1]
    else if (frame[0] !== FromServer.PONG) this.#user.received(frame)
  }

  #listenForSilence(): void {
    clearTimeout(this.#idleTimer)
    this.#idleTimer = setTimeout(() => {
      this.write([FromBrowser.PING])
      this.#idleTimer = setTimeout(() => {
        // Gives up a connection that went silent, without waiting for the browser to notice.
        this.#socket?.close()
        this.#lost(1006)
      }, PONG_MS)
    }, IDLE_MS)
  }

  #lost(code: number): void {
    this.#connection++
    this.#socket = null
    this.#joined = false
    clearTimeout(this.#idleTimer)
    if (code === REPLACED) return this.stop()
    if (code === TOO_BIG) this.#user.tooBig()
    if (REFUSED.has(code)) this.#user.refused(code)
    this.#show('disconnected')
    // What the server asked for counts once; after that the pauses grow as ever.
    this.#backoff.again(this.#retryMs)
    this.#retryMs = undefined
  }

  #show(state: ConnectionState): void {
    if (showState(state)) this.#user.changed(state)
  }
}
