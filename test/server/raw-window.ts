/**
 * A browser's side of the wire without a browser: for what a page would never send, and for counting.
 */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Transport } from 'overwire/testing'
import { MOST_MS } from '../eventually.ts'
import { FallbackSocket } from '../../src/testing/fallback-socket.ts'
import type { ServerFrame } from '../../src/wire/frames.ts'

const HANDSHAKE_MS = 10_000

export interface LoadedPage {
  html: string
  token: string
  cookie: string
}

/** Gets a page as a browser does. @param headers more of them. */
export async function loadPage(
  url: string,
  cookie: string = '',
  headers: Record<string, string> = {},
): Promise<LoadedPage> {
  const response = await fetch(url, { headers: { ...headers, ...(cookie && { cookie }) } })
  const html = await response.text()
  const set = response.headers.get('set-cookie')?.split(';')[0]
  return { html, token: /live-root="([^"]+)"/.exec(html)?.[1] ?? '', cookie: set ?? cookie }
}

/** A socket of either transport: to tests they are the same. */
export function openSocket(
  url: string,
  headers: Record<string, string>,
  transport: Transport,
): WebSocket {
  return transport === 'fallback'
    ? (new FallbackSocket(url, headers) as unknown as WebSocket)
    : new WebSocket(`${url.replace('http', 'ws')}/_overwire/ws`, {
        headers,
        handshakeTimeout: HANDSHAKE_MS,
      })
}

/** A socket with the frames it got. */
export class RawWindow {
  static readonly transport: Transport = 'websocket'
  readonly socket: WebSocket
  readonly cookie: string
  readonly frames: ServerFrame[] = []
  readonly #waiting: (() => void)[] = []
  /** Close code, once it is closed. */
  closed: number | undefined
  reason = ''

  constructor(url: string, headers: Record<string, string>) {
    this.cookie = headers['cookie'] ?? ''
    this.socket = openSocket(url, headers, new.target.transport)
    this.socket.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)) as ServerFrame)
      this.#wake()
    })
    this.socket.on('close', (code, reason) => {
      this.closed = code
      this.reason = String(reason)
      this.#wake()
    })
    this.socket.on('error', () => undefined)
  }

  /** Loads a page and joins it. */
  static async join(url: string, path: string = '/', cookie: string = ''): Promise<RawWindow> {
    return this.joinPage(url, await loadPage(url + path, cookie))
  }

  /** Joins a loaded page. @param rest what follows the token: key, last frame, known templates, address. */
  static async joinPage(url: string, page: LoadedPage, ...rest: unknown[]): Promise<RawWindow> {
    const window = await this.open(url, page.cookie)
    window.send([0, 1, page.token, ...rest])
    await window.until(() => window.frames.length > 0 || window.closed !== undefined)
    return window
  }

  /** Loads a page and joins it, as a visitor of this address behind a trusted proxy. @param rest as of joinPage. */
  static async behindProxy(
    url: string,
    address: string,
    path: string = '/',
    ...rest: unknown[]
  ): Promise<RawWindow> {
    const proxied = { 'x-forwarded-for': address }
    const { cookie, token } = await loadPage(url + path, '', proxied)
    const window = new this(url, { origin: url, cookie, ...proxied })
    await once(window.socket, 'open')
    window.send([0, 1, token, ...rest])
    await window.until(() => window.frames.length > 0)
    return window
  }

  /** Opens a socket without joining. */
  static async open(
    url: string,
    cookie: string,
    origin: string = new URL(url).origin,
  ): Promise<RawWindow> {
    const window = new this(url, { origin, ...(cookie && { cookie }) })
    await Promise.race([once(window.socket, 'open'), once(window.socket, 'close')]).catch(() => {})
    return window
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** The next frame that answers event `n`. */
  async answer(n: number): Promise<ServerFrame> {
    const isAnswer = (frame: ServerFrame): boolean => {
      if (![1, 2, 4].includes(frame[0])) return false
      const ref = frame[1] as number | number[]
      return ref === n || (Array.isArray(ref) && ref.includes(n))
    }
    await this.until(() => this.frames.some(isAnswer) || this.closed !== undefined)
    return this.frames.find(isAnswer)!
  }

  async closing(): Promise<number> {
    await this.until(() => this.closed !== undefined)
    return this.closed!
  }

  /** Waits until frames or the socket's end make it true; fails after {@link MOST_MS}. */
  async until(condition: () => boolean): Promise<void> {
    let isLate = false
    const late = setTimeout(() => {
      isLate = true
      this.#wake()
    }, MOST_MS)
    try {
      while (!condition()) {
        if (isLate) throw new Error(this.#state(condition))
        await new Promise<void>((resolve) => this.#waiting.push(resolve))
      }
    } finally {
      clearTimeout(late)
    }
  }

  #state(condition: () => boolean): string {
    const end = this.closed === undefined ? 'open' : `closed with ${this.closed} ${this.reason}`
    const last = this.frames.slice(-5).map((frame) => JSON.stringify(frame).slice(0, 200))
    return `After ${MOST_MS} ms not true: ${String(condition)}. Socket ${end}; last frames ${last.join(' ')}`
  }

  close(): Promise<number> {
    this.socket.close(1000)
    return this.closing()
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** The same over the fallback transport. */
export class FallbackWindow extends RawWindow {
  static override readonly transport = 'fallback'
}
