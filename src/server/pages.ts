/** What the gateway needs of the app, and what adapters bring. */
import type { BrowserCall } from '../handlers/calls.ts'
import type { Mode } from '../wire/frames.ts'
import type { AddressCount } from './rate-limits.ts'
import type { Settings } from './settings.ts'
import type { Page } from './page.ts'

/** What a JOIN brings beside its token. */
export interface Joining {
  /** Of a window that comes back. */
  readonly resumeKey: string | null | undefined
  readonly headers: Headers
  readonly basePath: string
  /** The address that the page shows. */
  readonly url: string | undefined
  /** The last frame that it has. */
  readonly lastSeq: number | undefined
}

/** Finds pages for the gateway; the app does. `C`: the gateway's connections. */
export interface Pages<C> {
  /** The page that a JOIN means, and whether it goes on, was waiting, or had to be mounted anew. */
  join(token: string, connection: C, how: Joining): Promise<Joined>
  /** Shows another address in the page. */
  navigate(page: Page, n: number, url: string, visit: number): void
  /** Calls a handler or signal, or enters a room: see Called in wire/frames.ts. */
  call(page: Page, call: BrowserCall): void
  /**
   * The page lost this connection; `left`: the browser said that it left the page.
   * @returns true when its window waits for the next one, and is counted for its address until then.
   */
  lost(page: Page, connection: C, how: { left: boolean }): boolean
  /** The window that a JOIN of this session means comes back: it is counted with its connection again. */
  comesBack(resumeKey: string, from: SocketRequest): void
  readonly addresses: AddressCount
  /** Connections that are not joined yet. */
  readonly unjoined: Set<C>
  readonly settings: Settings
  readonly build: string
}

export interface Joined {
  page: Page
  mode: (typeof Mode)[keyof typeof Mode]
  /** Estimated bytes of the state that it was made of. Left out: it was made of none. */
  held?: number
}

/** What an adapter knows about the request that opened a socket. */
export interface SocketRequest {
  headers: Headers
  address: string
  /** The connection has TLS that ends in this process. Default false. */
  isEncrypted?: boolean
  /** Where the app stands: what comes before the socket's own path. Default: "", the root. */
  basePath?: string
}
