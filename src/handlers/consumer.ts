/** The window that called a handler, as the handler sees it. */
import type { Namespace } from '../base/namespace.ts'
import type { Clock } from '../base/clock.ts'
import { topic as topicAddress } from '../audience/address.ts'
import type { TopicKey } from '../audience/address.ts'
import { join, leave } from '../audience/membership.ts'
import { logFailure } from '../live/page/failure.ts'
import type { Services } from '../live/page/services.ts'
import type { LiveRequest } from '../live/page/request.ts'
import { Mailbox } from '../window/mailbox.ts'
import type { Window } from '../window/window.ts'
import { after, every } from './timers.ts'
import { encode } from '../wire/codec.ts'
import { FromServer } from '../wire/frames.ts'
import type { TimerOptions, TimerOwner } from './timers.ts'
import { WindowUploads } from './window-uploads.ts'

/** Takes the steps of answers, for tests. */
export interface AnswerRecorder {
  /** Whether they may carry scripts. */
  readonly allowsScript: boolean
  send(steps: readonly object[], options: object): void
  flash(level: string, message: string): void
}

/** The page that a window shows. */
export interface ConsumerPage {
  readonly window: Window
  readonly instance: { readonly request: LiveRequest }
}

const consumers = new WeakMap<Window, Consumer>()

/** One for each window, however often it calls. */
export class Consumer implements TimerOwner {
  readonly window: Window
  /** Room of the page, as `data-room` says and the server admitted; "" for none. */
  room = ''
  /**
   * Names the call that runs: a key under which an outside effect is stored once. A page that goes on in another
   * process makes a call without an answer again, with the same one. Read it before the handler waits for anything.
   */
  callId = ''
  /** Calls of one window run one after the other, in order of arrival. */
  readonly calls: Mailbox
  readonly #place: ConsumerPage
  /** Takes what is sent in place of the window; null: it goes on its way. */
  readonly recorder: AnswerRecorder | null
  readonly #services: Services

  /** The consumer of a page's window. */
  static of(place: ConsumerPage, services: Services): Consumer {
    let consumer = consumers.get(place.window)
    if (consumer === undefined) {
      consumer = new Consumer(place, services)
      consumers.set(place.window, consumer)
    }
    return consumer
  }

  /** @param recorder takes what is sent in place of the window, for tests. */
  constructor(place: ConsumerPage, services: Services, recorder: AnswerRecorder | null = null) {
    this.recorder = recorder
    this.#place = place
    this.#services = services
    this.window = place.window
    this.calls = new Mailbox(services, this.window, () => {})
  }

  /** Names the window to every process. */
  get id(): string {
    return this.window.id
  }

  /**
   * The request of the window's page: user, session, `urlRoute.kwargs`, headers, path, query, lang.
   */
  get scope(): LiveRequest {
    return this.#place.instance.request
  }

  /** True when its app lets answers carry scripts. */
  get allowsScript(): boolean {
    return this.recorder?.allowsScript ?? this.window.allowsScript
  }

  /** Files that were chosen in its page. */
  get uploads(): WindowUploads {
    return WindowUploads.of(this.window, this.#services, () => this.scope)
  }

  /** The namespace of its app. */
  get namespace(): Namespace {
    return this.#services.namespace
  }

  get clock(): Clock {
    return this.#services.clock
  }

  /**
   * Runs work once, later: `consumer.after(5_000, () => send(consumer, { target: '#note', remove: true }))`.
   * Errors are logged. It is cancelled when the window is closed for good.
   * @param ms milliseconds.
   * @param options `keep: true`: it runs in any case, as long as the process does.
   * @returns what cancels it.
   */
  after(ms: number, run: () => unknown, options?: TimerOptions): () => void {
    return after(this, ms, run, options)
  }

  /** Runs work each `ms` milliseconds, one at a time; see {@link after}. */
  every(ms: number, run: () => unknown, options?: TimerOptions): () => void {
    return every(this, ms, run, options)
  }

  /** Shows a message in the window for a while. @param level "info", "success", "warning", "error", or your own. */
  putFlash(level: string, message: string): void {
    if (this.recorder !== null) return this.recorder.flash(level, message)
    this.tell(encode([FromServer.EFFECTS, 0, ['flash', level, message]]))
  }

  /** Runs when the window is closed for good: its tab was left, or did not come back in time. */
  onClose(run: () => unknown): void {
    // Turned into a promise's work, so that what it throws, now or later, is logged.
    const call = async (): Promise<unknown> => run()
    this.window.onClose(() => {
      call().catch((error: unknown) => this.failed('onClose', error))
    })
  }

  /** Puts the window into a topic, for `send(…, { to: topic(key) })`. */
  join(key: TopicKey): void {
    join(this.window, topicAddress(key), this.#services.namespace)
  }

  /** Takes the window out of a topic. */
  leave(key: TopicKey): void {
    leave(this.window, topicAddress(key), this.#services.namespace)
  }

  /** Sends a frame of effects. @param options `retitles`: one of them sets the title. Default false. */
  tell(text: string, { retitles = false }: { retitles?: boolean } = {}): void {
    if (retitles) this.window.retitled = true
    this.window.tell(text)
  }

  /** Logs what work for later throws. */
  failed(during: string, error: unknown): void {
    logFailure(this.#services, 'handler', during, error)
  }
}
