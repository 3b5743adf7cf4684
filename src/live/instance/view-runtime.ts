/**
 * What a view does beside showing its fields: effects, tasks, timers, topics, ticks, navigation.
 * Each part is made when it is first used.
 */
import { checkJson } from '../../base/json-value.ts'
import { topicsOf } from '../../pubsub/topics.ts'
import { tellAll } from '../../pubsub/tell.ts'
import type { Subscriber } from '../../pubsub/subscription.ts'
import type { Effect } from '../../wire/effects.ts'
import { consume, provide } from '../view/context.ts'
import type { Context } from '../view/context.ts'
import type { RuntimeOwner } from './runtime-owner.ts'
import type { ViewHandle } from '../view/view-handle.ts'
import { Subscriptions } from './subscriptions.ts'
import { Navigator } from './navigator.ts'
import type { PatchTo } from '../page/address.ts'
import { follow } from './mount.ts'
import type { MountRequest } from './mount.ts'
import type { Services } from '../page/services.ts'
import { viewTopic } from '../view/view-topics.ts'
import type { PushMessage } from '../view/view-topics.ts'
import type { ViewEvent } from '../children/child.ts'
import type { LiveRequest } from '../page/request.ts'
import type { TemplateEngine } from '../page/template-engine.ts'
import { carriedCall } from './event-origin.ts'
import { ASSIGN, loadInto } from '../view/assign-async.ts'
import { Effects } from './effects.ts'
import { Gap, postMessage, postPush } from '../view/gap.ts'
import { TaskResult } from '../view/task-result.ts'
import { AsyncTasks } from '../view/async-tasks.ts'
import type { Outcome, TaskContext, TaskOwner } from '../view/async-tasks.ts'
import { tickerOf } from './ticker.ts'
import type { Ticker } from './ticker.ts'
import type { LiveView } from '../view/live-view.ts'

/** How far a view's doings were at some moment. */
interface Begun {
  quiet: number
  effects: number
  patches: number
}

/** Shared by all views for whose browser nothing waits; never changed. */
const NONE: (() => void)[] = []

export class ViewRuntime implements ViewHandle, MountRequest, TaskOwner, Subscriber<PushMessage> {
  readonly #owner: RuntimeOwner
  /** What waits for the browser. */
  readonly effects: Effects
  /** The event that is being handled; null: none. */
  call: ViewEvent | null = null
  /** Where the visitor is sent while the view is being opened. */
  redirectTo: string | undefined
  /** What runs beside its events; null until something has. */
  tasks: AsyncTasks | null = null
  #taskCount = 0
  /** Topics and timers; null until it has some. */
  inbox: Subscriptions | null = null
  #closers: (() => void)[] | null = null
  /** What waits for the browser; null once it was there. */
  #arrivals: (() => void)[] | null = NONE
  #ticker: Ticker | null = null
  #isPaused = false
  #navigator: Navigator | null = null
  #madeGap: Gap | null = null

  constructor(owner: RuntimeOwner) {
    this.#owner = owner
    this.effects = new Effects(owner)
  }

  get id(): string {
    return this.#owner.id
  }

  get #gap(): Gap {
    return (this.#madeGap ??= new Gap(this.#owner))
  }

  get view(): LiveView {
    return this.#owner.view
  }

  /** The page's; in a shared view, the one of the window that sent the event being handled. */
  get request(): LiveRequest {
    return this.asker?.context.request ?? this.#owner.request
  }

  /** The event of a shared view whose work runs, though others may be handled meanwhile; null: none. */
  get asker(): ViewEvent | null {
    if (this.#owner.sink.askerOf === undefined) return null
    const call = carriedCall(this)
    return call === undefined ? this.call : call
  }

  /** Number of the event that is being handled; 0: none, or what runs is not its work. */
  get event(): number {
    const { call, asker } = this
    return call === null || (call.asker && asker !== call) ? 0 : call.n
  }

  get services(): Services {
    return this.#owner.services
  }

  get windowCount(): number {
    return this.#owner.sink.windowCount ?? 1
  }

  onArrival(run: () => void): void {
    if (this.#arrivals === null) return run()
    this.#arrivals = [...this.#arrivals, run]
  }

  onClose(run: () => void): void {
    this.#closers = [...(this.#closers ?? NONE), run]
  }

  showAll(): void {
    this.#owner.resend()
  }

  get templates(): TemplateEngine | undefined {
    return this.services.templates
  }

  /** True once the view was mounted and rendered. */
  get isOpen(): boolean {
    return this.#owner.state !== 'new'
  }

  /** True while tasks or things to close tie it to this process. */
  get isTied(): boolean {
    return !!(this.#closers || this.tasks?.idle === false)
  }

  /** Lets pushes to the view's class reach it. */
  opened(): void {
    topicsOf(this.services.namespace).follow(viewTopic(this.view.constructor.name), this)
  }

  /** The browser is there, or not for now. */
  present({ here }: { here: boolean }): void {
    if (here && this.#arrivals !== null) {
      const arrivals = this.#arrivals
      this.#arrivals = null
      for (const run of arrivals) run()
    }
    this.#tickWhile(here)
  }

  #tickWhile(here: boolean): void {
    if (!here || this.#isPaused) return this.#ticker?.stop()
    this.#ticker ??= tickerOf(this.view, this.services.clock, this.#owner)
    this.#ticker?.start()
  }

  close(): void {
    topicsOf(this.services.namespace).unsubscribe(viewTopic(this.view.constructor.name), this)
    this.inbox?.close()
    this.#ticker?.stop()
    this.tasks?.cancelAll()
    tellAll(this.#closers ?? NONE, (run) => run(), this.services.logger)
    this.#closers = null
  }

  /** A push to the view's class. */
  hear(message: PushMessage): void {
    if (message.except === this.id) return
    postPush(this.#owner, () => this.#gap, message)
  }

  /** Messages may have been lost between processes. */
  missed(): void {
    this.#gap.tell()
  }

  post(what: string, run: () => unknown): boolean {
    return this.#owner.post(what, run)
  }

  postAlways(what: string, run: () => unknown): boolean {
    return this.#owner.postAlways(what, run)
  }

  /** Hands the view a message: see {@link postMessage}. @param value what it brings. */
  tell(what: string, run: () => unknown, value?: unknown): boolean {
    return postMessage(this.#owner, () => this.#gap, { what, run, value })
  }

  effect(effect: Effect): void {
    const { closed, resume } = this.#owner
    if (closed) return
    for (const part of effect) checkJson(part, `The effect "${effect[0]}"`)
    this.effects.add(effect, this.asker?.asker)
    // Outside of an event no flush follows that would send it.
    if (this.isOpen && this.event === 0) queueMicrotask(() => resume.call(this.#owner))
  }

  /** Sends what waits; after the render. */
  sendEffects(): void {
    this.effects.send({ isMoving: this.#navigator?.isUnderWay ?? false })
  }

  /** @param taken is called when the view has the message, or has lost it. */
  sendUpdate(event: string | undefined, data: unknown, taken?: () => void): void {
    const run = (): unknown => {
      taken?.()
      return event === undefined ? undefined : this.#inform(this.view, event, data)
    }
    if (!this.tell(event ?? 'sendUpdate', run, data)) taken?.()
  }

  #inform(view: LiveView, event: string, data: unknown): unknown {
    if (view.handleInfo) return view.handleInfo(event, data)
    this.services.logger.warn({ view: view.constructor.name, event }, 'no handleInfo for a message')
  }

  sendAfter(ms: number, event: string, data: unknown): () => void {
    return this.#listen().after(this.services.clock, ms, event, data)
  }

  subscribe(topic: string): Promise<void> {
    return this.#listen().subscribe(topic)
  }

  unsubscribe(topic: string): void {
    this.inbox?.unsubscribe(topic)
  }

  #listen(): Subscriptions {
    return (this.inbox ??= new Subscriptions(
      topicsOf(this.services.namespace),
      this.id,
      (event, data, taken) => this.sendUpdate(event, data, taken),
      () => this.missed(),
    ))
  }

  startAsync(name: string | undefined, work: (task: TaskContext) => unknown): string {
    const known = name ?? `task ${++this.#taskCount}`
    const { closed, sink } = this.#owner
    if (!closed) (this.tasks ??= new AsyncTasks(this, sink)).start(known, this.event, work)
    return known
  }

  cancelAsync(name: string): boolean {
    return this.tasks?.cancel(name) ?? false
  }

  assignAsync(field: string, load: (task: TaskContext) => unknown): void {
    this.startAsync(ASSIGN + field, loadInto(this.view, field, load, this.services.logger))
  }

  progress(name: string): number | undefined {
    return this.tasks?.progress(name)
  }

  /** A number that stays the same while no task could write fields; NaN while one can. */
  get #quiet(): number {
    if (this.tasks === null) return 0
    return this.tasks.idle ? this.tasks.changes : NaN
  }

  /** True while tasks of an event keep it unanswered. */
  holds(event: number): boolean {
    return this.tasks?.holds(event) ?? false
  }

  ended(name: string, outcome: Outcome, event: number, done: (error?: unknown) => void): void {
    const result = new TaskResult(this.view, name, outcome, event)
    // The event's answer comes after what the task changed.
    this.#owner.postAlways(`task ${name}`, () => result.handle(), carriedCall(this))
    if (!this.#owner.postAlways('task over', () => done(result.failure))) done()
  }

  progressed(): void {
    this.#owner.changed()
  }

  failed(name: string, error: unknown): void {
    this.#owner.report(`task ${name}`, error)
  }

  released(event: number, error: unknown): void {
    this.#owner.answerLater(event, error)
  }

  livePatch(to: string | PatchTo, how: { replace: boolean }): void {
    this.#travel().patch(to, how)
  }

  liveRedirect(url: string, options: { replace: boolean; external: boolean }): void {
    this.#travel().redirect(url, options)
  }

  /** Changes what the view knows of its address. */
  moved(url: string): unknown {
    return follow(this.#owner, url)
  }

  /** Somebody did something: what follows is no loop. */
  eventCame(): void {
    this.#navigator?.eventCame()
  }

  /** What was begun so far, for {@link ViewRuntime.undo}. */
  get begun(): Begun {
    return {
      quiet: this.#quiet,
      effects: this.effects.count,
      patches: this.#navigator?.patches ?? 0,
    }
  }

  /**
   * Takes back the effects and addresses that a failed event began.
   * @returns false when tasks ran beside it, whose work is left alone.
   */
  undo({ quiet, effects, patches }: Begun): boolean {
    if (this.#quiet !== quiet) return false
    this.effects.undo(effects)
    this.#navigator?.undo(patches)
    return true
  }

  #travel(): Navigator {
    return (this.#navigator ??= new Navigator(this))
  }

  pauseTicks(): void {
    this.#isPaused = true
    this.#tickWhile(false)
  }

  resumeTicks(): void {
    this.#isPaused = false
    this.#tickWhile(true)
  }

  provide<T>(context: Context<T>, value: T): void {
    provide(this.#owner, context, value)
  }

  consume<T>(context: Context<T>): T {
    return consume(this.#owner, context)
  }
}
