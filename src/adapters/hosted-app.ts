/** An app beside the routes of a host, such as Express, in Node. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { NodeRequest } from 'srvx/node'
import { fail } from '../base/errors.ts'
import { serverOf } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import { SOCKET_PATH } from '../wire/paths.ts'
import { equip, readyToServe } from './equipment.ts'
import { attachSockets } from './node.ts'

/** Headers of an answer that says so. */
const LATER = { connection: 'close', 'retry-after': '1' }

export class HostedApp {
  readonly #app: App
  readonly #server: AppServer
  #ready: Promise<void> | undefined

  constructor(app: App) {
    this.#app = app
    this.#server = serverOf(app)
    equip(this.#server)
  }

  /** Lets pages connect through a server. More than once is the same as once. */
  connect(server: Server): void {
    attachSockets(this.#app, server)
  }

  /**
   * Begins to answer a request, or leaves it to the host.
   * @returns false for a request that the app has nothing for.
   * @throws LiveError E_MOUNTED below a prefix of the host.
   */
  takes(request: IncomingMessage & { originalUrl?: string | undefined }): boolean {
    const { url = '/', originalUrl = url, method = 'GET' } = request
    if (originalUrl !== url) throw fail('E_MOUNTED', originalUrl, url)
    const { server } = request.socket as Socket & { server?: Server }
    if (server) this.connect(server)
    const asked = plainUrl(url)
    return asked !== undefined && this.#server.answers(method, asked)
  }

  /** Answers a request of Node's server. Never rejects: what fails is logged. */
  async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const request = new NodeRequest({ req: incoming, res: outgoing })
      await send(await this.fetch(incoming, request), outgoing)
    } catch (error) {
      // Who asked has left.
      if ((error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE') return
      const { logger } = this.#server.settings
      logger.error({ error, path: incoming.url }, 'an answer could not be sent')
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(500, { connection: 'close' }).end()
    }
  }

  /** The answer to a request, for a host that sends it by itself. */
  async fetch(incoming: IncomingMessage, request: Request): Promise<Response> {
    if (!(await this.#canAnswer(incoming)))
      return new Response(null, { status: 503, headers: LATER })
    return this.#app.fetch(request, incoming.socket.remoteAddress ?? '')
  }

  async #canAnswer({ url, headers }: IncomingMessage): Promise<boolean> {
    // A socket that was asked for before the first request: from now on upgrades are heard, and it comes again.
    if (url?.split('?')[0] === SOCKET_PATH && headers.upgrade) return false
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
