/**
 * The tab's side of a window: joins, sends events, counts and acknowledges frames and applies what comes.
 */
import { FromBrowser, FromServer, Mode, PROTOCOL } from '../wire/frames.ts'
import type { Effect } from '../wire/effects.ts'
import type {
  ErrorFrame,
  HelloFrame,
  Json,
  Ref,
  ServerFrame,
  TemplateEntry,
} from '../wire/frames.ts'
import { Events } from './events.ts'
import type { Host, Observer, PushOptions, Refusal } from './host.ts'
import { ClientSocket } from './socket.ts'
import { Loader } from './loader.ts'
import { collectArgs } from './payload.ts'
import type { Args } from './payload.ts'
import { inPlace } from './raw.ts'
import { hold } from './pending.ts'
import type { Pending } from './pending.ts'
import { PendingEvents } from './pending-events.ts'
import { portals } from './slot.ts'
import { announce } from './state.ts'
import { isBusy } from './fields.ts'
import { formFields } from './form-fields.ts'
import { flushBefore } from './timing.ts'
import { buildTemplate, templateFor } from './template.ts'
import type { Template } from './template.ts'
import { fragment } from './trusted.ts'
import { names } from './attributes.ts'
import { unshadowed } from './unshadowed.ts'
import { PAGE_VIEW, Views } from './views.ts'
import { beforeWrite, Desync, asFramework, watch } from './foreign-nodes.ts'

/** Frames that may stay unacknowledged before an ACK is sent at once, and how long one may wait. */
const ACK_FRAMES = 8
const ACK_MS = 500
/** Events that may wait for a connection. */
const QUEUE_LIMIT = 500

export class LiveClient implements Host {
  readonly fragment: typeof fragment = fragment
  readonly argsOf: typeof collectArgs = collectArgs
  readonly own: typeof asFramework = asFramework
  readonly root: Element
  readonly names: Set<string> = new Set<string>()
  readonly #views: Views
  readonly #events: Events
  readonly #loader: Loader
  readonly #observers: Observer[] = []
  readonly #socket: ClientSocket
  readonly #byHash = new Map<string, Template>()
  #byAlias = new Map<number, Template>()
  #resumeKey = ''
  #build = ''
  #seq = 0
  #acknowledged = 0
  /** Bytes that an event may have. */
  #limit = Infinity
  #ackTimer: ReturnType<typeof setTimeout> | undefined
  readonly #pending = new PendingEvents()
  readonly formFields: Host['formFields'] = formFields
  readonly isBusy: Host['isBusy'] = isBusy

  constructor(root: Element, url: string) {
    this.root = root
    this.#socket = new ClientSocket(url, {
      opened: () => this.#join(),
      received: (frame) => this.receive(frame),
      // Whatever of them it was, it must not come again.
      tooBig: () => {
        for (const [n, { connection }] of [...this.#pending])
          if (connection > 0) this.#refuse(n, 'E_EVENT_TOO_BIG', 'Refused by a proxy.')
      },
      refused: (code) => this.#loader.run(['token', code]),
      changed: (state) => this.#tell('connection', state),
    })
    this.#views = new Views(root, (alias, place) => {
      const template = this.#byAlias.get(alias)
      if (!template) throw new Desync()
      return templateFor(template, place)
    })
    this.#loader = new Loader(this)
    this.#events = new Events({
      send: (name, args, element, type) =>
        // A refusal is announced when it comes; no caller waits for it here.
        void this.push(element, name, args, { type }).catch(() => {}),
      command: (...binding) =>
        void this.load('commands').then(() => {
          this.#tell('command', ...binding)
        }),
    })
    for (const name of names(root.getAttribute('live-on') ?? '')) this.use(name)
    inPlace.load = () => void this.load('morph')
    watch(root)
  }

  portal(place: Element, content: Element): void {
    portals.set(place, content).set(content, place.parentElement!)
    watch(content)
  }

  set morph(morph: Host['morph']) {
    inPlace.morph = morph
  }

  set transport(transport: Host['transport']) {
    this.#socket.transport = transport
  }

  connect(): void {
    this.#socket.connect()
  }

  stop(): void {
    this.#socket.stop()
  }

  run(element: Element, event: Event, binding: string): void {
    this.#events.run(element, event, binding)
  }

  use(need: string): void {
    const [name, part] = need.split('/')
    this.names.add(name!)
    if (part) void this.load(part)
    else this.#events.listen(name!)
  }

  load(part: string): Promise<unknown> {
    return this.#loader.load(part)
  }

  #tell(what: keyof Observer, ...words: unknown[]): void {
    type Listener = Partial<Record<keyof Observer, (...words: unknown[]) => void>>
    for (const observer of this.#observers) (observer as Listener)[what]?.(...words)
  }

  observe(observer: Observer): void {
    this.#observers.push(observer)
    const listening = this.#observers.filter(({ beforeWrite: tell }) => tell)
    if (listening.length > 0) {
      beforeWrite.tell = (node) => listening.forEach((each) => each.beforeWrite!(node))
    }
  }

  push(
    element: Element,
    name: string,
    args: Args,
    { type = '', reply = false }: PushOptions = {},
  ): Promise<Json | undefined> {
    const view = Number(
      unshadowed(element).closest('[live-view]')?.getAttribute('live-view') ?? PAGE_VIEW,
    )
    const rest: Json[] = [name]
    const hasArgs = Object.keys(args).length > 0
    if (hasArgs || view || reply) rest.push(hasArgs ? args : null)
    if (view || reply) rest.push(view)
    if (reply) rest.push(1)
    return this.#send(FromBrowser.EVENT, rest, () => hold(element, type))
  }

  ask(op: number, rest: Json[], element?: Element, type: string = ''): Promise<Json | undefined> {
    // What waits is meant for the view that is shown.
    if (op === FromBrowser.NAVIGATE) flushBefore(this.root)
    return this.#send(op, rest, () => element && hold(element, type))
  }

  /** Sends an event, now or when there is a connection. */
  #send(op: number, rest: Json[], waiting: () => Pending | undefined): Promise<Json | undefined> {
    const { n, answer } = this.#pending.add(op, rest, waiting())
    this.#tell('sending', this.#pending.size)
    // The codes are the table's; the table itself would be a tenth of this script.
    if (this.#pending.size > QUEUE_LIMIT) this.#refuse(n, 'E_QUEUE', 'Too many events.')
    else if (this.#socket.joined) this.#transmit(n)
    return answer
  }

  #transmit(n: number): void {
    const sent = this.#pending.get(n)!
    sent.connection = this.#socket.connection
    this.#acknowledged = this.#seq
    let text: string
    try {
      text = JSON.stringify([sent.op, n, this.#seq, ...sent.rest])
    } catch (error) {
      // A circle, or a BigInt, of the page's own scripts.
      return this.#refuse(n, 'E_EVENT_JSON', String(error))
    }
    // Most events are small enough to know it without counting bytes.
    const size = text.length * 3 > this.#limit ? new Blob([text]).size : 0
    if (size > this.#limit)
      this.#refuse(n, 'E_EVENT_TOO_BIG', `${size} bytes are over ${this.#limit}.`)
    else this.#socket.send(text)
  }

  #refuse(n: number, code: string, message: string): void {
    this.#failed([FromServer.ERROR, n, code, message])
  }

  #join(): void {
    const token = this.root.getAttribute('live-root')!
    const known = [...this.#byHash.keys()]
    const address = location.pathname + location.search
    this.#socket.write(
      this.#resumeKey
        ? [FromBrowser.JOIN, PROTOCOL, token, this.#resumeKey, this.#seq, known, address]
        : [FromBrowser.JOIN, PROTOCOL, token],
    )
  }

  receive(frame: ServerFrame): void {
    if (frame[0] === FromServer.HELLO) return this.#hello(frame)
    this.#seq++
    switch (frame[0]) {
      case FromServer.TEMPLATES:
        for (const entry of frame.slice(1)) this.#learn(entry as TemplateEntry)
        break
      case FromServer.UPDATE:
        this.#answer(frame[1], () => {
          if (frame[3] === undefined) return
          const broken = this.#views.patch(frame[2]!, frame[3])
          if (broken !== undefined) this.#heal(broken)
        })
        break
      case FromServer.VALUES:
        this.#answer(frame[1], () => {
          this.#views.show(frame[2], frame[3])
          this.#tell('shown', frame[2])
          announce('live:healed', {})
        })
        break
      case FromServer.ERROR:
        this.#failed(frame)
        break
      case FromServer.TITLE:
        document.title = frame[1]
        break
      case FromServer.EFFECTS:
        for (const effect of frame.slice(2)) this.#loader.run(effect as Effect)
        break
      case FromServer.REPLY: {
        const sent = this.#pending.get(frame[1])
        if (sent) sent.reply = frame[2]
      }
    }
    this.#acknowledge()
  }

  #hello([, , build, resumeKey, lastEvent, mode, seq, limit]: HelloFrame): void {
    this.#socket.settled()
    this.#limit = limit ?? Infinity
    this.#resumeKey = resumeKey
    this.#seq = this.#acknowledged = seq
    if (build !== this.#build) this.#byAlias = new Map()
    this.#build = build
    if (mode === Mode.RESUMED) this.#views.healing.forEach((view) => this.#heal(view))
    else this.#views.healing.clear()
    if (mode > Mode.RESUMED) this.#tell('lost', mode)
    for (const [n, { op, connection, handled }] of [...this.#pending]) {
      // A server that lost the view may have handled what was sent: it must not happen twice.
      if (mode === Mode.FRESH && connection > 0 && op !== FromBrowser.NAVIGATE)
        this.#refuse(n, 'E_OUTCOME', 'It may have run.')
      else if (n > lastEvent && !handled) this.#transmit(n)
    }
    this.#socket.ready()
  }

  #learn([alias, hash, html, marks, isSvg, needs = []]: TemplateEntry): void {
    let template = this.#byHash.get(hash)
    if (!template) {
      template = buildTemplate(hash, html!, marks!, isSvg ? 'svg' : undefined)
      this.#byHash.set(hash, template)
      for (const need of needs) this.use(need)
    }
    this.#byAlias.set(alias, template)
  }

  #answer(ref: Ref, apply: () => void, why?: Refusal): void {
    const numbers = ref ? [ref].flat() : []
    const run = numbers.reduceRight(
      (inner, n) => () => this.#pending.answer(n, inner, why),
      () => {
        apply()
        this.#tell('written')
        this.#tell('patched', this.#pending.size)
      },
    )
    run()
  }

  #heal(view: number): void {
    if (this.#socket.joined) this.#socket.write([FromBrowser.HEAL, view])
  }

  #failed([, ref, code, message, errorId]: ErrorFrame): void {
    this.#answer(ref, () => {}, { code, message })
    console.error(`[${code}] ${message}`, errorId ?? '')
    announce('live:error', { code, message, errorId })
  }

  #acknowledge(): void {
    const open = this.#seq - this.#acknowledged
    if (open >= ACK_FRAMES) this.#sendAck()
    else if (open > 0) this.#ackTimer ??= setTimeout(() => this.#sendAck(), ACK_MS)
  }

  #sendAck(): void {
    this.#ackTimer = clearTimeout(this.#ackTimer) as undefined
    if (this.#socket.joined && this.#acknowledged !== this.#seq)
      this.#socket.write([FromBrowser.ACK, (this.#acknowledged = this.#seq)])
  }
}
