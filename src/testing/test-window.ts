/**
 * A browser's side of a page without a browser: it loads the page, joins it over a real socket, calls
 * handlers and events, and keeps what the server sends.
 */
import { SOCKET_PATH } from '../wire/paths.ts'
import { LEFT } from '../base/close-codes.ts'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { Called, FromBrowser, FromServer, Mode, PROTOCOL } from '../wire/frames.ts'
import type { Effect } from '../wire/effects.ts'
import type { ErrorFrame, HelloFrame, Json, ServerFrame } from '../wire/frames.ts'
import type { Operation } from '../wire/operations.ts'
import { cookiesOf } from './page/cookies.ts'
import { FallbackSocket } from './fallback-socket.ts'
import { WindowRefusal } from './window-refusal.ts'

/** What goes along with a call, as the attributes of an element would say. */
export interface CallContent {
  /** Fields by name. Default: none. */
  form?: Readonly<Record<string, string | boolean | string[]>>
  /** `data-data-…` attributes: `comment_id` for `data-data-comment-id`. Default: none. */
  data?: Readonly<Record<string, string>>
  /** Language of the document. Default: none. */
  lang?: string
}

/** Options of {@link openWindow}. */
export interface OpenWindowOptions {
  /** Headers of both requests, such as `cookie`: how the app tells users apart. */
  headers?: Readonly<Record<string, string>>
  /** How it is connected; `fallback`: as pages behind a proxy that passes no upgrades. Default `websocket`. */
  transport?: Transport
}

/** What carries the frames of a window. */
export type Transport = 'websocket' | 'fallback'

interface Asked {
  readonly frame: Json[]
  isSent: boolean
  reply: Json | undefined
  done(reply: Json | undefined): void
  refused(why: WindowRefusal): void
}

/** Frames after which an acknowledgement is sent to the server. */
const ACK_FRAMES = 8
/** Close code of a connection that broke; higher ones are a server's that has had enough. */
const LOST = 1006

/** A browser's side of the wire: events go out, frames come in; {@link openWindow} opens it. */
export class TestWindow {
  /** The page as it was loaded, without later changes. */
  readonly html: string
  /** Changes of the document that were sent so far: `['html', '#greeting', '<p>Hello</p>']`. */
  readonly operations: Operation[] = []
  /** Everything else the page was told: `['flash', 'info', 'Saved']`, `['call', 'news.added', {…}]`. */
  readonly effects: Effect[] = []
  /** All frames, as docs/protocol.md has them. */
  readonly frames: ServerFrame[] = []
  readonly #url: string
  readonly #path: string
  readonly #headers: Record<string, string>
  readonly #asked = new Map<number, Asked>()
  readonly #waiting: (() => void)[] = []
  readonly #transport: Transport
  #socket: WebSocket | FallbackSocket | undefined
  #resumeKey = ''
  #seq = 0
  #n = 0

  /** @param page its address below the app's, and what was answered. */
  constructor(
    url: string,
    page: { readonly path: string; readonly html: string },
    headers: Record<string, string>,
    transport: Transport,
  ) {
    this.#url = url
    this.#path = new URL(url).pathname.replace(/\/$/, '') + page.path
    this.html = page.html
    this.#headers = headers
    this.#transport = transport
  }

  /** The page's cookies, for another window of the same visitor: `{ headers: { cookie } }`. */
  get cookie(): string {
    return this.#headers['cookie'] ?? ''
  }

  /** The room that the page names; "" for none. */
  get room(): string {
    return attribute(this.html, 'data-room')
  }

  /** Calls a handler. @returns when it is answered. @throws WindowRefusal when it is refused. */
  async call(name: string, content: CallContent = {}): Promise<void> {
    await this.#ask(FromBrowser.CALL, [Called.HANDLER, name, content as Json])
  }

  /** Calls a signal. @throws WindowRefusal when it is refused. */
  async signal(name: string, args: Readonly<Record<string, Json>> = {}): Promise<void> {
    await this.#ask(FromBrowser.CALL, [Called.SIGNAL, name, args])
  }

  /** Enters a room, beside the one that the page names. @throws WindowRefusal when it is refused. */
  async enter(room: string): Promise<void> {
    await this.#ask(FromBrowser.CALL, [Called.ROOM, room])
  }

  /** Calls a method of the page's view. @returns what it returns. @throws WindowRefusal. */
  push(name: string, args: Readonly<Record<string, Json>> = {}): Promise<Json | undefined> {
    return this.#ask(FromBrowser.EVENT, [name, args, 0, 1])
  }

  /** Waits until something came: `until(() => window.operations.length > 0)`. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Connects, and joins the page or goes on with it. @throws WindowRefusal when it is refused. */
  async connect(): Promise<void> {
    const headers = { origin: new URL(this.#url).origin, ...this.#headers }
    const socket: WebSocket | FallbackSocket =
      this.#transport === 'fallback'
        ? new FallbackSocket(this.#url, headers)
        : new WebSocket(this.#url.replace('http', 'ws') + SOCKET_PATH, { headers })
    this.#socket = socket
    await once(socket, 'open')
    const token = attribute(this.html, 'live-root')
    const join: Json[] = [FromBrowser.JOIN, PROTOCOL, token]
    if (this.#resumeKey) join.push(this.#resumeKey, this.#seq, [], this.#path)
    socket.send(JSON.stringify(join))
    await new Promise<void>((resolve, reject) => {
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as ServerFrame
        this.#take(frame)
        if (frame[0] === FromServer.HELLO) resolve()
      })
      socket.once('close', (code, reason) => {
        const why = new WindowRefusal(/^E_\w+/.exec(String(reason))?.[0] ?? '', `${code} ${reason}`)
        reject(why)
        if (code > LOST) for (const { refused } of this.#asked.values()) refused(why)
      })
    })
  }

  /** Loses the connection without a goodbye, as in a tunnel; {@link connect} brings it back. */
  async lose(): Promise<void> {
    const socket = this.#socket!
    socket.terminate()
    if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close')
  }

  /** Leaves the page for good. */
  async close(): Promise<void> {
    const socket = this.#socket!
    if (socket.readyState === WebSocket.CLOSED) return
    socket.close(LEFT)
    await once(socket, 'close')
  }

  #ask(op: number, rest: Json[]): Promise<Json | undefined> {
    const n = ++this.#n
    return new Promise((done, refused) => {
      const frame = [op, n, this.#seq, ...rest]
      const asked: Asked = { frame, isSent: false, reply: undefined, done, refused }
      this.#asked.set(n, asked)
      if (this.#socket?.readyState === WebSocket.OPEN) this.#transmit(asked)
    })
  }

  #take(frame: ServerFrame): void {
    this.frames.push(frame)
    if (frame[0] === FromServer.HELLO) this.#goOn(frame)
    else this.#count()
    if (frame[0] === FromServer.EFFECTS) this.#note(frame.slice(2) as Effect[])
    else if (frame[0] === FromServer.REPLY) {
      const asked = this.#asked.get(frame[1])
      if (asked) asked.reply = frame[2]
    } else if (frame[0] === FromServer.ERROR) this.#answer(frame[1], frame)
    else if (frame[0] === FromServer.UPDATE || frame[0] === FromServer.VALUES)
      this.#answer(frame[1])
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** What the server did not take before the connection broke is sent again, and nothing else. */
  #goOn([, , , resumeKey, lastEvent, mode, seq]: HelloFrame): void {
    this.#resumeKey = resumeKey
    this.#seq = seq
    for (const [n, asked] of this.#asked) {
      if (mode === Mode.FRESH && asked.isSent) {
        this.#asked.delete(n)
        asked.refused(new WindowRefusal('E_OUTCOME', 'It may have run.'))
      } else if (n > lastEvent) this.#transmit(asked)
    }
  }

  #transmit(asked: Asked): void {
    this.#socket!.send(JSON.stringify(asked.frame))
    asked.isSent = true
  }

  #count(): void {
    this.#seq++
    if (this.#seq % ACK_FRAMES === 0)
      this.#socket!.send(JSON.stringify([FromBrowser.ACK, this.#seq]))
  }

  #note(effects: Effect[]): void {
    for (const effect of effects) {
      const [name, ...args] = effect
      if (name !== 'dom') this.effects.push(effect)
      else this.operations.push(...(args as Operation[]).filter(([what]) => what !== 'report'))
    }
  }

  #answer(ref: number | number[], error?: ErrorFrame): void {
    for (const n of [ref].flat()) {
      const asked = this.#asked.get(n)
      if (asked === undefined) continue
      this.#asked.delete(n)
      if (error) asked.refused(new WindowRefusal(error[2], error[3], error[4]))
      else asked.done(asked.reply)
    }
  }
}

/**
 * Opens a page of a running app, and enters its room: `await openWindow(url, '/articles')`.
 * @param url of the app, as `listen` gives it: with its base path, where it has one.
 * @throws WindowRefusal when there is no such page, or the app refuses the window.
 */
export async function openWindow(
  url: string,
  path: string = '/',
  { headers = {}, transport = 'websocket' }: OpenWindowOptions = {},
): Promise<TestWindow> {
  const response = await fetch(url + path, { headers })
  const html = await response.text()
  if (attribute(html, 'live-root') === '') {
    throw new WindowRefusal('', `${path} answers ${response.status}, without a live page.`)
  }
  const cookie = [headers['cookie'], cookiesOf(response)].filter(Boolean).join('; ')
  const window = new TestWindow(
    url,
    { path, html },
    { ...headers, ...(cookie && { cookie }) },
    transport,
  )
  await window.connect()
  try {
    if (window.room) await window.enter(window.room)
    return window
  } catch (error) {
    await window.close()
    throw error
  }
}

function attribute(html: string, name: string): string {
  return new RegExp(`${name}="([^"]*)"`).exec(html)?.[1] ?? ''
}
