/** Requests and sockets of `Deno.serve`, for hosts that stand on it. */
import { TOO_BIG } from '../base/close-codes.ts'
import type { AppServer } from '../server/app-server.ts'
import type { SocketRequest } from '../server/pages.ts'
import { largestMessage } from './web-app.ts'
import type { WebPeer } from './web-app.ts'

/** What `Deno.serve` says beside a request. */
export interface DenoInfo {
  readonly remoteAddr: { readonly hostname?: string }
}

/** What is used of Deno. */
interface DenoRuntime {
  upgradeWebSocket(request: Request): { socket: WebSocket; response: Response }
}

const { Deno } = globalThis as { Deno?: DenoRuntime }

/** True for what `Deno.serve` says beside a request. */
export function isDenoInfo(env: object): env is DenoInfo {
  return Deno !== undefined && 'remoteAddr' in env
}

/** A request of `Deno.serve`. */
export class DenoPeer implements WebPeer {
  readonly #request: Request
  readonly address: string

  constructor(request: Request, { remoteAddr }: DenoInfo) {
    this.#request = request
    this.address = remoteAddr.hostname ?? ''
  }

  /** It ends none by itself. */
  keep(): void {}

  open(server: AppServer, asked: SocketRequest): Response {
    const { socket, response } = Deno!.upgradeWebSocket(this.#request)
    socket.addEventListener('open', () => carry(server, socket, asked))
    return response
  }
}

function carry(server: AppServer, socket: WebSocket, asked: SocketRequest): void {
  const most = largestMessage(server)
  const connection = server.connect(socket, asked)
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    // Deno has no limit of its own to set. Of letters there are no more than of bytes.
    if (typeof data === 'string' && data.length > most) return socket.close(TOO_BIG)
    connection.receive(typeof data === 'string' ? data : '')
  })
  socket.addEventListener('close', ({ code }) => connection.closed(code))
  socket.addEventListener('error', (event) => {
    connection.failed((event as ErrorEvent).error as Error)
  })
}
