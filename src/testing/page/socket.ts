/** A WebSocket of a page that leads to its app without a network. */
import { LEFT } from '../../base/close-codes.ts'
import { serverOf } from '../../server/app.ts'
import type { App } from '../../server/app.ts'
import type { Connection } from '../../server/gateway.ts'
import type { Traffic } from './traffic.ts'

/** What a socket needs of the page's browser. */
export interface Network {
  readonly app: App
  readonly traffic: Traffic
  /** False: no connection is made, and those there are break. */
  readonly isOnline: boolean
  /** Headers of the request that opens a socket. */
  headers(): Headers
  /** Network address of the visitor. */
  readonly address: string
  /** Runs after the network's latency. */
  deliver(run: () => void): void
  /** Notes a socket that opens, or is closed again. */
  note(socket: PageSocket, how: { isOpen: boolean }): void
}

const LOST = 1006
const CONNECTING = 0
const OPEN = 1
const CLOSED = 3

export class PageSocket extends EventTarget {
  static readonly OPEN: number = OPEN
  readyState: number = CONNECTING
  readonly bufferedAmount = 0
  readonly #network: Network
  #connection: Connection | null = null

  constructor(network: Network) {
    super()
    this.#network = network
    network.traffic.isJoining = true
    network.note(this, { isOpen: true })
    network.deliver(() => this.#open())
  }

  /** The browser's side sends. */
  send(text: string): void {
    this.#network.traffic.sent(text)
    this.#deliver(() => this.#connection?.receive(text))
  }

  /** The browser's side closes. */
  close(code: number = LEFT): void {
    if (this.readyState === CLOSED) return
    const connection = this.#connection
    this.#end(code, '')
    connection?.closed(code)
  }

  /** The network breaks. */
  lose(): void {
    const connection = this.#connection
    this.#end(LOST, '')
    connection?.closed(LOST)
  }

  #open(): void {
    if (this.readyState !== CONNECTING) return
    const { app, isOnline, address } = this.#network
    if (!isOnline) return this.#end(LOST, '')
    const server = {
      bufferedAmount: 0,
      send: (text: string): void => this.#came(text),
      close: (code: number, reason: string): void => this.#end(code, reason),
    }
    try {
      const { place } = serverOf(app)
      this.#connection = serverOf(app).connect(server, {
        basePath: place.basePath,
        headers: this.#network.headers(),
        address,
      })
    } catch {
      // The app refuses it: it has said why in its log.
      return this.#end(LOST, '')
    }
    this.readyState = OPEN
    this.dispatchEvent(new Event('open'))
  }

  #came(text: string): void {
    this.#deliver(() => {
      this.#network.traffic.came(text)
      this.dispatchEvent(Object.assign(new Event('message'), { data: text }))
    })
  }

  #deliver(run: () => void): void {
    const { traffic } = this.#network
    traffic.frames++
    this.#network.deliver(() => {
      traffic.frames--
      if (this.readyState === OPEN) run()
    })
  }

  #end(code: number, reason: string): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.#connection = null
    this.#network.traffic.clear()
    this.#network.note(this, { isOpen: false })
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }))
  }
}

/** What stands in a page's window as `WebSocket`. */
export function socketClass(network: Network): new () => PageSocket {
  return class extends PageSocket {
    constructor() {
      super(network)
    }
  }
}
