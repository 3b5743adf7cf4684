/** An app for `Bun.serve`, alone or beside the routes of a host. */
import { serverOf } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import type { Connection } from '../server/gateway.ts'
import type { SocketRequest } from '../server/pages.ts'
import { largestMessage, WebApp } from './web-app.ts'
import type { WebPeer } from './web-app.ts'

/** What is used of Bun's server. */
export interface BunServer {
  upgrade(request: Request, options: { data: BunSocketData }): boolean
  requestIP(request: Request): { address: string } | null
  /** @param seconds without a byte after which a request ends; 0: never. */
  timeout(request: Request, seconds: number): void
}

/** What a socket was opened with. */
export interface BunSocketData {
  /** Of the app that it is for: a server may have several, and has one `websocket`. */
  readonly server: Pick<AppServer, 'connect'>
  readonly asked: SocketRequest
  connection?: Connection
}

/** What is used of Bun's sockets. */
export interface BunSocket {
  readonly data: BunSocketData
  send(text: string): unknown
  close(code: number, reason: string): void
  getBufferedAmount(): number
}

/** For `Bun.serve`. */
export interface BunOptions {
  fetch(request: Request, server: BunServer): Promise<Response | undefined>
  websocket: {
    data: BunSocketData
    maxPayloadLength: number
    closeOnBackpressureLimit: boolean
    open(socket: BunSocket): void
    message(socket: BunSocket, message: string | Uint8Array): void
    close(socket: BunSocket, code: number): void
  }
}

/**
 * Serves an app with Bun's own server: `Bun.serve({ port: 3000, ...overwire(app) })`. When the server stops, call
 * `await app.stop()` before it. For Hono take `websocket` of it, and `overwire/hono`: that of one app serves all.
 */
export function bunOptions(app: App): BunOptions {
  const served = new WebApp(app)
  const { basePath } = serverOf(app).place
  return {
    fetch: (request, bun) => served.answer(request, new BunPeer(request, bun), basePath),
    websocket: socketsOf(app),
  }
}

/** A request of Bun's server. */
export class BunPeer implements WebPeer {
  readonly #request: Request
  readonly #bun: BunServer

  constructor(request: Request, bun: BunServer) {
    this.#request = request
    this.#bun = bun
  }

  get address(): string {
    return this.#bun.requestIP(this.#request)?.address ?? ''
  }

  keep(): void {
    this.#bun.timeout(this.#request, 0)
  }

  open(server: AppServer, asked: SocketRequest): Response | undefined | null {
    try {
      if (this.#bun.upgrade(this.#request, { data: { server, asked } })) return undefined
    } catch (error) {
      // Bun's server was given no `websocket`.
      if (error instanceof TypeError) return null
      throw error
    }
    return new Response(null, { status: 400 })
  }
}

function socketsOf(app: App): BunOptions['websocket'] {
  const server = serverOf(app)
  return {
    // For the types of `Bun.serve` alone.
    data: undefined as unknown as BunSocketData,
    maxPayloadLength: largestMessage(server),
    // Else it drops messages, and the page is never told.
    closeOnBackpressureLimit: true,
    open(socket) {
      const { server: own, asked } = socket.data
      socket.data.connection = own.connect(new ServedSocket(socket), asked)
    },
    message: ({ data }, message) =>
      data.connection?.receive(typeof message === 'string' ? message : ''),
    close: ({ data }, code) => data.connection?.closed(code),
  }
}

/** A socket of Bun's as the gateway has it. */
class ServedSocket {
  readonly #socket: BunSocket

  constructor(socket: BunSocket) {
    this.#socket = socket
  }

  get bufferedAmount(): number {
    return this.#socket.getBufferedAmount()
  }

  send(text: string): void {
    this.#socket.send(text)
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }
}
