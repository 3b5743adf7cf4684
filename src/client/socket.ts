/**
 * The page's connection: opens the socket, notices when it is gone, silent ones too, and opens the next
 * one.
 */
import { LEFT, REPLACED, TOO_BIG } from '../base/close-codes.ts'
import { FromBrowser, FromServer } from '../wire/frames.ts'
import type { ServerFrame } from '../wire/frames.ts'
import type { Host, TransportSocket } from './host.ts'
import { Backoff } from './backoff.ts'
import { showState } from './state.ts'
import type { ConnectionState } from './state.ts'

/** Silence after which the connection is tested, and the time-out of the answer; of an opening too. */
const IDLE_MS = 25_000
const ANSWER_MS = 10_000
/** Where the part `token` counts the loads of a page that follow each other without a connection. */
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
  /** The server has ended the connection, with this code; one below 4000: sockets fail, as if a proxy refused them. */
  refused(code: number): void
}

/** What a socket that works is good for: so many may fail that follow it, since servers restart. */
const CREDIT = 3

/** WebSocket.OPEN: the state of a socket that can be written to. */
const OPEN = 1

export class ClientSocket {
  transport: Host['transport'] = (url) => new WebSocket(url)
  /** Counts connections: 1, 2, 3… */
  connection = 0
  /** True from the server's HELLO until the connection is lost. */
  joined = false
  readonly #url: string
  readonly #user: SocketUser
  readonly #backoff = new Backoff(() => this.connect())
  #socket: TransportSocket | null = null
  #credit = 0
  #idleTimer: ReturnType<typeof setTimeout> | undefined
  #retryMs: number | undefined

  constructor(url: string, user: SocketUser) {
    this.#url = url
    this.#user = user
    addEventListener('pagehide', (event) => {
      if (!event.persisted) this.#socket?.close(LEFT)
    })
  }

  connect(): void {
    this.#show('connecting')
    const socket = this.transport(this.#url)
    this.#socket = socket
    this.connection++
    this.#giveUpLater()
    socket.addEventListener('open', () => {
      clearTimeout(this.#idleTimer)
      this.#user.opened()
    })
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) this.#receive(JSON.parse(data as string) as ServerFrame)
    })
    socket.addEventListener('close', ({ code }) => {
      if (socket === this.#socket) this.#lost(code)
    })
  }

  /** The server said HELLO: events may be sent. */
  settled(): void {
    sessionStorage.removeItem(COUNT)
    this.#backoff.reset()
    this.#credit = CREDIT
    this.joined = true
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
      this.#giveUpLater()
    }, IDLE_MS)
  }

  /** Gives up a connection that is silent, without waiting for the browser to notice. */
  #giveUpLater(): void {
    this.#idleTimer = setTimeout(() => {
      this.#socket?.close()
      this.#lost(1006)
    }, ANSWER_MS)
  }

  #lost(code: number): void {
    // Codes above 4000 are the server's own. Before it said anything, others may be a proxy's.
    const isRefused = code > 4000 || (!this.joined && --this.#credit < 0)
    this.#socket = null
    this.joined = false
    clearTimeout(this.#idleTimer)
    if (code === REPLACED) return this.stop()
    if (code === TOO_BIG) this.#user.tooBig()
    if (isRefused) this.#user.refused(code)
    this.#show('disconnected')
    // What the server asked for counts once; after that the pauses grow as ever.
    this.#backoff.again(this.#retryMs)
    this.#retryMs = undefined
  }

  #show(state: ConnectionState): void {
    if (showState(state)) this.#user.changed(state)
  }
}
