/**
 * The tab's side of a window: numbers events and keeps them until they are answered, counts and
 * acknowledges frames, joins again after a lost connection and applies what comes.
 */
import { FromBrowser, FromServer, Mode, PROTOCOL } from '../wire/frames.ts'
import type {
  ErrorFrame,
  HelloFrame,
  Json,
  Ref,
  ServerFrame,
  TemplateEntry,
} from '../wire/frames.ts'
import { Backoff } from './backoff.ts'
import { Events } from './events.ts'
import { settleSelects } from './fields.ts'
import { Child } from './parts.ts'
import type { Args } from './payload.ts'
import { hold, release } from './pending.ts'
import type { Pending } from './pending.ts'
import { announce, showState } from './state.ts'
import { buildTemplate } from './template.ts'
import type { Template } from './template.ts'
import { Desync, own, watch } from './watch.ts'

/** Frames that may stay unacknowledged before an ACK is sent at once, and how long one may wait. */
const ACK_FRAMES = 8
const ACK_MS = 500
/** Silence after which the connection is tested, and the answer's time-out. */
const IDLE_MS = 25_000
const PONG_MS = 10_000
/** Events that may wait for a connection. */
const QUEUE_LIMIT = 500
/** Close codes after which only the server can make a page that works: a new one. */
const RELOAD = new Set([4401, 4402, 4404, 4406])
const REPLACED = 4409
const PAGE_VIEW = 0

interface Sent {
  name: string
  args: Args
  /** The connection it was sent on; 0: none yet. */
  connection: number
  pending: Pending
}

export class Session {
  readonly #root: Element
  readonly #url: string
  readonly #page: Child
  readonly #events: Events
  readonly #backoff = new Backoff(() => this.connect())
  readonly #byHash = new Map<string, Template>()
  #byAlias = new Map<number, Template>()
  #socket: WebSocket | null = null
  #connection = 0
  #joined = false
  #resumeKey = ''
  #build = ''
  #seq = 0
  #acknowledged = 0
  #ackTimer: ReturnType<typeof setTimeout> | undefined
  #idleTimer: ReturnType<typeof setTimeout> | undefined
  #n = 0
  readonly #sent = new Map<number, Sent>()
  #healing = false
  #retryMs: number | undefined

  constructor(root: Element, url: string) {
    this.#root = root
    this.#url = url
    this.#page = new Child({ host: root, marker: null, end: null })
    this.#events = new Events(root, (...event) => this.send(...event))
    for (const type of (root.getAttribute('live-on') ?? '').split(' ')) {
      if (type) this.#events.listen(type)
    }
    watch(root)
    addEventListener('pagehide', (event) => {
      if (!event.persisted) this.#socket?.close(1000)
    })
  }

  connect(): void {
    showState('connecting')
    const socket = new WebSocket(this.#url)
    const connection = ++this.#connection
    this.#socket = socket
    this.#joined = false
    socket.addEventListener('open', () => this.#join())
    socket.addEventListener('message', ({ data }) => {
      if (connection === this.#connection) this.#receive(JSON.parse(data as string) as ServerFrame)
    })
    socket.addEventListener('close', ({ code }) => {
      if (connection === this.#connection) this.#lost(code)
    })
  }

  /** Sends an event, now or when there is a connection. */
  send(name: string, args: Args, element: Element, type: string): void {
    if (this.#sent.size >= QUEUE_LIMIT) {
      // The code is the table's; the table itself would be a tenth of this script.
      return announce('live:error', {
        code: 'E_QUEUE',
        message: 'Too many events wait for an answer.',
      })
    }
    const n = ++this.#n
    this.#sent.set(n, { name, args, connection: 0, pending: hold(element, type) })
    if (this.#joined) this.#transmit(n)
  }

  #transmit(n: number): void {
    const sent = this.#sent.get(n)!
    sent.connection = this.#connection
    const { name, args } = sent
    this.#acknowledged = this.#seq
    const empty = Object.keys(args).length === 0
    const { EVENT } = FromBrowser
    this.#write(empty ? [EVENT, n, this.#seq, name] : [EVENT, n, this.#seq, name, args])
  }

  #join(): void {
    const token = this.#root.getAttribute('live-root')!
    const { JOIN } = FromBrowser
    this.#write(
      this.#resumeKey
        ? [JOIN, PROTOCOL, token, this.#resumeKey, this.#seq, [...this.#byHash.keys()]]
        : [JOIN, PROTOCOL, token],
    )
  }

  #receive(frame: ServerFrame): void {
    this.#listenForSilence()
    switch (frame[0]) {
      case FromServer.HELLO:
        return this.#hello(frame)
      case FromServer.PONG:
        return
      case FromServer.RECONNECT:
        this.#retryMs = frame[1]
        return
    }
    this.#seq++
    switch (frame[0]) {
      case FromServer.TEMPLATES:
        for (const entry of frame.slice(1)) this.#learn(entry as TemplateEntry)
        break
      case FromServer.UPDATE:
        this.#answer(frame[1], () => this.#patch(frame[3]))
        break
      case FromServer.VALUES:
        this.#answer(frame[1], () => this.#values(frame[3]))
        break
      case FromServer.ERROR:
        this.#failed(frame)
        break
      case FromServer.TITLE:
        document.title = frame[1]
    }
    this.#acknowledge()
  }

  #hello([, , build, resumeKey, lastEvent, mode, seq]: HelloFrame): void {
    this.#backoff.reset()
    this.#retryMs = undefined
    this.#joined = true
    this.#resumeKey = resumeKey
    this.#seq = this.#acknowledged = seq
    if (build !== this.#build) this.#byAlias = new Map()
    this.#build = build
    if (this.#healing && mode === Mode.RESUMED) this.#write([FromBrowser.HEAL, PAGE_VIEW])
    for (const [n, sent] of [...this.#sent]) {
      const wasSent = sent.connection > 0
      // A server that lost the view may have handled what was sent: it must not happen twice.
      if (mode === Mode.FRESH && wasSent) this.#answer(n, () => {})
      else if (n > lastEvent) this.#transmit(n)
    }
    showState('connected')
  }

  #learn([alias, hash, html, marks, isSvg]: TemplateEntry): void {
    let template = this.#byHash.get(hash)
    if (template === undefined) {
      template = buildTemplate(hash, html!, marks!, isSvg === 1)
      this.#byHash.set(hash, template)
      this.#events.listenIn(template.source as ParentNode, marks!)
    }
    this.#byAlias.set(alias, template)
  }

  /** Applies a frame with the elements that wait for it given back. */
  #answer(ref: Ref, apply: () => void): void {
    const numbers = ref === 0 ? [] : Array.isArray(ref) ? ref : [ref]
    const run = numbers.reduceRight((inner, n) => () => this.#release(n, inner), apply)
    run()
  }

  #release(n: number, apply: () => void): void {
    const sent = this.#sent.get(n)
    this.#sent.delete(n)
    if (sent) release(sent.pending, apply)
    else apply()
  }

  #patch(value: Json | undefined): void {
    if (value === undefined) return
    try {
      own(() => {
        this.#page.write(value, this.#templates)
        settleSelects()
      })
    } catch (error) {
      // Until the values come patches are tried all the same: they may bring what comes only once.
      if (this.#healing) return
      if (!(error instanceof Desync)) console.error(error)
      this.#healing = true
      if (this.#joined) this.#write([FromBrowser.HEAL, PAGE_VIEW])
    }
  }

  #values(value: Json): void {
    this.#healing = false
    own(() => {
      this.#page.reconcile(value, this.#templates)
      settleSelects()
    })
    announce('live:healed', {})
  }

  readonly #templates = (alias: number): Template => {
    const template = this.#byAlias.get(alias)
    if (template === undefined) throw new Desync()
    return template
  }

  #failed([, ref, code, message, errorId]: ErrorFrame): void {
    this.#answer(ref, () => {})
    console.error(`[${code}] ${message}`, errorId ?? '')
    announce('live:error', { code, message, errorId })
  }

  #acknowledge(): void {
    const open = this.#seq - this.#acknowledged
    if (open >= ACK_FRAMES) this.#sendAck()
    else if (open > 0) this.#ackTimer ??= setTimeout(() => this.#sendAck(), ACK_MS)
  }

  #sendAck(): void {
    clearTimeout(this.#ackTimer)
    this.#ackTimer = undefined
    if (!this.#joined || this.#acknowledged === this.#seq) return
    this.#acknowledged = this.#seq
    this.#write([FromBrowser.ACK, this.#seq])
  }

  #write(frame: unknown[]): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  #listenForSilence(): void {
    clearTimeout(this.#idleTimer)
    this.#idleTimer = setTimeout(() => {
      this.#write([FromBrowser.PING])
      this.#idleTimer = setTimeout(() => this.#drop(), PONG_MS)
    }, IDLE_MS)
  }

  /** Gives up a connection that went silent, without waiting for the browser to notice. */
  #drop(): void {
    this.#socket?.close()
    this.#lost(1006)
  }

  #lost(code: number): void {
    this.#connection++
    this.#socket = null
    this.#joined = false
    clearTimeout(this.#idleTimer)
    if (code === REPLACED) return showState('failed')
    if (RELOAD.has(code)) return this.#reload(code)
    showState('disconnected')
    this.#backoff.again(this.#retryMs)
  }

  /** Loads the page again, once: a second refusal would repeat for ever. */
  #reload(code: number): void {
    const last = Number(sessionStorage.getItem('overwire-reload'))
    if (Date.now() - last < 10_000) {
      showState('failed')
      return console.error(`The server refuses this page (${code}).`)
    }
    sessionStorage.setItem('overwire-reload', String(Date.now()))
    location.reload()
  }
}
