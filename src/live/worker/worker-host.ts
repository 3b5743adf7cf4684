/**
 * The other end of live/worker/worker-view.ts: runs views in a thread. What it sends goes through a window of its
 * own, whose frames are handed to the thread that has the socket.
 */
import type { ExternalAddress } from '../../base/destination.ts'
import { guardedClock, systemClock } from '../../base/clock.ts'
import { fail, LiveError } from '../../base/errors.ts'
import { HeldMemory } from '../../base/held-memory.ts'
import { defaultLimits } from '../../base/limits.ts'
import type { Logger } from '../../base/logger.ts'
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
import type { OnError } from '../page/failure.ts'
import type { Services } from '../page/services.ts'
import { LiveRequest } from '../page/request.ts'
import { noteSession } from '../page/session-writes.ts'
import { LiveView } from '../view/live-view.ts'
import { defaultNamespace } from '../../base/namespace.ts'
import { topicsOf } from '../../pubsub/topics.ts'
import { nameTemplatesFrom } from '../../template/template.ts'
import { Outbox } from '../../window/outbox.ts'
import { mode } from '../../template/mode.ts'
import { Window } from '../../window/window.ts'
import { PortLayer } from './port-layer.ts'
import { sentError, thrownText } from './sent-error.ts'
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
}

/** What the thread is told when it starts. */
export interface HostSettings {
  /** Its number: 1, 2, 3… */
  thread: number
  loginUrl: string | ExternalAddress
  mailboxLimit: number
  eventMs: number
  leaveMs: number
}

export class WorkerHost {
  readonly #post: (message: FromWorker) => void
  readonly #services: Services
  readonly #views = new Map<number, HostedView>()
  /** By their views. */
  readonly #asked = new Map<number, Asked>()
  #lastAsked = 0
  readonly #memory = new HeldMemory()
  readonly #layer: PortLayer

  constructor({ thread, ...settings }: HostSettings, post: (message: FromWorker) => void) {
    this.#post = post
    this.#layer = new PortLayer(post)
    const logger = portLogger(post)
    const clock = guardedClock(systemClock, logger)
    topicsOf().use(this.#layer, logger)
    nameTemplatesFrom(thread * ALIASES)
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
    if (message.kind === 'may') return this.#asked.get(id)?.get(message.n)?.(message.allowed)
    this.#do(message).catch((error: unknown) => {
      if (!this.#views.has(id)) this.#asked.delete(id)
      const code = error instanceof LiveError ? error.code : ''
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#post({ kind: 'failed', id, code, message: text })
    })
  }

  async #do(message: ToHostedView): Promise<void> {
    if (message.kind === 'open') return this.#open(message)
    const hosted = this.#views.get(message.id)
    if (hosted === undefined) return
    const { instance, window, outbox } = hosted
    switch (message.kind) {
      case 'print':
        return this.#print(message.id, instance)
      case 'receive':
        return receive(hosted, message.event)
      case 'resend':
        return window.viewAt(message.view)?.resend()
      case 'free':
        outbox.busy = !message.free
        if (message.free) window.resume()
        return
      case 'present':
        return window.present({ here: message.here })
      case 'opened':
        return instance.opened()
      case 'effect':
        return instance.effect(message.effect)
      case 'visit':
        return instance.visit(message.n, sameVisitor(instance, readSent(message.request)))
      case 'takeOver':
        return instance.takeOver({ title: message.title, meta: message.meta }, message.n)
      case 'user':
        instance.request.user = message.user
        return
      case 'reopen':
        return this.#reopen(message.id, instance)
      case 'measure':
        return this.#measure(message.id, window)
      case 'leave':
        this.#views.delete(message.id)
        this.#asked.delete(message.id)
        return instance.disconnect()
    }
  }

  async #print(id: number, instance: Instance): Promise<void> {
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

  async #open(message: Extract<ToHostedView, { kind: 'open' }>): Promise<void> {
    const { id, module, name, window: windowId, request, title } = message
    const View = await load(module, name)
    const outbox = new PortOutbox((frame) => this.#post({ kind: 'frame', id, frame }))
    const window = new Window(windowId, defaultLimits, outbox)
    window.isDeveloped = mode.development
    const instance = new Instance(new View(), window, readSent(request), {
      services: {
        ...this.#services,
        onError: portOnError(this.#post, id),
        may: (_user, permission) => this.#may(id, permission),
      },
    })
    instance.renderer.standardTitle = title
    window.show(instance)
    const redirectTo = await mountView(instance.runtime)
    const flashes = redirectTo === undefined ? [] : instance.runtime.effects.takeFlashes()
    if (redirectTo === undefined) this.#views.set(id, { instance, window, outbox })
    else {
      this.#asked.delete(id)
      instance.leave()
    }
    this.#post({ kind: 'opened', id, state: stateOf(instance), redirectTo, flashes })
  }
}

async function load(module: string, name: string): Promise<new () => LiveView> {
  const exported = (await import(module)) as Record<string, unknown>
  const View = exported[name] ?? exported['default']
  if (typeof View === 'function' && View.prototype instanceof LiveView) {
    return View as new () => LiveView
  }
  throw fail('E_ACTOR', name, `${module} does not export it. Write export class ${name}.`)
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

/**
 * Tells the app's `onError`, by way of the thread that has it.
 * @param view whose failures it tells. Default: what happens outside of views.
 */
export function portOnError(post: (message: FromWorker) => void, view?: number): OnError {
  // A copy of what the log has: the request stays here, the other thread has its own.
  return (error, info) => post({ kind: 'error', view, error: sentError(error), info: { ...info } })
}

/** Writes to the log of the app, by way of the thread that has it. */
export function portLogger(post: (message: FromWorker) => void): Logger {
  const log = (level: 'info' | 'warn' | 'error') => (fields: object, sentence: string) => {
    const entries = Object.entries(fields)
    const send = (sendable: (value: unknown) => unknown): void => {
      const plain = entries.map(([key, value]) => [
        key,
        value instanceof Error ? (value.stack ?? value.message) : sendable(value),
      ])
      post({ kind: 'log', level, fields: Object.fromEntries(plain) as object, sentence })
    }
    try {
      send((value) => value)
    } catch {
      // A function, for example, can't be sent to another thread: its text can.
      send(thrownText)
    }
  }
  return { info: log('info'), warn: log('warn'), error: log('error') }
}
