/** An app beside the routes of a host, such as Express, in Node. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { NodeRequest } from 'srvx/node'
import { serverOf } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import { noteTaken } from '../server/taken-bodies.ts'
import { SOCKET_PATH } from '../wire/paths.ts'
import { equip, readyToServe } from './equipment.ts'
import { attachSockets } from './node-sockets.ts'
import { boundRequests } from './request-turns.ts'
import { connectionsOf } from './server-connections.ts'

/** Headers of an answer that says so. */
const LATER = { connection: 'close', 'retry-after': '1' }

/** A request as hosts hand it on: some cut their prefix off its address, and keep the whole one beside it. */
export type HostRequest = IncomingMessage & { originalUrl?: string | undefined }

/**
 * The prefix that a host has cut off a request's address: `/team` of `/team/todos` that came as `/todos`.
 * @returns "" for none.
 */
export function cutOff({ originalUrl, url = '/' }: HostRequest): string {
  const [whole = '/'] = (originalUrl ?? url).split('?')
  const [rest = '/'] = url.split('?')
  if (whole.endsWith(rest)) return whole.slice(0, -rest.length)
  // `/team` itself comes as `/`.
  return rest === '/' ? whole : ''
}

export class HostedApp {
  readonly #app: App
  readonly #server: AppServer
  #ready: Promise<void> | undefined

  constructor(app: App) {
    this.#app = app
    this.#server = serverOf(app)
    this.#server.place.isHosted = true
    equip(this.#server)
  }

  /** Lets pages connect through a server. More than once is the same as once. */
  connect(server: Server): void {
    connectionsOf(server, this.#server.settings)
    boundRequests(server, this.#server.settings)
    attachSockets(this.#app, server)
  }

  /**
   * Whether the app answers a request; others are the host's.
   * @param mount the prefix below which the host has the app; "" for none.
   * @returns where the app stands for it; undefined for a request that the app has nothing for.
   */
  placeOf(
    { originalUrl, url = '/', method = 'GET', socket }: HostRequest,
    mount: string,
  ): string | undefined {
    const { server } = socket as Socket & { server?: Server }
    if (server) this.connect(server)
    const basePath = this.#server.place.below(mount)
    const asked = plainUrl(originalUrl ?? url)
    if (basePath === undefined || !asked) return undefined
    return this.#server.answers(method, asked, basePath) ? basePath : undefined
  }

  /** Answers a request of Node's server. Never rejects: what fails is logged. */
  async answer(incoming: HostRequest, outgoing: ServerResponse, basePath: string): Promise<void> {
    try {
      // The URL that the browser asked for; the host's middleware does not read `url` after this.
      incoming.url = incoming.originalUrl ?? incoming.url
      const request = new NodeRequest({ req: incoming, res: outgoing })
      await send(await this.fetch(incoming, request, basePath), outgoing)
    } catch (error) {
      // The client has disconnected.
      if ((error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE') return
      const { logger } = this.#server.settings
      logger.error({ error, path: incoming.url }, 'an answer could not be sent')
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(500, { connection: 'close' }).end()
    }
  }

  /** The answer to a request, for a host that sends it by itself. */
  async fetch(incoming: IncomingMessage, request: Request, basePath: string): Promise<Response> {
    if (!(await this.#canAnswer(incoming)))
      return new Response(null, { status: 503, headers: LATER })
    noteLostBody(incoming, request)
    return this.#server.fetch(request, incoming.socket.remoteAddress ?? '', basePath)
  }

  async #canAnswer({ url, headers, socket }: IncomingMessage): Promise<boolean> {
    // It was one of too many.
    if (socket.destroyed) return false
    // A socket that was asked for before the first request: from now on upgrades are heard, and it comes again.
    if (url?.split('?')[0]?.endsWith(SOCKET_PATH) && headers.upgrade) return false
    try {
      await this.ready()
      return true
    } catch (error) {
      this.#server.settings.logger.error({ error }, 'the app is not ready')
      return false
    }
  }

  /** Resolves when the app can be served; after a failure the next one tries again. */
  ready(): Promise<void> {
    this.#ready ??= readyToServe(this.#server).catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }
}

/** Tells the app when somebody has read the body that a request had. */
export function noteLostBody(incoming: IncomingMessage, request: Request): void {
  const { readableDidRead, readableEnded, headers } = incoming
  const said = headers['content-length'] ?? headers['transfer-encoding']
  if (said !== undefined && (readableDidRead || readableEnded)) noteTaken(request)
}

/** Sends an answer by the plainest means: hosts' own functions may stand before those of the response. */
async function send(answer: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = answer.status
  for (const [name, value] of answer.headers) {
    if (name !== 'set-cookie') outgoing.setHeader(name, value)
  }
  for (const cookie of answer.headers.getSetCookie()) outgoing.appendHeader('set-cookie', cookie)
  if (answer.body === null) outgoing.end('')
  else await pipeline(Readable.fromWeb(answer.body as ReadableStream), outgoing)
}

/**
 * Undefined for a path that means another one (`/_overwire/../admin`): what stands before the app in its host has
 * looked at the path as it is written.
 */
function plainUrl(url: string): URL | undefined {
  const base = 'http://localhost'
  const [path = '/'] = url.split('?')
  if (!URL.canParse(url, base)) return undefined
  const asked = new URL(url, base)
  return asked.origin === base && asked.pathname === path ? asked : undefined
}
