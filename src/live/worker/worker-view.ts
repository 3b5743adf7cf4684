/**
 * A view in another thread, as its window sees it. Everything goes there and back as messages; frames
 * come back as the text that crosses the network.
 */
import { detach } from '../../base/detach.ts'
import { fail } from '../../base/errors.ts'
import type { Effect } from '../../wire/effects.ts'
import type { Receiver } from '../../window/receiver.ts'
import type { Window } from '../../window/window.ts'
import { logFailure } from '../page/failure.ts'
import type { PageMeta } from '../page/page-meta.ts'
import type { Services } from '../page/services.ts'
import type { LiveRequest } from '../page/request.ts'
import type { PageHead, PrintedView, PageView } from '../page/page-view.ts'
import type { LiveViewClass } from '../view/live-view.ts'
import type {
  FromHostedView,
  ReceivedByWorker,
  SentRequest,
  ToHostedView,
  ViewThread,
  WorkerViewState,
} from './messages.ts'

export class WorkerView implements PageView {
  request: LiveRequest
  closed = false
  title = ''
  meta: PageMeta | undefined
  readonly #window: Window
  readonly #thread: ViewThread
  readonly #id: number
  readonly #name: string
  readonly #lost: () => void
  readonly #services: Services
  /** Events wait while a user is read. */
  #turn: Promise<void> | null = null
  /** The last question; the next one waits for its answer. */
  #asked: Promise<unknown> = Promise.resolve()
  #waiting: { done(message: FromHostedView): void; failed(error: unknown): void } | null = null
  #busy = true
  /** Estimated bytes that it held in its thread when it was measured last. */
  heldBytes = 0
  #measuring: (() => void)[] = []

  /** @param lost the thread ended, and the view with it. */
  constructor(
    View: LiveViewClass,
    window: Window,
    request: LiveRequest,
    { thread, services, lost }: { thread: ViewThread; services: Services; lost: () => void },
  ) {
    this.#name = View.name
    this.#services = services
    this.#window = window
    this.request = request
    this.#thread = thread
    this.#lost = lost
    this.#id = thread.attach(this)
  }

  /** Mounts the view. @returns where its visitor is sent instead, with the messages that go along. */
  async open(
    View: LiveViewClass,
    title: string,
  ): Promise<{ redirectTo: string; flashes: Effect[] } | undefined> {
    const { module, name } = View
    if (module === undefined) {
      throw fail('E_ACTOR', name, 'its file is not known. Write static module = import.meta.url.')
    }
    const request = sent(this.request)
    const window = this.#window.id
    const answer = await this.#ask(
      { kind: 'open', id: this.#id, module, name, window, request, title },
      'opened',
    )
    this.#take(answer.state)
    const { redirectTo, flashes } = answer
    return redirectTo === undefined ? undefined : { redirectTo, flashes }
  }

  /** What a thread printed is not asked for again. */
  get canPrintAgain(): boolean {
    return false
  }

  async print(): Promise<PrintedView> {
    const { bytes, events, state } = await this.#ask({ kind: 'print', id: this.#id }, 'printed')
    this.#take(state)
    return { bytes, events, release: () => {} }
  }

  /** What its thread does ends with the thread. */
  async drained(): Promise<void> {}

  opened(): void {
    this.#thread.send({ kind: 'opened', id: this.#id })
  }

  effect(effect: Effect): void {
    this.#thread.send({ kind: 'effect', id: this.#id, effect })
  }

  receive(
    n: number,
    name: string,
    args: Record<string, unknown> | undefined,
    wantsReply: boolean,
  ): void {
    this.#event([0, n, name, args, wantsReply])
  }

  viewInside(number: number): Receiver {
    return {
      receive: (n, name, args, wantsReply) => this.#event([number, n, name, args, wantsReply]),
      resend: () => this.#thread.send({ kind: 'resend', id: this.#id, view: number }),
      resume() {},
      present() {},
      disconnect() {},
    }
  }

  /** Hands an event over, behind what must be known of its visitor. */
  #event(event: ReceivedByWorker): void {
    const reading = this.#services.reread?.(this.request)
    if (reading === undefined && this.#turn === null) return this.#hand(event)
    const turn = (this.#turn ?? Promise.resolve())
      .then(() => reading)
      .then(() => {
        if (reading) this.#tellUser()
        this.#hand(event)
      })
      .catch((error: unknown) => this.#failed(event, error))
      .then(() => {
        if (this.#turn === turn) this.#turn = null
      })
    this.#turn = turn
  }

  /** Refuses what no message between threads can hold. */
  #hand(event: ReceivedByWorker): void {
    try {
      this.#thread.send({ kind: 'receive', id: this.#id, event })
    } catch (error) {
      this.#failed(event, error)
    }
  }

  #failed([, n, name]: ReceivedByWorker, error: unknown): void {
    const { told, errorId } = logFailure(this.#services, this.#name, name, error, this.request)
    this.#window.refuse(n, told, errorId)
  }

  #tellUser(): void {
    this.#thread.send({ kind: 'user', id: this.#id, user: this.request.user })
  }

  /** Asks again whether its visitor may see it. @returns where they are sent instead. */
  async reopen(): Promise<string | undefined> {
    this.#tellUser()
    const { redirectTo } = await this.#ask({ kind: 'reopen', id: this.#id }, 'reopened')
    return redirectTo
  }

  /** Asks its thread how much it holds, behind what was handed over so far. @param done is called when that is known. */
  measure(done: () => void): void {
    this.#measuring.push(done)
    this.#thread.send({ kind: 'measure', id: this.#id })
  }

  resend(): void {
    this.#thread.send({ kind: 'resend', id: this.#id, view: 0 })
  }

  resume(): void {
    if (this.#busy === this.#window.congested) return
    this.#busy = this.#window.congested
    this.#thread.send({ kind: 'free', id: this.#id, free: !this.#busy })
  }

  present({ here }: { here: boolean }): void {
    this.resume()
    this.#thread.send({ kind: 'present', id: this.#id, here })
  }

  visit(n: number, request: LiveRequest): void {
    this.request = request
    this.#thread.send({ kind: 'visit', id: this.#id, n, request: sent(request) })
  }

  takeOver(from: PageHead, n: number): void {
    this.resume()
    this.#thread.send({ kind: 'takeOver', id: this.#id, n, title: from.title, meta: from.meta })
  }

  disconnect(): void {
    this.#leave({ isGone: true })
  }

  leave(): void {
    this.#leave({ isGone: false })
  }

  #leave({ isGone }: { isGone: boolean }): void {
    if (this.closed) return
    this.closed = true
    this.#thread.send({ kind: 'leave', id: this.#id, isGone })
    this.#thread.detach(this.#id)
  }

  hear(message: FromHostedView): void {
    if (message.kind === 'frame') {
      this.#window.relay(message.frame)
      // The thread stops rendering while the browser can't follow.
      return this.resume()
    }
    if (message.kind === 'may') {
      const asked = this.#may(message.n, message.permission)
      return detach(asked, this.#services.logger, 'a thread was not told of a permission')
    }
    if (message.kind === 'measured') {
      this.heldBytes = message.bytes
      return this.#measuring.shift()?.()
    }
    const waiting = this.#waiting
    this.#waiting = null
    if (message.kind === 'failed') waiting?.failed(remade(message))
    else waiting?.done(message)
  }

  /** Asks the app about a permission. What fails is a no. */
  async #may(n: number, permission: string): Promise<void> {
    const { request } = this
    let allowed = false
    try {
      const { user } = request
      allowed = user !== null && Boolean(await this.#services.may(user, permission, request))
    } catch (error) {
      logFailure(this.#services, this.#name, 'hasPermission', error, request)
    }
    this.#thread.send({ kind: 'may', id: this.#id, n, allowed })
  }

  ended(): void {
    this.closed = true
    this.#waiting?.failed(fail('E_ACTOR', this.#name, 'the thread ended.'))
    this.#lost()
  }

  /** @param kind of the answer. */
  async #ask<K extends FromHostedView['kind']>(
    message: ToHostedView,
    kind: K,
  ): Promise<Extract<FromHostedView, { kind: K }>> {
    const ask = (): Promise<FromHostedView> =>
      new Promise((done, failed) => {
        this.#waiting = { done, failed }
        this.#thread.send(message)
      })
    const asked = this.#asked.then(ask, ask)
    this.#asked = asked
    const answer = await asked
    const fits = (one: FromHostedView): one is Extract<FromHostedView, { kind: K }> =>
      one.kind === kind
    if (fits(answer)) return answer
    throw new TypeError(`The thread answered ${answer.kind}, expected ${kind}`)
  }

  #take({ title, meta, session }: WorkerViewState): void {
    this.title = title
    this.meta = meta
    Object.assign(this.request.session, session)
  }
}

function sent(request: LiveRequest): SentRequest {
  const { url, params, session, address, basePath, lang, user, sealer } = request
  const csrf = sealer.seal('csrf', session.id)
  const headers = request.headersText
  return { url, params, session, address, basePath, lang, headers, user, csrf }
}

/** An error of the other thread; those that have a meaning here keep it. */
function remade({ code, message }: { code: string; message: string }): Error {
  if (code === 'E_FORBIDDEN' || code === 'E_NOT_FOUND') return fail(code)
  return new Error(message)
}
