/**
 * One browser tab as the server sees it. It has an identity, the views the tab shows and the frames on
 * their way, and it outlives its connections.
 */
import type { Receiver } from './receiver.ts'
import { fail, toldText } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { apartFrom, randomId } from '../base/ids.ts'
import { advance } from '../base/lifecycle.ts'
import type { Transitions } from '../base/lifecycle.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/logger.ts'
import { tellAll } from '../pubsub/tell.ts'
import type { Subscriber } from '../pubsub/subscription.ts'
import type { Template } from '../template/template.ts'
import { encode } from '../wire/codec.ts'
import { FromServer } from '../wire/frames.ts'
import type { Effect } from '../wire/effects.ts'
import type { Json, Ref, TemplateEntry } from '../wire/frames.ts'
import type { CommitGate } from './commit-gate.ts'
import { frameOf } from './delivery.ts'
import type { Delivery } from './delivery.ts'
import type { Account } from './account.ts'
import { Outbox } from './outbox.ts'
import type { Hello } from './hello.ts'
import type { Socket } from './outbox.ts'
import { entryOf } from './template-entry.ts'

/** The beginning of a frame with all values of the page's view. */
const PAGE_VALUES = new RegExp(`^\\[${FromServer.VALUES},(?:-?\\d+|\\[[^\\]]*\\]),0,`)
/** Early frames, and ids of messages, that one window keeps. */
const REMEMBERED = 200

type WindowState = 'early' | 'joined' | 'closed'

/** `early`: no socket has come yet, or its page is printed once more. */
const STATES: Transitions<WindowState> = {
  early: ['early', 'joined', 'closed'],
  joined: ['early', 'joined', 'closed'],
  closed: [],
}

export class Window implements Subscriber<Delivery> {
  readonly id: string
  readonly outbox: Outbox
  /** Names the page that its browser loaded: that stays when a view is mounted anew. */
  page = ''
  /** Number of the last event taken from the browser; repeats are ignored. */
  lastEvent = 0
  /** Number of the last event that an earlier process ran: the browser may have no answer to those. */
  ranBefore = 0
  /** What holds the frames of a durable view; null for others. */
  gate: CommitGate | null = null
  /** When the last frame came, in milliseconds by the clock's `elapsed`. */
  seenAt = 0
  /** Events that may come at once; refilled over time by the gateway. */
  allowance: number
  /** What proves, with `id`, that a new connection comes from the same tab; made at the first join. */
  #secret = ''
  #view: Receiver | null = null
  /** Views and components inside the page, by their numbers. */
  #inner: Map<number, Receiver> | null = null
  #lastNumber = 0
  /** Aliases of the templates that the browser has. */
  #known: Set<number> | null = null
  /** Hashes the browser said it has from an earlier server. */
  #knownHashes: Set<string> | null = null
  /** Templates that the next update mentions and the browser has not. */
  #mentioned: Template[] | null = null
  /** Frames for a page whose socket has not come yet. */
  #early: string[] | null = null
  /** Messages that came on one of several ways. */
  #taken: Set<string> | null = null
  #closers: (() => void)[] | null = null
  /** Its end concerns others: handlers that it called. */
  isTied = false
  /** What it costs; null before its first event. */
  account: Account | null = null
  #state: WindowState = 'early'
  /** Its app lets answers carry scripts; it tells its browsers what is for developers. */
  allowsScript = false
  isDeveloped = false
  /** The browser was given another title than the view's. */
  retitled = false
  /** Number of the frame that showed the view; null until there is one, 0 for the first view. */
  #shownAt: number | null = 0

  /** @param outbox where its frames go. */
  constructor(id: string, limits: Limits, outbox: Outbox = new Outbox(limits)) {
    this.id = id
    this.outbox = outbox
    this.allowance = limits.eventBurst
  }

  /** True when its tab is gone for good. */
  get closed(): boolean {
    return this.#state === 'closed'
  }

  /** The page's own view. */
  get view(): Receiver | null {
    return this.#view
  }

  /** Puts a view in the page's place: what is allotted next is inside of it. */
  show(view: Receiver): void {
    if (this.#view !== null) this.#shownAt = null
    this.#view = view
  }

  /** True when a browser that has the frames up to `seq` shows the page's view, and not the one before. */
  shows(seq: number): boolean {
    return this.#shownAt !== null && seq >= this.#shownAt
  }

  /** A view by its number; undefined when it is gone. */
  viewAt(number: number): Receiver | undefined {
    const view = this.#view ?? undefined
    if (number === 0) return view
    return this.#inner?.get(number) ?? view?.viewInside?.(number)
  }

  /** The page's own view, and views and components inside. */
  get receivers(): Receiver[] {
    return [...(this.#view === null ? [] : [this.#view]), ...(this.#inner?.values() ?? [])]
  }

  /** A number for what is inside the page: a new one, or the one kept from another process. */
  allot(receiver: Receiver, kept?: number): number {
    this.#inner ??= new Map()
    const number = kept ?? ++this.#lastNumber
    this.#inner.set(number, receiver)
    return number
  }

  /** A browser has views from before in its page: no number of theirs is to be anyone else's. */
  renumber(): void {
    this.#lastNumber = apartFrom()
  }

  /** Answers an event whose view or component is not there: for one that just left that is no error. */
  receiveAbsent(n: number, view: number, event: string, logger: Logger): void {
    if (view > this.#lastNumber) return this.refuse(n, fail('E_UNKNOWN_EVENT'))
    logger.debug?.({ view, event }, 'an event came for a view or component that has left')
    this.update(n, 0, undefined)
  }

  free(number: number): void {
    this.#inner?.delete(number)
  }

  get congested(): boolean {
    return this.outbox.congested
  }

  /** The way to the browser is free: views that waited go on. */
  resume(): void {
    this.#view?.resume()
    this.#inner?.forEach((receiver) => receiver.resume())
  }

  /** Tells the views whether the browser is there. */
  present({ here }: { here: boolean }): void {
    if (here && this.#early !== null) {
      for (const text of this.#early) this.relay(text)
      this.#early = null
    }
    this.#view?.present({ here })
    this.#inner?.forEach((receiver) => receiver.present({ here }))
  }

  /** Takes what somebody sent to an audience it belongs to. */
  hear(delivery: Delivery): void {
    const { id, except } = delivery
    if (this.closed || except === this.id) return
    if (delivery.script && !this.allowsScript) return
    if (id !== undefined) {
      const taken = (this.#taken ??= new Set())
      if (taken.has(id)) return
      if (taken.size >= REMEMBERED) taken.delete(taken.values().next().value!)
      taken.add(id)
    }
    this.tell(frameOf(delivery))
  }

  /** Sends a frame of effects, as soon as the page has its socket. */
  tell(text: string): void {
    if (this.closed) return
    if (this.#state === 'joined') return this.relay(text)
    this.#early ??= []
    if (this.#early.length < REMEMBERED) this.#early.push(text)
  }

  /** Others have their turn before its views go on. */
  get isPaused(): boolean {
    return this.account?.isPaused === true
  }

  rest(goOn: () => void): boolean {
    if (!this.isPaused || this.closed) return false
    this.account!.rest(goOn)
    return true
  }

  /** The process was busy for its events. */
  works(n: number): (() => void) | undefined {
    return this.account?.works(n)
  }

  spent(_ref: Ref, ms: number): void {
    this.account?.spent(ms)
  }

  /** Runs when the window is gone for good. @param options `ties`: see {@link Window.isTied}. Default true. */
  onClose(run: () => void, { ties = true }: { ties?: boolean } = {}): void {
    this.isTied ||= ties
    this.#closers ??= []
    this.#closers.push(run)
  }

  /** Its tab is gone for good. */
  close(): void {
    if (this.closed) return
    this.#state = advance(STATES, this.#state, 'closed')
    this.account?.clear()
    this.#view?.disconnect()
    tellAll(this.#closers ?? [], (run) => run())
    this.#closers = null
  }

  /** Its page is printed once more: what the earlier print's browser had is nothing to the next one. */
  startAnew(): void {
    this.lastEvent = this.ranBefore = 0
    this.account?.startAnew()
    this.retitled = false
    this.#state = advance(STATES, this.#state, 'early')
    this.#secret = ''
    this.#known = null
    this.#knownHashes = null
    this.#mentioned = null
    this.#shownAt = 0
    this.outbox.forget()
  }

  /** Names the window in a later join; see {@link ownsKey}. */
  makeKey(): string {
    this.#secret ||= randomId(12)
    return `${this.id}.${this.#secret}`
  }

  /** Goes on from an earlier process, by the key that it had there: events up to `lastEvent` have run. */
  goesOn(lastEvent: number, resumeKey: string = ''): void {
    this.#secret = resumeKey.slice(this.id.length + 1)
    this.lastEvent = this.ranBefore = lastEvent
  }

  ownsKey(resumeKey: string): boolean {
    return this.#secret !== '' && resumeKey === `${this.id}.${this.#secret}`
  }

  hello(socket: Socket, { build, mode, seq, eventBytes, resumeKey = this.makeKey() }: Hello): void {
    this.#state = advance(STATES, this.#state, 'joined')
    // Until it has sent something new, a browser sends all again that it has no answer to.
    const last = this.lastEvent === this.ranBefore ? 0 : this.lastEvent
    socket.send(encode([FromServer.HELLO, 1, build, resumeKey, last, mode, seq, eventBytes]))
  }

  /** The browser keeps these templates from an earlier connection. */
  knows(hashes: readonly string[]): void {
    this.#knownHashes = new Set(hashes)
  }

  /** Notes a template that the next update mentions. */
  add(template: Template): void {
    if (this.#known?.has(template.alias)) return
    if (this.#mentioned === null) this.#mentioned = [template]
    else this.#mentioned.push(template)
  }

  /** Forgets what was noted since the last update: that patch was never made. */
  discard(): void {
    this.#mentioned = null
  }

  /** Answers events and sends what changed. */
  update(ref: Ref, view: number, patch: Json | undefined): void {
    this.#sendTemplates()
    this.relay(
      encode(
        patch === undefined ? [FromServer.UPDATE, ref] : [FromServer.UPDATE, ref, view, patch],
      ),
    )
  }

  /** Sends a frame that was made for several windows, after the templates that it mentions. */
  forward(text: string, mentioned: readonly Template[]): void {
    for (const template of mentioned) this.add(template)
    this.#sendTemplates()
    this.relay(text)
  }

  values(ref: Ref, view: number, block: Json): void {
    this.#sendTemplates()
    this.relay(encode([FromServer.VALUES, ref, view, block]))
  }

  /** Sends a frame as it is, when nothing has to be stored before. */
  relay(text: string): void {
    if (this.gate === null || !this.gate.holds(text)) this.pass(text)
  }

  title(title: string): void {
    this.relay(encode([FromServer.TITLE, title]))
  }

  effects(view: number, effects: Effect[]): void {
    this.relay(encode([FromServer.EFFECTS, view, ...effects]))
  }

  reply(n: number, value: Json): void {
    this.relay(encode([FromServer.REPLY, n, value]))
  }

  /** Answers an event with an error; `errorId` finds it in the log. */
  refuse(ref: Ref, error: LiveError, errorId?: string): void {
    const text = toldText(error, { development: this.isDeveloped })
    const told = [FromServer.ERROR, ref, error.code, text] as const
    this.relay(encode(errorId === undefined ? [...told] : [...told, errorId]))
  }

  /** Sends a frame that waits for nothing more. */
  pass(text: string): void {
    this.account?.sent(text)
    this.outbox.send(text)
    if (this.#shownAt === null && PAGE_VALUES.test(text)) this.#shownAt = this.outbox.seq
  }

  #sendTemplates(): void {
    if (this.#mentioned === null) return
    const known = (this.#known ??= new Set())
    const entries: TemplateEntry[] = []
    for (const template of this.#mentioned) {
      if (known.has(template.alias)) continue
      known.add(template.alias)
      entries.push(entryOf(template, this.#knownHashes))
    }
    this.#mentioned = null
    if (entries.length > 0) this.relay(encode([FromServer.TEMPLATES, ...entries]))
  }
}
