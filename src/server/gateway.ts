/**
 * Where every frame of every browser enters: size, rate and shape are checked, its window is found, and
 * it is handed on. Adapters bring a socket and its request, whatever the transport.
 */
import { addressBelow } from '../base/base-path.ts'
import { elapsed } from '../base/clock.ts'
import { describe, fail, LiveError, toldText } from '../base/errors.ts'
import { runIn } from '../base/namespace.ts'
import { LEFT, STOPPED } from '../base/close-codes.ts'
import { advance } from '../base/lifecycle.ts'
import type { Transitions } from '../base/lifecycle.ts'
import { decode, encode } from '../wire/codec.ts'
import { FromBrowser, FromServer, KEY_LENGTH, Mode, PROTOCOL } from '../wire/frames.ts'
import type { BrowserFrame, JoinFrame } from '../wire/frames.ts'
import type { Account } from '../window/account.ts'
import { LARGE } from '../base/heap-size.ts'
import type { Owner } from '../window/held-events.ts'
import type { Socket } from '../window/outbox.ts'
import { acknowledge, IDLE_COST, isNew, payLarge, takeUnanswered } from './admission.ts'
import { noteEnd } from './end-reasons.ts'
import { browserAddress } from './proxies.ts'
import { eventBytes } from './rate-limits.ts'
import { returnMs } from './mount-limits.ts'
import type { Page } from './page.ts'
import type { Pages, SocketRequest } from './pages.ts'
import { decodeFor, runFrame } from './run-frame.ts'

/** Connections are told to come back within so many milliseconds, spread out. */
const RETURN_MS = 1000
const nothing = (): void => {}

type ConnectionState = 'waiting' | 'joining' | 'open' | 'paused' | 'closed'

/** `waiting` for its JOIN; `paused`: the server stops, and takes nothing more from it. */
const STATES: Transitions<ConnectionState> = {
  waiting: ['joining', 'closed'],
  joining: ['open', 'closed'],
  open: ['paused', 'closed'],
  paused: ['closed'],
  closed: [],
}

/** An EVENT or a CALL, its number, and the frame that its browser has seen: as JSON.stringify writes them. */
const LARGE_HEAD = /^\[[16],(\d{1,15}),(\d{1,15}),/

/** One socket, from its opening to its end. */
export class Connection {
  readonly socket: Socket
  readonly address: string
  readonly #basePath: string
  readonly #pages: Pages<Connection>
  /** Of the request that opened the socket; not kept once the page is joined. */
  #headers: Headers | null
  #page: Page | null = null
  #state: ConnectionState = 'waiting'
  /** Ends when its page is joined, or it can't be; null before its JOIN. */
  #joining: Promise<void> | null = null
  /** Who has its windows, once it joins. */
  #owner: Owner | null = null
  /** It takes a place of its address. */
  #counted = false
  /** Takes back the end of a connection that does not join. */
  #inTime: () => void

  constructor(pages: Pages<Connection>, socket: Socket, request: SocketRequest) {
    this.#pages = pages
    this.socket = socket
    const { headers, address, basePath = '' } = request
    this.#basePath = basePath
    this.address = browserAddress(headers, address, pages.settings.trustedProxies)
    this.#headers = request.headers
    const { clock, limits } = pages.settings
    const { joinMs } = limits
    const late = (): void => this.#end(fail('E_JOIN_TIME', joinMs))
    this.#inTime = joinMs < Infinity ? clock.after(joinMs, late) : nothing
    pages.unjoined.add(this)
    pages.addresses.arrives(this.address)
    socket.takeUpTo?.(limits.frameBytes + KEY_LENGTH)
  }

  get isClosed(): boolean {
    return this.#state === 'closed'
  }

  get page(): Page | null {
    return this.#page
  }

  /** Takes a message from the browser. Never throws: what is wrong ends this connection alone. */
  receive(text: string): void {
    if (this.#state === 'closed' || this.#state === 'paused') return
    try {
      runIn(this.#pages.settings.services.namespace, () => this.#receive(text))
    } catch (error) {
      this.#end(error)
    }
    this.#owner?.time.rest(this.socket, this.#page?.window.account ?? null)
  }

  /** The socket is closed, by either side, with this WebSocket close code. */
  closed(code: number): void {
    if (this.#state === 'closed') return
    this.#state = advance(STATES, this.#state, 'closed')
    this.#inTime()
    this.#inTime = nothing
    this.#arrived()
    const page = this.#page
    this.#page = null
    const waits = page !== null && this.#pages.lost(page, this, { left: code === LEFT })
    // A window that may come back takes its place all the while.
    if (this.#counted && !waits) this.#pages.addresses.leave(this.address)
    this.#counted = false
  }

  /** The socket reports an error; its end follows. */
  failed(error: Error): void {
    this.#pages.settings.logger.warn({ address: this.address, error }, 'socket error')
  }

  /** Gives the connection up when nothing was heard for too long: its browser may be gone. */
  checkSilence(now: number, limit: number): void {
    if (this.#page && now - this.#page.window.seenAt > limit) this.#end(fail('E_SILENT', limit))
  }

  /** Ends a connection whose user is not who they were. */
  loggedOut(): void {
    this.#end(fail('E_LOGGED_OUT'))
  }

  /** Ends a connection whose page is not for its visitor any more: a load shows where they belong. */
  moved(): void {
    this.#end(fail('E_MOVED'))
  }

  /** Ends a connection in favour of a newer one of the same window. */
  replaced(): void {
    this.#end(fail('E_REPLACED'))
  }

  /** Ends a connection whose window this process can't keep. */
  ended(error: LiveError): void {
    this.#end(error)
  }

  /** Tells the browser to connect again after `ms` milliseconds: this server stops, or was asked too often. */
  sendAway(ms: number): void {
    this.socket.send(encode([FromServer.RECONNECT, ms]))
  }

  /**
   * Takes nothing more: what the browser sends from now on it sends again to the next server.
   * @returns when that is so: a page that is being joined is joined first.
   */
  async pause(): Promise<void> {
    if (this.#state === 'waiting') this.stop()
    if (this.#state === 'joining') await this.#joining
    if (this.#state === 'open') this.#state = advance(STATES, this.#state, 'paused')
  }

  /** Gives the browser its window's state, for the next server, in place of a resume key. */
  carry(key: string): void {
    const page = this.#page
    if (page === null) return
    const { settings, build } = this.#pages
    const { outbox } = page.window
    const bytes = eventBytes(settings.limits)
    page.window.hello(this.socket, {
      build,
      mode: Mode.RESUMED,
      seq: outbox.seq,
      eventBytes: bytes,
      resumeKey: key,
    })
  }

  /** Ends the connection, since this server stops. */
  stop(): void {
    this.sendAway(Math.round(Math.random() * RETURN_MS))
    this.socket.close(STOPPED, 'The server stops.')
    this.closed(STOPPED)
  }

  #receive(text: string): void {
    const { limits } = this.#pages.settings
    const page = this.#page
    // A JOIN may bring the state of its window.
    const most = page ? eventBytes(limits) : limits.frameBytes + KEY_LENGTH
    if (text.length > most) throw fail('E_FRAME_TOO_BIG', most)
    const isLarge = page !== null && text.length > LARGE
    const head = isLarge ? LARGE_HEAD.exec(text) : null
    if (isLarge && head === null) payLarge(page, text, this.#pages.settings)
    if (head === null) return this.#frame(decode(text), text)
    // Whatever it costs to read it is for its turn.
    if (this.#isNew(page!, Number(head[1]), Number(head[2]), text)) {
      this.#inTurn(page!, Number(head[1]), text.length, text)
    }
  }

  #frame(frame: BrowserFrame, text: string): void {
    if (frame[0] === FromBrowser.JOIN) {
      if (this.#state !== 'waiting') throw fail('E_FRAME_MALFORMED', 'one JOIN frame')
      this.#state = advance(STATES, this.#state, 'joining')
      this.#inTime()
      this.#inTime = nothing
      const joined = (): void => void (this.#joining = null)
      // What a browser leaves out between others is null.
      this.#joining = this.#join(frame.map((one) => one ?? undefined) as JoinFrame)
        .catch((error: unknown) => this.#end(error))
        .then(joined)
      return
    }
    const page = this.#page
    if (page === null) throw fail('E_FRAME_MALFORMED', 'a JOIN frame first')
    switch (frame[0]) {
      case FromBrowser.EVENT:
      case FromBrowser.CALL:
      case FromBrowser.NAVIGATE: {
        const [kind, n, seq] = frame
        const isNew = this.#isNew(page, n, seq, kind === FromBrowser.NAVIGATE ? '' : text)
        return isNew ? this.#inTurn(page, n, text.length, frame) : undefined
      }
      case FromBrowser.ACK:
        // What the server sent bounds those that say something.
        return this.#take(page, acknowledge(page, frame[1]) ? 0 : IDLE_COST)
      case FromBrowser.PING:
        this.#take(page)
        return this.#write(encode([FromServer.PONG]))
      case FromBrowser.HEAL:
        this.#take(page)
        return this.#inTurn(page, 0, text.length, frame)
    }
  }

  /** Runs a frame when it is its window's turn, also when the connection is lost by then. */
  #inTurn(page: Page, n: number, length: number, what: BrowserFrame | string): void {
    const account = this.#accountOf(page)
    if (this.#pages.addresses.turns.admits(account)) return this.#run(page, n, what)
    const { namespace } = this.#pages.settings.services
    account.wait(n, length, (current) => {
      try {
        runIn(namespace, () => this.#run(page, current, what))
      } catch (error) {
        this.#end(error)
      }
    })
  }

  /** @param what a large frame is a text until it runs: to read it costs something too. */
  #run(page: Page, n: number, what: BrowserFrame | string): void {
    const { window } = page
    if (window.closed) return
    if (n > window.lastEvent) window.lastEvent = n
    const { clock } = this.#pages.settings
    const frame = typeof what === 'string' ? decodeFor(window, what, clock) : what
    runFrame(page, frame, this.#pages)
  }

  #accountOf({ window, instance }: Page): Account {
    return (
      window.account ?? this.#pages.addresses.accountOf(window, this.#owner!, instance.request.user)
    )
  }

  /** Counts what the browser asks for; false when it was taken before, or is too much. */
  #isNew(page: Page, n: number, seq: number, text: string): boolean {
    this.#accountOf(page)
    acknowledge(page, seq)
    return isNew(page, n, text, this.#pages.settings)
  }

  /** @throws LiveError E_FLOOD when a frame that has no answer of its own is too much. */
  #take(page: Page, cost?: number): void {
    this.#pages.addresses.turns.reads(this.#owner!)
    takeUnanswered(page, this.#pages.settings, cost)
  }

  /** Writes what is not counted. @throws LiveError E_FLOOD when the browser takes nothing. */
  #write(text: string): void {
    if (this.socket.bufferedAmount > this.#pages.settings.limits.ringBytes) throw fail('E_FLOOD')
    this.socket.send(text)
  }

  async #join([, version, token, resumeKey, lastSeq, known, url]: JoinFrame): Promise<void> {
    const { settings, addresses, build } = this.#pages
    if (version !== PROTOCOL) throw fail('E_VERSION', PROTOCOL, describe(version))
    const opened = { headers: this.#headers!, address: this.address, basePath: this.#basePath }
    if (resumeKey) this.#pages.comesBack(resumeKey, opened)
    this.#owner = addresses.enter(this.address, settings.limits.windowsPerAddress)
    this.#counted = true
    this.#headers = null
    const shown = url === undefined ? undefined : addressBelow(opened.basePath, url)
    const how = { ...opened, resumeKey, url: shown, lastSeq }
    const { page, mode, held } = await this.#pages.join(token, this, how)
    // The socket may have gone while the page was mounted: then the window waits for the next one.
    if (this.isClosed) {
      if (this.#pages.lost(page, this, { left: false })) addresses.enter(this.address, Infinity)
      // A newer connection has a copy of its own.
      else page.window.close()
      return
    }
    this.#state = advance(STATES, this.#state, 'open')
    this.#page = page
    this.#arrived()
    this.socket.takeUpTo?.(eventBytes(settings.limits))
    const { window } = page
    window.seenAt = elapsed(settings.clock)
    addresses.moved(window, this.#owner, page.instance.request.user)
    if (held !== undefined) this.#accountOf(page).holdsAtLeast(held)
    window.outbox.attach(this.socket)
    const resumes = mode === Mode.RESUMED && window.outbox.reaches(lastSeq ?? 0)
    if (resumes) window.outbox.acknowledge(lastSeq ?? 0)
    else window.outbox.forget()
    const from = resumes ? (lastSeq ?? 0) : window.outbox.seq
    window.hello(this.socket, {
      build,
      mode,
      seq: from,
      eventBytes: eventBytes(settings.limits),
    })
    if (resumes) window.outbox.replay()
    if (mode !== Mode.ADOPTED && !resumes) {
      window.knows(known ?? [])
      window.view?.resend()
    }
    window.resume()
    window.present({ here: true })
  }

  /** It is joined, or gone. */
  #arrived(): void {
    const { unjoined, addresses } = this.#pages
    if (unjoined.delete(this)) addresses.arrived(this.address)
  }

  /** Ends the connection; only errors that are about connections tell the browser more than a code. */
  #end(error: unknown): void {
    if (this.#state === 'closed') return
    const { settings } = this.#pages
    const told = noteEnd(error, this.address, settings, { isJoined: this.#page !== null })
    if (told.code === 'E_MOUNT_RATE') this.sendAway(returnMs())
    if (told.code === 'E_NEWER') this.sendAway(Math.round(Math.random() * RETURN_MS))
    this.socket.takeUpTo?.(0)
    const said = `${told.code}: ${toldText(told, settings)}`
    this.socket.close(told.close, said.slice(0, 100))
    this.closed(told.close)
  }
}
