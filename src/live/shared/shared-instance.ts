/** A view that windows share, and the way to all of them. */
import { fail } from '../../base/errors.ts'
import type { LiveError } from '../../base/errors.ts'
import { soon } from '../../base/clock.ts'
import type { Clock } from '../../base/clock.ts'
import { randomId } from '../../base/ids.ts'
import type { Template } from '../../template/template.ts'
import { encode } from '../../wire/codec.ts'
import { FromServer } from '../../wire/frames.ts'
import type { Effect } from '../../wire/effects.ts'
import type { Json, Ref } from '../../wire/frames.ts'
import { apartFrom } from '../../base/ids.ts'
import type { Account } from '../../window/account.ts'
import type { Receiver } from '../../window/receiver.ts'
import { carried } from '../instance/carried-view.ts'
import type { CarriedView } from '../instance/carried-view.ts'
import { Instance } from '../instance/instance.ts'
import { mountView } from '../instance/mount.ts'
import { replaceFields, takeOver } from '../instance/revived-view.ts'
import type { Asker, FrameSink } from '../page/frame-sink.ts'
import type { Services } from '../page/services.ts'
import type { LiveRequest } from '../page/request.ts'
import type { LiveView } from '../view/live-view.ts'
import { AskedEvents } from './asked-events.ts'
import type { AttachedViewer } from './attached-viewer.ts'

/** Which of the states of a shared view one is. */
export interface SharedState {
  /** What `static shared` gave for the window. */
  key: string
  /** How often the view has gone from one process to another. */
  epoch: number
  /** When it left its process, in milliseconds since 1970. */
  at: number
}

/** What another process left of a shared view. */
export interface LeftShared extends SharedState {
  view: CarriedView
  /** Of `view`, as this version of the class has them. */
  fields: object
}

export interface SharedOptions {
  services: Services
  /** What `static shared` gave. */
  key: string
  /** Left out: it is mounted. */
  left?: LeftShared | undefined
  /** Called when it is gone. */
  closed: () => void
}

/** Bytes that it takes about a millisecond to send, beside the time until they are handed over. */
const BYTES_A_MS = 200_000

/** Milliseconds after a stop in which browsers come back: until then what they bring counts more than what is new. */
const FIRST_MS = 10_000

export class SharedInstance implements FrameSink {
  readonly id: string = randomId(12)
  readonly instance: Instance
  /** Resolves when it is mounted; with an address when its first visitor was sent elsewhere. */
  readonly ready: Promise<string | undefined>
  readonly #viewers = new Set<AttachedViewer>()
  readonly #key: string
  #epoch: number
  /** When it was made, in milliseconds since 1970. */
  readonly #since: number
  /** What it leaves to the next process; see {@link handOver}. */
  #left: { view: CarriedView; shared: SharedState } | string | undefined
  readonly #closed: () => void
  readonly #asked: AskedEvents
  readonly #receivers = new Map<number, Receiver>()
  readonly #addressed = new WeakMap<Effect, Asker>()
  // A browser may come back from the room of a process that is gone.
  #lastNumber: number = apartFrom()
  #mentioned: Template[] = []
  readonly #clock: Clock
  /** An event took long: see `rest`. */
  isPaused = false
  #present = 0

  constructor(
    view: LiveView,
    request: LiveRequest,
    { services, key, left, closed }: SharedOptions,
  ) {
    this.#closed = closed
    this.#clock = services.clock
    this.#key = key
    this.#epoch = left?.epoch ?? 0
    this.#since = services.clock.now()
    this.#asked = new AskedEvents(services.mailboxLimit)
    this.instance = new Instance(view, this, request, { services })
    this.ready = left ? this.#goOn(left) : this.#mount()
  }

  async #mount(): Promise<string | undefined> {
    const redirectTo = await mountView(this.instance.runtime)
    if (redirectTo === undefined) this.instance.opened()
    return redirectTo
  }

  /** Whether their visitors may stay its windows are asked one by one. */
  async #goOn({ fields, view }: LeftShared): Promise<undefined> {
    const tell = await takeOver(this.instance, fields, view, Infinity)
    this.instance.opened()
    this.#restore()
    tell()
  }

  #restore(run?: () => void): void {
    const { view, request } = this.instance
    if (!run && !view.restored) return
    this.instance.postAlways('restored', () => {
      run?.()
      return view.restored?.(request)
    })
  }

  get key(): string {
    return this.#key
  }

  /** An event of it was begun in this process. */
  get isUsed(): boolean {
    return this.#asked.last > 0
  }

  /**
   * A window came with what another process left of it. One that was mounted after that, by a visitor who was here
   * first, goes on with it, and so does one of an older state. But what was answered here for a while stays.
   */
  meet(left: LeftShared): void {
    if (this.#epoch >= left.epoch) return
    const { name, services } = this.instance
    const age = this.#clock.now() - left.at
    const isOwn = this.#epoch === 0 && (this.#since < left.at || (this.isUsed && age > FIRST_MS))
    const told = { view: name, key: this.#key }
    if (isOwn) return services.logger.info(told, 'a carried state of an open view was dropped')
    services.logger.info(told, 'a shared view goes on with the state of another process')
    this.#epoch = left.epoch
    this.#restore(() => replaceFields(this.instance, left.fields, left.view))
  }

  /**
   * Ends it for the next process.
   * @returns its state, the same for all windows, or why it can't be carried, as a sentence for the log.
   */
  handOver(): { view: CarriedView; shared: SharedState } | string {
    return (this.#left ??= this.#handOver())
  }

  #handOver(): { view: CarriedView; shared: SharedState } | string {
    const view = carried(this.instance)
    if (typeof view === 'string') return view
    const odd = view.tasks ? 'tasks' : view.uploads && 'files'
    if (odd !== undefined) return `It is shared, and has ${odd}.`
    this.instance.leave()
    const shared = { key: this.#key, epoch: this.#epoch + 1, at: this.#clock.now() }
    return { view, shared }
  }

  enter(viewer: AttachedViewer): void {
    this.#viewers.add(viewer)
  }

  /** Closes the view when its last window leaves. */
  exit(viewer: AttachedViewer): void {
    if (!this.#viewers.delete(viewer) || this.#viewers.size > 0) return
    this.#closed()
    this.instance.disconnect()
  }

  /** Closes it before a window is attached: its first visitor was redirected, or mounting failed. */
  abandon(): void {
    this.#closed()
    this.instance.leave()
  }

  /** A window's browser came or went; ticks run while there is one. */
  count(change: 1 | -1): void {
    this.#present += change
    if (this.#present === (change > 0 ? 1 : 0)) this.instance.present({ here: change > 0 })
  }

  /** Takes an event of one window. @param begin gets a number for it. */
  take(viewer: AttachedViewer, n: number, begin: (number: number) => void): void {
    if (!this.#asked.take(viewer, n, begin)) viewer.window.refuse(n, fail('E_MAILBOX_FULL'))
  }

  /** Resolves when all that windows have sent so far has run. */
  async drained(): Promise<void> {
    do await this.instance.drained()
    while (this.#asked.isWaiting && !this.instance.closed)
  }

  /** @throws LiveError E_UNKNOWN_EVENT for an event that no window has sent. */
  askerOf(event: number): AttachedViewer {
    const asked = this.#asked.of(event)
    if (asked === undefined) throw fail('E_UNKNOWN_EVENT')
    return asked.viewer
  }

  receiver(number: number): Receiver | undefined {
    return this.#receivers.get(number)
  }

  get windowCount(): number {
    return this.#present
  }

  /** Nothing is rendered while no browser is connected. */
  get congested(): boolean {
    return this.#present === 0
  }

  allot(receiver: Receiver, kept?: number): number {
    const number = kept ?? ++this.#lastNumber
    this.#receivers.set(number, receiver)
    return number
  }

  free(view: number): void {
    this.#receivers.delete(view)
  }

  add(template: Template): void {
    this.#mentioned.push(template)
  }

  discard(): void {
    this.#mentioned = []
  }

  update(ref: Ref, view: number, patch: Json | undefined): void {
    this.#send(FromServer.UPDATE, ref, view, patch)
  }

  values(ref: Ref, view: number, block: Json): void {
    this.#send(FromServer.VALUES, ref, view, block)
  }

  #send(op: number, ref: Ref, view: number, value: Json | undefined): void {
    const mentioned = this.#mentioned
    this.#mentioned = []
    const answers = this.#asked.answered(ref)
    const text = value === undefined ? '' : JSON.stringify(value)
    const toAll = `[${op},0,${view},${text}]`
    let sent = 0
    for (const viewer of this.#viewers) {
      const own = answers?.get(viewer)
      if (viewer.isBehind || viewer.window.congested) {
        viewer.isBehind = true
        if (own !== undefined) viewer.window.update(own, view, undefined)
      } else if (text !== '') {
        sent += text.length
        const frame = own === undefined ? toAll : `[${op},${JSON.stringify(own)},${view},${text}]`
        viewer.window.forward(frame, mentioned)
      } else if (own !== undefined) viewer.window.update(own, view, undefined)
    }
    if (ref !== 0) this.spent(ref, sent / BYTES_A_MS)
  }

  title(title: string): void {
    const text = encode([FromServer.TITLE, title])
    for (const viewer of this.#viewers) if (!viewer.isBehind) viewer.window.forward(text, [])
  }

  addressed(effect: Effect, asker: Asker): void {
    this.#addressed.set(effect, asker)
  }

  /** What an event causes is for the window it came from, everything else for all. */
  effects(view: number, effects: Effect[]): void {
    for (const viewer of this.#viewers) {
      const own = effects.filter((effect) => (this.#addressed.get(effect) ?? viewer) === viewer)
      if (own.length > 0) viewer.window.effects(view, own)
    }
  }

  /** Of the window that is here longest. */
  get account(): Account | null {
    const [viewer] = this.#viewers
    return viewer?.window.account ?? null
  }

  works(event: number): (() => void) | undefined {
    const asked = this.#asked.of(event)
    return asked?.viewer.window.works(asked.n)
  }

  /** All who asked for it share what it took. */
  spent(ref: Ref, ms: number): void {
    const viewers = this.#asked.askersOf(ref)
    for (const { window } of viewers) window.spent(ref, ms / viewers.size)
    this.isPaused ||= [...viewers].some(({ window }) => window.isPaused)
  }

  /** Its windows' senders wait by themselves; others of its windows are heard in between. */
  rest(goOn: () => void): boolean {
    this.isPaused = false
    soon(this.#clock, 0, goOn)
    return true
  }

  reply(n: number, value: Json): void {
    const asked = this.#asked.of(n)
    asked?.viewer.window.reply(asked.n, value)
  }

  refuse(ref: Ref, error: LiveError, errorId?: string): void {
    this.#asked.answered(ref)?.forEach((own, viewer) => viewer.window.refuse(own, error, errorId))
  }
}
