/** One living view: runs its methods one at a time, renders when they are done, and sends what changed. */
import { fail, LiveError } from '../../base/errors.ts'
import { advance } from '../../base/lifecycle.ts'
import { noteOrigin } from '../../base/origin.ts'
import type { Printed } from '../../template/printed.ts'
import type { Effect } from '../../wire/effects.ts'
import type { Json, Ref } from '../../wire/frames.ts'
import { InnerMailbox } from '../../window/inner-mailbox.ts'
import { Mailbox, type Turn } from '../../window/mailbox.ts'
import { Answers } from './answers.ts'
import { runFor } from './event-origin.ts'
import { showFor } from './busy-for.ts'
import { eventWork } from './dispatch.ts'
import type { Context, Provider } from '../view/context.ts'
import { ViewRuntime } from './view-runtime.ts'
import { EventCall } from '../view/event-call.ts'
import { logFailure } from '../page/failure.ts'
import { openHandle } from '../view/view-handle.ts'
import type { ViewEvent, ChildInstance, Child, InsidePrint, Parent } from '../children/child.ts'
import type { PageMeta } from '../page/page-meta.ts'
import { lastTurn } from './last-turn.ts'
import { openInside, patchTo, reopenView } from './mount.ts'
import { counted, postTarget, takeTitle, type FrameSink } from '../page/frame-sink.ts'
import type { Services } from '../page/services.ts'
import type { LiveRequest, Params } from '../page/request.ts'
import { STATES, type InstanceState } from './runtime-owner.ts'
import type { PutAway } from './put-away.ts'
import { Renderer } from './renderer.ts'
import type { PageHead, PageView } from '../page/page-view.ts'
import { keepSession } from '../page/session-writes.ts'
import { Undo } from './undo.ts'
import { closeStreams } from '../view/named-streams.ts'
import { ChildView } from '../children/child-view.ts'
import type { LiveView, LiveViewClass } from '../view/live-view.ts'

interface InstanceOptions {
  services: Services
  outer?: Instance | null
  number?: number | undefined
}

export class Instance implements PageView, Parent, ChildInstance {
  readonly view: LiveView
  readonly sink: FrameSink
  readonly services: Services
  readonly number: number
  readonly outer: Provider | null
  request: LiveRequest
  provided: Map<Context<never>, unknown> | null = null
  /** What the view does beside rendering: tasks, timers, effects, topics. */
  readonly runtime: ViewRuntime
  readonly renderer: Renderer
  /** Its page is a durable view. */
  readonly isStored: boolean
  readonly #mailbox: Mailbox | InnerMailbox
  /** What takes the view back to the last render, and its components; see {@link Undo.toRender}. */
  #sinceRender: Undo | null = null
  /** All values are on their way, after a render that failed half sent. */
  #healing = false
  readonly #answers: Answers = new Answers()
  /** The component whose event was handled last. */
  #lastChild: Child | null = null
  /** Something ran since the last render that the browser has. */
  #dirty = false
  /** While nothing comes for it, what of it is elsewhere; null: all is here. See put-away.ts. */
  away: PutAway | null = null
  /** `new` until it is mounted and rendered. */
  state: InstanceState = 'new'

  constructor(
    view: LiveView,
    sink: FrameSink,
    request: LiveRequest,
    { services, outer = null, number }: InstanceOptions,
  ) {
    this.view = view
    this.sink = sink
    this.request = request
    this.services = services
    this.outer = outer
    this.number = outer === null ? 0 : sink.allot(this, number)
    this.runtime = new ViewRuntime(this)
    this.renderer = new Renderer(this)
    this.isStored = outer ? outer.isStored : (view.constructor as LiveViewClass).durable === true
    const flush = (): void => this.#flush()
    const turns = this.isStored && outer ? outer.#mailbox : undefined
    this.#mailbox = turns ? new InnerMailbox(turns, flush) : new Mailbox(services, sink, flush)
    openHandle(view, this.runtime)
  }

  get closed(): boolean {
    return this.state === 'closed'
  }

  /** Names the instance to every process. */
  get id(): string {
    return this.number === 0 ? this.sink.id : `${this.sink.id}.${this.number}`
  }

  get name(): string {
    return this.view.constructor.name
  }

  get title(): string {
    return this.renderer.title
  }

  get meta(): PageMeta | undefined {
    return this.view.pageMeta
  }

  effect(effect: Effect): void {
    this.runtime.effect(effect)
  }

  get canPrintAgain(): boolean {
    return this.renderer.canPrintAgain
  }

  get renders(): number {
    return this.renderer.renders
  }

  /** Renders for the first time, to HTML. Errors are the caller's. */
  print(): Printed | Promise<Printed> {
    this.runtime.effects.metaIs(this.view.pageMeta)
    const { sink, request, services, number } = this
    return this.renderer.print(postTarget(sink.id, request, services, number))
  }

  /** The view is open: from now on pushes reach it and its tasks run. */
  opened(): void {
    this.state = advance(STATES, this.state, 'open')
    this.runtime.opened()
  }

  openInside(): Promise<InsidePrint | undefined> {
    return openInside(this)
  }

  reopen(): Promise<string | undefined> {
    return reopenView(this)
  }

  receive(n: number, name: string, args?: Record<string, unknown>, wantsReply = false): void {
    this.accept(new EventCall(this, n, { wantsReply }), name, args ?? {})
  }

  accept(call: ViewEvent, name: string, args: Record<string, unknown>): void {
    this.runtime.eventCame()
    const work = eventWork(this, call, name, args)
    if (work instanceof LiveError) return this.sink.refuse(call.n, work)
    if (this.#mailbox.post(() => this.#attempt(name, work, call))) return
    this.sink.refuse(call.n, fail('E_MAILBOX_FULL'))
  }

  /** How much was queued so far. */
  get posted(): number {
    return this.#mailbox.posted
  }

  /** Runs a function in turn with the view's events, and renders. False: the view is closed or its mailbox full. */
  post(what: string, run: () => unknown): boolean {
    return this.#mailbox.tell(() => this.#attempt(what, run))
  }

  /** The same for what follows from earlier work and must not be lost. False: the view is closed. */
  postAlways(what: string, run: () => unknown, asker?: ViewEvent | null): boolean {
    return this.#mailbox.postAlways(() => this.#attempt(what, run, null, asker))
  }

  /** Runs something of ours in turn, which fails by itself. False: the view is closed. */
  inTurn(run: Turn): boolean {
    return this.#mailbox.postAlways(run)
  }

  /** Renders soon; a full mailbox ends with a render anyway. */
  changed(): void {
    this.#dirty = true
    this.#mailbox.post(() => {})
  }

  /** Answers an event whose tasks are over. */
  answerLater(n: number, error?: unknown): void {
    this.#mailbox.postAlways(() => {
      if (error === undefined) this.#answers.add(n)
      else this.#refuse(n, 'task', error)
    })
  }

  contextChanged(): void {
    this.renderer.contextChanged()
    if (this.renderer.isShown) this.changed()
  }

  inner(view: LiveView, params: Params, number?: number): ChildInstance {
    if (this.sink.addressed) throw fail('E_SHARED', this.name, 'views inside')
    const { sink, services } = this
    return new Instance(view, sink, this.request.within(params), { services, outer: this, number })
  }

  resend(): void {
    this.renderer.resend = true
    this.runtime.effects.retell()
    this.#mailbox.post(() => {})
  }

  takeOver(from: PageHead, n: number): void {
    this.runtime.effects.metaIs(from.meta)
    this.renderer.takeOver(takeTitle(this.sink, from.title))
    this.#mailbox.postAlways(() => this.#answers.add(n))
  }

  visit(n: number, request: LiveRequest): void {
    this.runtime.eventCame()
    if (this.sink.retitled) this.renderer.takeOver(takeTitle(this.sink, ''))
    const go = (): Promise<void> => patchTo(this, request)
    const asked: ViewEvent = new EventCall({ sink: this.sink, request }, n)
    if (this.#mailbox.post(() => this.#attempt('handleParams', go, asked))) return
    this.sink.refuse(n, fail('E_MAILBOX_FULL'))
  }

  resume(): void {
    if (this.#mailbox.idle) this.#flush()
  }

  drained(): Promise<void> {
    return this.#mailbox.drained()
  }

  present({ here }: { here: boolean }): void {
    this.runtime.present({ here })
  }

  disconnect(): void {
    this.leave()
    ChildView.closeLeft(this.sink)
  }

  /** Closes it; sticky views inside wait for the page that comes. */
  leave(): void {
    if (this.closed) return
    const wasOpen = this.state === 'open'
    this.state = advance(STATES, this.state, 'closed')
    this.runtime.close()
    const isLate = this.away?.endsLate() ?? false
    if (!isLate) this.renderer.leave()
    closeStreams(this.view)
    this.runtime.call?.context.abort(fail('E_NOT_OPEN', this.name))
    const end = () =>
      this.#attempt('disconnect', () => {
        if (isLate) this.renderer.leave()
        return this.view.disconnect?.()
      })
    this.#mailbox.close(lastTurn(this, wasOpen ? end : undefined))
  }

  /** Logs a failure that no event waits for. */
  report(what: string, error: unknown): void {
    this.#refuse(0, what, error)
  }

  /** Runs one piece of work; when it throws or takes too long, the fields are as before and the browser is told. */
  #attempt(what: string, run: () => unknown, call: ViewEvent | null = null, asker = call) {
    if (this.away !== null) {
      const goOn = (): void | Promise<void> => this.#attempt(what, run, call, asker)
      return this.away.back(goOn, (error) => this.#refuse(call?.n ?? 0, what, error))
    }
    this.renderer.recall()
    const { n = 0, child = null } = call ?? {}
    const request = asker?.context.request ?? this.request
    const undo = new Undo(this.view, child && child.component, request)
    const { begun } = this.runtime
    this.#sinceRender = undo.after(this.#sinceRender)
    this.runtime.call = call
    this.sink.gate?.close(n)
    const failed = (error: unknown): void => {
      if (child) noteOrigin(error, child.name)
      undo.run({ isAlone: this.runtime.undo(begun) })
      this.runtime.call = null
      call?.context.abort(error)
      this.#refuse(n, what, error)
    }
    const done = (value: unknown): void => this.#done(call, request, value)
    try {
      const result = this.sink.askerOf ? runFor(this.runtime, asker, run) : run()
      if (!(result instanceof Promise)) return done(result)
      const work = this.#mailbox.within(counted(this.sink, n, result))
      return undo.waits(work).then(done).catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  #done(call: ViewEvent | null, request: LiveRequest, value: unknown): void {
    keepSession(request, this.services)
    const { view, runtime } = this
    runtime.call = null
    if (view._skipRender) view._skipRender = false
    else this.#dirty = true
    if (call === null) return
    const { n, child, wantsReply } = call
    if (child) {
      child.dirty = true
      this.#lastChild = child
    }
    if (wantsReply) this.sink.reply(n, (value ?? null) as Json)
    this.#answers.add(runtime.holds(n) ? -n : n)
  }

  #refuse(ref: Ref, what: string, error: unknown): void {
    const { told, errorId } = logFailure(this.services, this.name, what, error, this.request)
    // In development a page that waits for all its values shows why they do not come.
    const isAwaited = this.services.note && this.renderer.resend && !this.#healing
    if (ref !== 0 || errorId === undefined || isAwaited) this.sink.refuse(ref, told, errorId)
  }

  /** Renders once for all that ran, and answers it; waits while the browser can't follow. */
  #flush(): void {
    const { sink, number, closed } = this
    if (!closed && (sink.congested || this.renderer.isHeld)) return
    if (this.away !== null)
      return this.away.show({ isWanted: !closed && (this.#dirty || this.renderer.resend) })
    this.renderer.recall()
    const show = !closed && (this.#dirty || this.renderer.resend)
    if (show) showFor(this, this.#answers.take(), (ref) => this.#renderAndSend(ref))
    else if (!this.#answers.isEmpty) sink.update(this.#answers.take(), number, undefined)
    if (!closed) this.runtime.sendEffects()
    this.#sinceRender = null
    if (this.#mailbox instanceof Mailbox) sink.gate?.commit()
  }

  #renderAndSend(ref: Ref): void {
    const last = this.#lastChild
    this.#lastChild = null
    this.#dirty = false
    try {
      const more = this.renderer.send(ref, last)
      // Those inside who take time are shown by the next render.
      if (more) this.postAlways('components', () => more)
      this.#healing = false
    } catch (error) {
      this.sink.discard()
      this.#sinceRender?.toRender()
      this.#refuse(ref, 'render', error)
      if (this.renderer.resend && !this.#healing) this.changed()
      this.#healing = true
    }
  }
}
