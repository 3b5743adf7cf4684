/**
 * Serves an app with Node's http server and the `ws` library. Carries bytes; requests take
 * turns by request-turns.ts, every other decision is the app's.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NodeRequest, NodeResponse, sendNodeResponse } from 'srvx/node'
import { environment } from '../base/environment.ts'
import { equip, readyToServe } from './equipment.ts'
import { noteLostBody } from './hosted-app.ts'
import { endIdle, endUnread, inTurn } from './request-turns.ts'
import { connectionsOf } from './server-connections.ts'
import { isLookedAt } from './looked-at.ts'
import { attachSockets, timeOf } from './node-sockets.ts'
import { guardProcess } from './process-guard.ts'
import { stopOnSignals } from './stop-signals.ts'
import { serverOf } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import type { ResponseClass } from '../server/http.ts'

/** How long a process has to end. */
const STOP_MS = 10_000
/** Turns of the event loop in which a connection is taken, and its request is read. */
const READ_TURNS = 3
/** Milliseconds between two looks for connections without a request, while the server closes. */
const IDLE_MS = 20
/** How often Node looks for requests that take too long. */
const CHECK_MS = 1000

/** Where to listen. */
export interface ListenOptions {
  /** TCP port; 0 takes any free one. Default: the environment variable PORT, or 3000. */
  port?: number
  /** Network interface. Default: all. */
  host?: string
  /**
   * Logs uncaught errors, such as a rejected promise without `await`, and passes them to `onError`, instead
   * of ending the process. If you add a listener for `unhandledRejection` or `uncaughtException`, only yours
   * decides. Default true.
   */
  guardProcess?: boolean
  /**
   * SIGTERM and SIGINT close the server (see {@link Listening.close}) and end the process with status 0; a
   * second one ends it at once. A listener of the app's own for the signal decides alone. Default true.
   */
  stopOnSignals?: boolean
  /** Milliseconds until the process ends after such a signal, whatever still goes on. Default 10,000. */
  stopMs?: number
}

/** A running server. */
export interface Listening {
  readonly port: number
  readonly url: string
  readonly server: Server
  /**
   * Says goodbye to all pages and closes. Views have `limits.closeMs` for their `disconnect`, and browsers
   * for theirs.
   * @returns when the port is free.
   */
  close(): Promise<void>
}

/**
 * Serves an app over HTTP and WebSocket.
 * @returns once the channel layer is reached and the port is open.
 * @throws what Node throws when the port can't be opened (EADDRINUSE, EACCES), and LiveError: E_LAYER
 * when the channel layer's server is out of reach; E_LAYER_MEMORY, E_OPTION in one of several processes
 * that lacks what those need.
 */
export async function listen(app: App, options: ListenOptions = {}): Promise<Listening> {
  if (isLookedAt(app)) return new Promise(() => {})
  const appServer = serverOf(app)
  const { limits, logger, services } = appServer.settings
  const port = options.port ?? Number(environment('PORT') ?? 3000)
  await readyToServe(appServer)
  const { headersMs, requestMs, closeMs } = limits
  const times = {
    headersTimeout: timeOf(headersMs),
    requestTimeout: timeOf(requestMs),
    connectionsCheckingInterval: Math.min(CHECK_MS, Math.max(1, headersMs / 2)),
  }
  const server = createServer(times, nodeHandler(app))
  // Ends connections whose client does not read its answer. Set for each request: it must not end idle WebSockets.
  const idleMs = timeOf(requestMs)
  server.prependListener('request', ({ socket }) => socket.setTimeout(idleMs))
  server.on('timeout', endIdle)
  const connections = connectionsOf(server, appServer.settings)
  attachSockets(app, server)
  const release = options.guardProcess === false ? () => {} : guardProcess(services)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, options.host, resolve)
  }).catch((error: unknown) => {
    release()
    throw withAdvice(error, port)
  })
  const address = server.address() as AddressInfo
  const cut = (): void => connections.cut()
  const end = (): Promise<void> =>
    close(appServer, server, { cut, ms: timeOf(closeMs) }).finally(release)
  const ms = timeOf(options.stopMs ?? STOP_MS)
  const forget =
    options.stopOnSignals === false ? () => {} : stopOnSignals({ close: end, ms, logger })
  return {
    port: address.port,
    url: `http://localhost:${address.port}${appServer.place.basePath}`,
    server,
    close: () => end().finally(forget),
  }
}

/** The app as a listener for Node's `http.createServer`. */
export function nodeHandler(app: App): RequestListener {
  const server = serverOf(app)
  const { logger } = server.settings
  equip(server)
  server.useResponse(NodeResponse as unknown as ResponseClass)
  return (req, res) => {
    inTurn(req, res, server.settings, () =>
      answer(server, req, res).catch((error: unknown) => {
        logger.error({ error, path: req.url }, 'an answer could not be sent')
        if (res.headersSent) return res.destroy()
        res.writeHead(500, { connection: 'close' }).end()
      }),
    )
  }
}

/** Answers a request of Node's server with the app's answer. */
async function answer(app: AppServer, req: IncomingMessage, res: ServerResponse): Promise<void> {
  // A body that breaks off ends the connection with this error; the browser sees that, operators this.
  res.on('close', () => {
    const { errored } = res
    if (errored) app.settings.logger.error({ error: errored, path: req.url }, 'an answer broke off')
  })
  endUnread(req, res)
  const request = new NodeRequest({ req, res }) as Request & { ip?: string }
  noteLostBody(req, request)
  const response = await app.fetch(request, req.socket.remoteAddress ?? '')
  await sendNodeResponse(res, response)
}

/** Closes what is there; what is still open after `ms` milliseconds is cut off, answers under way too. */
async function close(
  app: AppServer,
  server: Server,
  { cut, ms }: { cut: () => void; ms: number },
): Promise<void> {
  // Node ends idle connections at once: those whose request has arrived, but is not read yet, would be reset.
  const endIdleOnes = server.closeIdleConnections
  server.closeIdleConnections = () => {}
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections = endIdleOnes
  const late = setTimeout(cut, ms)
  let idle: ReturnType<typeof setInterval> | undefined
  const isRead = turnsOver(READ_TURNS).then(() => {
    // Connections on which an answer went out would stay open for the next request.
    idle = setInterval(() => server.closeIdleConnections(), IDLE_MS)
  })
  try {
    await app.stop()
  } finally {
    await Promise.all([isRead, closed])
    clearTimeout(late)
    clearInterval(idle)
  }
}

async function turnsOver(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

/** Node's error, with what to do. */
function withAdvice(error: unknown, port: number): unknown {
  if (error instanceof Error && (error as { code?: string }).code === 'EADDRINUSE') {
    const other =
      'Stop what listens there, or choose another: PORT=3001, or listen(app, { port: 3001 }).'
    error.message = `Port ${port} is in use. ${other} (${error.message})`
  }
  return error
}
