/** An app for servers that hand on web requests, as Bun's and Deno's do. */
import { pathBelow } from '../base/base-path.ts'
import { LiveError } from '../base/errors.ts'
import { serverOf } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import type { SocketRequest } from '../server/pages.ts'
import { KEY_LENGTH } from '../wire/frames.ts'
import { SOCKET_PATH, STREAM_PATH } from '../wire/paths.ts'
import { equip, readyToServe } from './equipment.ts'

/** The largest message that can be asked for. */
const MOST = 2 ** 31 - 1

/** What a runtime does for one request. */
export interface WebPeer {
  /** Who asks. */
  readonly address: string
  /** Lets it take as long as it wants. */
  keep(): void
  /**
   * Opens the socket that is asked for, and connects it to the app.
   * @returns undefined where the runtime has answered; null where its server opens none.
   */
  open(server: AppServer, asked: SocketRequest): Response | undefined | null
}

/** Answers web requests. */
export class WebApp {
  readonly server: AppServer
  #ready: Promise<void> | undefined

  constructor(app: App) {
    this.server = serverOf(app)
    equip(this.server)
  }

  /** Where the app stands for a request, below a prefix of its host; undefined for one that it has nothing for. */
  placeOf({ method, url }: Request, mount: string): string | undefined {
    const basePath = this.server.place.below(mount)
    if (basePath === undefined) return undefined
    return this.server.answers(method, new URL(url), basePath) ? basePath : undefined
  }

  /** @returns undefined for a socket that is open now: the runtime has answered. */
  async answer(request: Request, peer: WebPeer, basePath: string): Promise<Response | undefined> {
    const { server } = this
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
      const opened = this.#open(request, peer, basePath)
      if (opened !== null) return opened
    }
    // A stream says something every 20 seconds.
    if (path === STREAM_PATH) peer.keep()
    return server.fetch(request, peer.address, basePath)
  }

  #open(request: Request, peer: WebPeer, basePath: string): Response | undefined | null {
    const { server } = this
    const { address } = peer
    const headers = new Headers(request.headers)
    const isEncrypted = request.url.startsWith('https:')
    const asked: SocketRequest = { headers, address, isEncrypted, basePath }
    try {
      server.checkSocket(asked)
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      server.settings.logger.warn({ reason: error.message }, 'connection refused')
      return new Response(null, { status: error.code === 'E_TOO_MANY_WINDOWS' ? 429 : 403 })
    }
    return peer.open(server, asked)
  }
}

/** The largest message of a page's socket, in bytes. */
export function largestMessage({ settings }: AppServer): number {
  const { frameBytes, eventBytes } = settings.limits
  return Math.min(Math.max(frameBytes + KEY_LENGTH, eventBytes), MOST)
}
