/** An app for `Bun.serve`, alone or beside the routes of a host. */
import { pathBelow } from '../base/base-path.ts'
import { LiveError } from '../base/errors.ts'
import { serverOf } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import type { Connection } from '../server/gateway.ts'
import type { SocketRequest } from '../server/pages.ts'
import { KEY_LENGTH } from '../wire/frames.ts'
import { SOCKET_PATH, STREAM_PATH } from '../wire/paths.ts'
import { equip, readyToServe } from './equipment.ts'

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

/** The largest message that can be asked for. */
const MOST = 2 ** 31 - 1

/**
 * Serves an app with Bun's own server: `Bun.serve({ port: 3000, ...overwire(app) })`. When the server stops, call
 * `await app.stop()` before it. For Hono take `websocket` of it, and `overwire/hono`: that of one app serves all.
 */
export function bunOptions(app: App): BunOptions {
  const served = new BunApp(app)
  const { basePath } = serverOf(app).place
  return {
    fetch: (request, bun) => served.answer(request, bun, basePath),
    websocket: socketsOf(app),
  }
}

/** Answers requests of Bun's server. */
export class BunApp {
  readonly #server: AppServer
  #ready: Promise<void> | undefined

  constructor(app: App) {
    this.#server = serverOf(app)
    equip(this.#server)
  }

  /** Where the app stands for a request, below a prefix of its host; undefined for one that it has nothing for. */
  placeOf({ method, url }: Request, mount: string): string | undefined {
    const basePath = this.#server.place.below(mount)
    if (basePath === undefined) return undefined
    return this.#server.answers(method, new URL(url), basePath) ? basePath : undefined
  }

  /** @returns undefined for a socket that is open now: Bun has answered. */
  async answer(request: Request, bun: BunServer, basePath: string): Promise<Response | undefined> {
    const server = this.#server
    try {
      await (this.#ready ??= readyToServe(server))
    } catch (error) {
      // The next request tries again.
      this.#ready = undefined
      server.settings.logger.error({ error }, 'the app is not ready')
      return new Response(null, { status: 503, headers: { 'retry-after': '1' } })
    }
    const path = pathBelow(basePath, new URL(request.url).pathname)
    if (path === SOCKET_PATH && request.headers.has('upgrade')) {
      return this.#upgrade(request, bun, basePath)
    }
    // A stream says something every 20 seconds.
    if (path === STREAM_PATH) bun.timeout(request, 0)
    return server.fetch(request, addressOf(request, bun), basePath)
  }

  #upgrade(request: Request, bun: BunServer, basePath: string): Response | undefined {
    const { logger } = this.#server.settings
    const asked: SocketRequest = {
      headers: new Headers(request.headers),
      address: addressOf(request, bun),
      isEncrypted: request.url.startsWith('https:'),
      basePath,
    }
    try {
      this.#server.checkSocket(asked)
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      logger.warn({ reason: error.message }, 'connection refused')
      return new Response(null, { status: error.code === 'E_TOO_MANY_WINDOWS' ? 429 : 403 })
    }
    if (bun.upgrade(request, { data: { server: this.#server, asked } })) return undefined
    return new Response(null, { status: 400 })
  }
}

function socketsOf(app: App): BunOptions['websocket'] {
  const server = serverOf(app)
  const { frameBytes, eventBytes } = server.settings.limits
  return {
    // For the types of `Bun.serve` alone.
    data: undefined as unknown as BunSocketData,
    maxPayloadLength: Math.min(Math.max(frameBytes + KEY_LENGTH, eventBytes), MOST),
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

const addressOf = (request: Request, bun: BunServer): string =>
  bun.requestIP(request)?.address ?? ''
