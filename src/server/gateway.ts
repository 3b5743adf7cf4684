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
import type { EventFrame, JoinFrame } from '../wire/frames.ts'
import { LARGE } from '../window/held-events.ts'
import { takeLeft } from '../window/open-calls.ts'
import type { Socket } from '../window/outbox.ts'
import { noteEnd } from './connection-end.ts'
import { browserAddress } from './proxies.ts'
import { eventBytes, payFor, takeAllowance } from './rate-limits.ts'
import { returnMs } from './mount-limits.ts'
import type { Page } from './page.ts'
import type { Pages, SocketRequest } from './pages.ts'

/** Connections are told to come back within so many milliseconds, spread out. */
const RETURN_MS = 1000
/** What a frame costs that asks for nothing new: an event that was sent again, an acknowledgement too. */
const IDLE_COST = 0.25

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
  }

  /** The socket is closed, whoever closed it, with this WebSocket close code. */
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

  /** Takes nothing more: what the browser sends from now on it sends again to the next server. */
  pause(): void {
    this.#state = advance(STATES, this.#state, 'paused')
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
    if (isLarge && head === null) this.#pay(page, text)
    const isAdmitted = head !== null
    if (isAdmitted && !this.#isNew(page!, Number(head[1]), Number(head[2]), text)) return
    const frame = decode(text)
    if (frame[0] === FromBrowser.JOIN) {
      if (this.#state !== 'waiting') throw fail('E_FRAME_MALFORMED', 'one JOIN frame')
      this.#state = advance(STATES, this.#state, 'joining')
      this.#inTime()
      this.#inTime = nothing
      void this.#join(frame).catch((error: unknown) => this.#end(error))
      return
    }
    if (page === null) throw fail('E_FRAME_MALFORMED', 'a JOIN frame first')
    const { window } = page
    switch (frame[0]) {
      case FromBrowser.EVENT:
        if (isAdmitted || this.#isNew(page, frame[1], frame[2], text)) this.#event(page, frame)
        return
      case FromBrowser.ACK:
        // What the server sent bounds those that say something.
        return this.#take(page, this.#acknowledge(page, frame[1]) ? 0 : IDLE_COST)
      case FromBrowser.PING:
        this.#take(page)
        return this.#write(encode([FromServer.PONG]))
      case FromBrowser.HEAL:
        this.#take(page)
        // What is not there any more was removed by a frame that is on its way.
        return window.viewAt(frame[1])?.resend()
      case FromBrowser.NAVIGATE: {
        const [, n, seq, url, visit] = frame
        if (this.#isNew(page, n, seq)) this.#pages.navigate(page, n, url, visit)
        return
      }
      case FromBrowser.CALL: {
        const [, n, seq, kind, name, args] = frame
        if (isAdmitted || this.#isNew(page, n, seq, text))
          this.#pages.call(page, { n, kind, name, args: args ?? {} })
      }
    }
  }

  /** Pays for a large frame of another kind. @throws LiveError E_FRAME_TOO_BIG, E_FLOOD. */
  #pay({ window }: Page, text: string): void {
    const { limits, clock } = this.#pages.settings
    if (text.length > limits.frameBytes) throw fail('E_FRAME_TOO_BIG', limits.frameBytes)
    if (payFor(text, window, limits, clock) < 0) throw fail('E_FLOOD')
  }

  #event(page: Page, [, n, seq, name, args, view, wantsReply]: EventFrame): void {
    const { window } = page
    if (!view && !window.shows(seq)) {
      // Meant for the page that was shown before, which may have an event of that name too.
      return window.update(n, 0, undefined)
    }
    const receiver = window.viewAt(view ?? 0)
    if (receiver) return receiver.receive(n, name, args ?? undefined, wantsReply === 1)
    window.receiveAbsent(n, view ?? 0, name, this.#pages.settings.logger)
  }

  /** Counts what the browser asks for; false when it was taken before, or is too much. */
  #isNew(page: Page, n: number, seq: number, text: string = ''): boolean {
    const { window } = page
    this.#acknowledge(page, seq)
    if (n <= window.lastEvent && !takeLeft(window, n)) {
      this.#take(page, IDLE_COST)
      // Run by an earlier process: its answer may have been lost, and the browser shows what it changed.
      if (n <= window.ranBefore) window.update(n, 0, undefined)
      return false
    }
    window.lastEvent = Math.max(n, window.lastEvent)
    if (window.outbox.flooded) throw fail('E_FLOOD')
    const { limits, clock } = this.#pages.settings
    const heap = payFor(text, window, limits, clock)
    if (heap < 0) {
      window.refuse(n, fail('E_RATE'))
      return false
    }
    const user = heap < LARGE ? null : this.#pages.addresses.users.of(page.instance.request.user)
    if (window.hold(n, heap, limits, user)) return true
    window.refuse(n, fail('E_MAILBOX_FULL'))
    return false
  }

  /** @throws LiveError E_FLOOD when a frame that has no answer of its own is too much. */
  #take({ window }: Page, cost?: number): void {
    const { limits, clock } = this.#pages.settings
    if (!takeAllowance(window, limits, clock, cost)) throw fail('E_FLOOD')
  }

  /** Writes what is not counted. @throws LiveError E_FLOOD when the browser takes nothing. */
  #write(text: string): void {
    if (this.socket.bufferedAmount > this.#pages.settings.limits.ringBytes) throw fail('E_FLOOD')
    this.socket.send(text)
  }

  /** @returns true when the browser had not said so before. */
  #acknowledge(page: Page, seq: number): boolean {
    const { outbox } = page.window
    const waited = outbox.congested
    const isNews = outbox.acknowledge(seq)
    if (waited && !outbox.congested) page.window.resume()
    return isNews
  }

  async #join([, version, token, resumeKey, lastSeq, known, url]: JoinFrame): Promise<void> {
    const { settings, addresses, build } = this.#pages
    if (version !== PROTOCOL) throw fail('E_VERSION', PROTOCOL, describe(version))
    const opened = { headers: this.#headers!, address: this.address, basePath: this.#basePath }
    if (resumeKey) this.#pages.comesBack(resumeKey, opened)
    const owner = addresses.enter(this.address, settings.limits.windowsPerAddress)
    this.#counted = true
    this.#headers = null
    const shown = url === undefined ? undefined : addressBelow(opened.basePath, url)
    const how = { ...opened, resumeKey, url: shown, lastSeq }
    const { page, mode } = await this.#pages.join(token, this, how)
    // The socket may have gone while the page was mounted: then the window waits for the next one.
    if (this.isClosed) {
      if (this.#pages.lost(page, this, { left: false })) addresses.enter(this.address, Infinity)
      return
    }
    this.#state = advance(STATES, this.#state, 'open')
    this.#page = page
    this.#arrived()
    this.socket.takeUpTo?.(eventBytes(settings.limits))
    const { window } = page
    window.seenAt = elapsed(settings.clock)
    window.ownedBy(owner)
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
