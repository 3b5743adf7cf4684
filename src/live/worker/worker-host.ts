/**
 * The other end of live/worker/worker-view.ts: runs views in a thread. What it sends goes through a window of its
 * own, whose frames are handed to the thread that has the socket.
 */
import type { ExternalAddress } from '../../base/destination.ts'
import { guardedClock, soon, systemClock } from '../../base/clock.ts'
import { fail, LiveError } from '../../base/errors.ts'
import { HeldMemory } from '../../base/held-memory.ts'
import { defaultLimits } from '../../base/limits.ts'
import { Closing } from '../page/closing.ts'
import type {
  FromWorker,
  ReceivedByWorker,
  SentRequest,
  ToHostedView,
  ToWorker,
  WorkerViewState,
} from './messages.ts'
import { heldFor } from '../instance/held-parts.ts'
import { Instance } from '../instance/instance.ts'
import { mountView } from '../instance/mount.ts'
import type { Services } from '../page/services.ts'
import { LiveRequest } from '../page/request.ts'
import type { User } from '../page/request.ts'
import { noteSession } from '../page/session-writes.ts'
import { defaultNamespace } from '../../base/namespace.ts'
import { topicsOf } from '../../pubsub/topics.ts'
import { nameTemplatesFrom } from '../../template/template.ts'
import { Outbox } from '../../window/outbox.ts'
import { mode } from '../../template/mode.ts'
import { Window } from '../../window/window.ts'
import { PortLayer } from './port-layer.ts'
import { portLogger, portOnError } from './port-logger.ts'
import { ThreadTurns } from './thread-turns.ts'
import type { Addresses } from './thread-turns.ts'
import { ViewClasses } from './view-classes.ts'
import type { HostedClass } from './view-classes.ts'
import { TimeSlices } from '../../window/time-slices.ts'

/** Aliases that each thread has for its templates. */
const ALIASES = 100_000

/** Frames to the thread that has the socket. */
class PortOutbox extends Outbox {
  readonly #post: (frame: string) => void
  busy = true

  constructor(post: (frame: string) => void) {
    super(defaultLimits)
    this.#post = post
  }

  override get congested(): boolean {
    return this.busy
  }

  override send(text: string): void {
    this.#post(text)
  }
}

/** Who waits for what the other thread says of permissions, by numbers. */
type Asked = Map<number, (allowed: boolean) => void>

interface HostedView {
  instance: Instance
  window: Window
  outbox: PortOutbox
  /** Who its visitor is by what was heard last: what waits runs for that one. */
  user: User | null
}

type OpenMessage = Extract<ToHostedView, { kind: 'open' }>

/** A window whose view is not open yet. */
interface Entered {
  readonly View: HostedClass
  readonly window: Window
  readonly outbox: PortOutbox
}

/** What the thread is told when it starts. */
export interface HostSettings {
  /** Its number: 1, 2, 3… */
  thread: number
  loginUrl: string | ExternalAddress
  mailboxLimit: number
  eventMs: number
  leaveMs: number
  /** The app's `onError`, or its pages in development, take the errors themselves. */
  isTracked: boolean
}

export class WorkerHost {
  readonly #post: (message: FromWorker) => void
  readonly #isTracked: boolean
  readonly #services: Services
  readonly #views = new Map<number, HostedView>()
  /** By their views. */
  readonly #asked = new Map<number, Asked>()
  #lastAsked = 0
  readonly #memory = new HeldMemory()
  readonly #layer: PortLayer
  readonly #turns: ThreadTurns
  readonly #classes = new ViewClasses()

  /** @param addresses counts what the thread's windows cost. */
  constructor(
    { thread, isTracked, ...settings }: HostSettings,
    post: (message: FromWorker) => void,
    addresses: Addresses,
  ) {
    this.#post = post
    this.#isTracked = isTracked
    this.#layer = new PortLayer(post)
    const logger = portLogger(post)
    const clock = guardedClock(systemClock, logger)
    topicsOf().use(this.#layer, logger)
    nameTemplatesFrom(thread * ALIASES)
    this.#turns = new ThreadTurns(addresses, clock)
    this.#services = {
      namespace: defaultNamespace,
      logger,
      clock,
      slices: new TimeSlices(clock),
      ...settings,
      closing: new Closing(),
      templates: undefined,
      // Each view asks for itself; see #open.
      may: () => false,
    }
  }

  /** Never throws: what fails is told to the other end. */
  hear(message: ToWorker): void {
    if (message.kind === 'message') return this.#layer.deliver(message.topic, message.message)
    if (message.kind === 'gap') return this.#layer.gap()
    const { id } = message
    // Also while the view is being opened.
    if (message.kind === 'may') {
      const { n, allowed } = message
      return this.#turns.goOn(id, () => this.#asked.get(id)?.get(n)?.(allowed))
    }
    if (message.kind === 'open') return this.#tell(id, this.#enter(message))
    const hosted = this.#views.get(id)
    if (hosted === undefined) return
    if (this.#isAtOnce(hosted, message) || this.#isTooMuch(hosted, message)) return
    this.#turns.take(message, () => this.#tell(id, this.#do(hosted, message)))
  }

  /** The other end hears when it fails. */
  #tell(id: number, work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!this.#views.has(id)) this.#forget(id)
      const code = error instanceof LiveError ? error.code : ''
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#post({ kind: 'failed', id, code, message: text })
    })
  }

  /** True for what does not wait behind what the visitor asked for: it was done. */
  #isAtOnce(hosted: HostedView, message: ToHostedView): boolean {
    const { id } = message
    switch (message.kind) {
      case 'user':
        hosted.instance.request.user = hosted.user = message.user
        this.#turns.belongsTo(id, message.user)
        return true
      case 'reopen':
        this.#tell(id, this.#reopen(id, hosted.instance))
        return true
      case 'visit':
        hosted.user = message.request.user
        return false
      case 'free':
        hosted.outbox.busy = !message.free
        return !message.free
      case 'leave':
        if (message.isGone) this.#leave(id, hosted)
        return message.isGone
      default:
        return false
    }
  }

  /** True when more waits for the window's turn than its mailbox may hold: the browser was told. */
  #isTooMuch({ window }: HostedView, message: ToHostedView): boolean {
    if (message.kind !== 'receive' && message.kind !== 'visit') return false
    if (this.#turns.waiting(message.id) < this.#services.mailboxLimit) return false
    window.refuse(message.kind === 'visit' ? message.n : message.event[1], fail('E_MAILBOX_FULL'))
    return true
  }

  async #do(hosted: HostedView, message: ToHostedView): Promise<void> {
    const { instance, window, outbox } = hosted
    switch (message.kind) {
      case 'print':
        return this.#print(message.id, instance)
      case 'receive':
        return receive(hosted, message.event)
      case 'resend':
        return window.viewAt(message.view)?.resend()
      case 'free':
        return outbox.busy ? undefined : window.resume()
      case 'present':
        return window.present({ here: message.here })
      case 'opened':
        return instance.opened()
      case 'effect':
        return instance.effect(message.effect)
      case 'visit': {
        const request = readSent({ ...message.request, user: hosted.user })
        return instance.visit(message.n, sameVisitor(instance, request))
      }
      case 'takeOver':
        return instance.takeOver({ title: message.title, meta: message.meta }, message.n)
      case 'measure':
        return this.#measure(message.id, window)
      case 'leave':
        return this.#leave(message.id, hosted)
    }
  }

  #leave(id: number, { instance }: HostedView): void {
    this.#forget(id)
    instance.disconnect()
  }

  #forget(id: number): void {
    this.#views.delete(id)
    this.#asked.delete(id)
    this.#turns.leave(id)
  }

  async #print(id: number, instance: Instance): Promise<void> {
    this.#turns.charge(id)
    const printed = await instance.print()
    const bytes = printed.bytes.slice()
    printed.release()
    this.#post({
      kind: 'printed',
      id,
      bytes,
      events: [...printed.events],
      state: stateOf(instance),
    })
  }

  async #reopen(id: number, instance: Instance): Promise<void> {
    this.#post({ kind: 'reopened', id, redirectTo: await instance.reopen() })
  }

  #measure(id: number, window: Window): void {
    this.#turns.charge(id)
    const bytes = this.#memory.of(window.id, heldFor(window, 'all'), Infinity)
    this.#post({ kind: 'measured', id, bytes })
  }

  /** Asks the thread that has the app's function. */
  #may(id: number, permission: string): Promise<boolean> {
    const n = ++this.#lastAsked
    const asked = this.#asked.get(id) ?? new Map<number, (allowed: boolean) => void>()
    this.#asked.set(id, asked)
    return new Promise((resolve) => {
      asked.set(n, (allowed) => {
        asked.delete(n)
        resolve(allowed)
      })
      this.#post({ kind: 'may', id, n, permission })
    })
  }

  /** Loads the view's class, and opens the view in its window's turn. */
  async #enter(message: OpenMessage): Promise<void> {
    const { id, module, name, request } = message
    let View = this.#classes.known(module, name)
    if (View === undefined) {
      View = await this.#classes.load(module, name)
      // Others wait for the same file: each of them is opened apart, so that the next one may have to wait.
      await new Promise<void>((opened) => soon(this.#services.clock, 0, opened))
    }
    const outbox = new PortOutbox((frame) => this.#post({ kind: 'frame', id, frame }))
    const window = new Window(message.window, defaultLimits, outbox)
    window.isDeveloped = mode.development
    this.#turns.enter(id, window, request)
    this.#turns.take(message, () => this.#tell(id, this.#open(message, { View, window, outbox })))
  }

  async #open(
    { id, request, title }: OpenMessage,
    { View, window, outbox }: Entered,
  ): Promise<void> {
    this.#turns.charge(id)
    const instance = new Instance(new View(), window, readSent(request), {
      services: {
        ...this.#services,
        onError: portOnError(this.#post, { view: id, isTracked: this.#isTracked }),
        may: (_user, permission) => this.#may(id, permission),
      },
    })
    instance.renderer.standardTitle = title
    window.show(instance)
    const redirectTo = await mountView(instance.runtime)
    const flashes = redirectTo === undefined ? [] : instance.runtime.effects.takeFlashes()
    if (redirectTo === undefined) {
      const { user } = instance.request
      this.#views.set(id, { instance, window, outbox, user })
    } else {
      this.#forget(id)
      instance.leave()
    }
    this.#post({ kind: 'opened', id, state: stateOf(instance), redirectTo, flashes })
  }
}

function receive({ instance, window }: HostedView, event: ReceivedByWorker): void {
  const [number, n, name, args, wantsReply] = event
  const receiver = window.viewAt(number)
  if (receiver) receiver.receive(n, name, args, wantsReply)
  else window.receiveAbsent(n, number, name, instance.services.logger)
}

function readSent({ headers, user, csrf, ...known }: SentRequest): LiveRequest {
  noteSession(known.session)
  // What is sent on has fields alone, so this one stays here.
  Object.defineProperty(known.session, 'renew', {
    value: () => {
      throw fail('E_ACTOR', 'A view', 'it can’t renew the session. Do it in app.http().')
    },
  })
  const request = new LiveRequest(
    { ...known, sealer: { seal: () => csrf, open: () => undefined } },
    headers,
  )
  request.user = user
  return request
}

/** One user for all requests of a window, those of views inside too. */
function sameVisitor({ request: { identity } }: Instance, request: LiveRequest): LiveRequest {
  request.identity = Object.assign(identity, request.identity)
  return request
}

/** The other thread keeps what was written into the session until now. */
function stateOf({ title, meta, request }: Instance): WorkerViewState {
  noteSession(request.session)
  return { title, meta, session: request.session }
}
