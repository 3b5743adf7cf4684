/** Lets pages connect through a server of Node, with the `ws` library. One server may have several apps. */
import type { IncomingMessage, Server } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import type { ServerOptions } from 'ws'
import { fail, LiveError } from '../base/errors.ts'
import { isLookedAt } from './looked-at.ts'
import { noteWebSocket } from './server-connections.ts'
import { serverOf } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import type { Connection } from '../server/gateway.ts'
import type { SocketRequest } from '../server/pages.ts'
import { KEY_LENGTH } from '../wire/frames.ts'
import { SOCKET_PATH } from '../wire/paths.ts'

/** The largest number that sizes and timers take. */
export const MOST: number = 2 ** 31 - 1

/** Milliseconds that Node's timers take: they have no Infinity. */
export function timeOf(ms: number): number {
  return Math.min(ms, MOST)
}

/** Fragments of one message: browsers send long ones in pieces of 64 kB and more. */
const FRAGMENTS = 1000

/** Whose pages connect through a server. */
const carriers = new WeakMap<Server, Map<AppServer, WebSocketServer>>()

/**
 * Lets an app's pages connect through an http server. Upgrades on other paths are left to the server's
 * other listeners for `upgrade`, and refused when there are none. More than once is the same as once.
 */
export function attachSockets(app: App, server: Server): void {
  if (isLookedAt(app)) return
  const appServer = serverOf(app)
  const known = carriers.get(server)
  const apps = known ?? new Map<AppServer, WebSocketServer>()
  if (apps.has(appServer)) return
  apps.set(appServer, socketsOf(appServer))
  if (known) return
  carriers.set(server, apps)
  server.on('upgrade', (request, socket, head) => {
    const path = request.url?.split('?')[0] ?? ''
    const isOurs = path.endsWith(SOCKET_PATH)
    const basePath = isOurs ? path.slice(0, -SOCKET_PATH.length) : ''
    const found = isOurs ? appAt([...apps.keys()], basePath) : undefined
    if (found) return open(found, apps.get(found)!, { server, request, socket, head, basePath })
    if (server.listenerCount('upgrade') > 1) return
    refuse(socket, found === null ? '503 Service Unavailable' : '404 Not Found')
  })
}

/**
 * The app that is mounted at a path. Until its first request an app does not know its path: such an app is chosen
 * when it is the only one.
 * @returns null when several apps do not know their path yet; undefined when there is none.
 */
function appAt(apps: AppServer[], basePath: string): AppServer | null | undefined {
  const found = apps.find(({ place }) => place.isAt(basePath) === true)
  if (found) return found
  const [one, ...others] = apps.filter(({ place }) => place.isAt(basePath) === undefined)
  if (others.length === 0) return one
  one!.settings.logger.warn(
    { path: basePath + SOCKET_PATH },
    `A page connects below "${basePath}", and the host has not named the app there yet. The next page request names ` +
      `it; createApp({ basePath: '${basePath}' }) names it from the start.`,
  )
  return null
}

function socketsOf({ settings }: AppServer): WebSocketServer {
  const { frameBytes, eventBytes, closeMs } = settings.limits
  // Its types are older than the last two.
  const options: ServerOptions & { closeTimeout: number; maxFragments: number } = {
    noServer: true,
    WebSocket: AppSocket,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: Math.min(Math.max(frameBytes + KEY_LENGTH, eventBytes), MOST),
    closeTimeout: timeOf(closeMs),
    maxFragments: FRAGMENTS,
  }
  return new WebSocketServer(options)
}

/** An upgrade that an app is asked for. */
interface Upgrade {
  server: Server
  request: IncomingMessage
  socket: Duplex
  head: Buffer
  basePath: string
}

function open(
  app: AppServer,
  sockets: WebSocketServer,
  { server, request, socket, head, basePath }: Upgrade,
): void {
  const { logger } = app.settings
  try {
    const headers = webHeaders(request)
    const { remoteAddress: address = '', encrypted } = request.socket as Partial<TLSSocket>
    const asked: SocketRequest = { headers, address, isEncrypted: encrypted === true, basePath }
    app.checkSocket(asked)
    noteWebSocket(server, socket)
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const own = ws as AppSocket
      own.stream = socket
      own.connection = app.connect(own, asked)
    })
  } catch (error) {
    if (error instanceof LiveError) logger.warn({ reason: error.message }, 'connection refused')
    else logger.error({ error }, 'a connection failed')
    refuse(socket, statusOf(error))
  }
}

/** Control frames that a socket may send in {@link CONTROLS_MS} milliseconds: proxies send one in some seconds. */
const CONTROLS = 100
const CONTROLS_MS = 10_000

/** Messages that come after the end was told: those that were under way. */
const LATE_MESSAGES = 100

/** What a WebSocket of `ws` reads with; its largest message is none of its options once it is open. */
type Reading = WebSocket & {
  _receiver?: { _maxPayload: number; _buffers: Buffer[]; _bufferedBytes: number }
}

/** Letters of a text frame that is written together with its head. */
const SHORT = 8192

/** The head of a whole text frame of a server (RFC 6455, 5.2), a letter for each byte. */
function headOf(length: number): string {
  if (length < 126) return String.fromCharCode(0x81, length)
  return String.fromCharCode(0x81, 126, length >> 8, length & 255)
}

/** Heads of the shortest, which most frames are. */
const heads: readonly string[] = Array.from({ length: 126 }, (_, length) => headOf(length))

/** A WebSocket that tells its connection what it emits: with listeners, each idle socket would keep a table of them. */
class AppSocket extends WebSocket {
  connection: Connection | undefined
  /** What it writes to. */
  stream: Duplex | undefined
  /** Control frames that came, and since when; null when they were too many. */
  #controls: { since: number; count: number } | null | undefined
  #late = 0

  takeUpTo(bytes: number): void {
    const { _receiver: receiver } = this as Reading
    // To `ws` 0 is no limit.
    if (receiver) receiver._maxPayload = Math.min(Math.max(1, bytes), MOST)
  }

  /** `ws` writes head and text as two buffers; one text of plain letters takes less time. */
  override send(text: string): void {
    const { length } = text
    const isPlain = length < SHORT && Buffer.byteLength(text) === length
    if (!isPlain || this.readyState !== WebSocket.OPEN) return super.send(text)
    this.stream!.write((heads[length] ?? headOf(length)) + text, 'latin1')
  }

  override emit(event: string | symbol, ...rest: unknown[]): boolean
  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    const { connection } = this
    if (event === 'message') {
      if (this.readyState === WebSocket.OPEN) {
        connection?.receive(second === true ? '' : (first as Buffer).toString())
      } else if (++this.#late > LATE_MESSAGES) this.#stop()
    } else if (event === 'ping' || event === 'pong') this.#count()
    else if (event === 'close') connection?.closed(first as number)
    else if (event === 'error') connection?.failed(first as Error)
    else return super.emit(event, first, second)
    return true
  }

  /** Pings and pongs of WebSocket itself, which no limit of a window counts. */
  #count(): void {
    // What comes with the last one is still read.
    if (this.#controls === null) return
    const now = performance.now()
    const counted = (this.#controls ??= { since: now, count: 0 })
    if (now - counted.since > CONTROLS_MS) Object.assign(counted, { since: now, count: 0 })
    if (++counted.count <= CONTROLS) return
    this.#controls = null
    this.connection?.failed(fail('E_FLOOD'))
    this.#stop()
  }

  /** Closes it at once, and drops received bytes: `ws` would still read them, frame by frame. */
  #stop(): void {
    const { _receiver: receiver } = this as Reading
    if (receiver) Object.assign(receiver, { _buffers: [], _bufferedBytes: 0 })
    this.terminate()
  }
}

function statusOf(error: unknown): string {
  if (!(error instanceof LiveError)) return '400 Bad Request'
  return error.code === 'E_TOO_MANY_WINDOWS' ? '429 Too Many Requests' : '403 Forbidden'
}

/** Refuses an upgrade. Node's server no longer handles the errors of this socket. */
function refuse(socket: Duplex, status: string): void {
  // The client may disconnect before it reads the answer: an error only closes the socket.
  socket.on('error', () => socket.destroy())
  // The client's own end is not awaited: it may never come.
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () =>
    socket.destroy(),
  )
}

function webHeaders(request: IncomingMessage): Headers {
  const headers = new Headers()
  const { rawHeaders } = request
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i]!, rawHeaders[i + 1]!)
  return headers
}
