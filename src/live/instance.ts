/**
 * One living view: runs its methods one at a time, renders when they are done and sends what changed.
 * Called by the gateway (through Receiver), by pushes, and by the view's own methods (through Handle).
 */
import { describe, fail, LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { Differ, SAME } from '../template/diff.ts'
import { Block } from '../template/html.ts'
import { print } from '../template/print.ts'
import type { Printed } from '../template/print.ts'
import type { Json, Ref } from '../wire/frames.ts'
import { Mailbox } from '../window/mailbox.ts'
import type { Receiver } from '../window/window.ts'
import { admit, admitToObject, authorize, isOpen } from './authorization.ts'
import { checkArguments } from './arguments.ts'
import type { Context, Provider } from './context.ts'
import { Desk } from './desk.ts'
import { findEvent } from './event.ts'
import type { EventContext, EventInfo, Method } from './event.ts'
import { Family } from './family.ts'
import { closeHandle, openHandle } from './handle.ts'
import type {
  ComponentClass,
  HostOptions,
  Household,
  Identity,
  InnerView,
  Member,
  Owner,
  ViewOptions,
} from './member.ts'
import type { Hosted } from '../template/hosted.ts'
import { MODEL, setModel } from './model.ts'
import { queryParams } from './navigation.ts'
import { open } from './opening.ts'
import type { Outlet, Services } from './outlet.ts'
import { renderingIn } from './rendering.ts'
import type { LiveRequest, Params } from './request.ts'
import { Snapshot } from './snapshot.ts'
import { closeStreams, rendered } from './streams.ts'
import { ViewMember } from './view-member.ts'
import type { LiveView, LiveViewClass } from './view.ts'

/** Errors whose sentence is for whoever sent the event; others stay in the log. */
const told = new Set(['E_BAD_ARGS', 'E_FORBIDDEN', 'E_NOT_FOUND', 'E_MODEL', 'E_NAVIGATION_LOOP'])
const NONE: number[] = []

type State = Record<string, unknown>

export class Instance implements Receiver, Owner, InnerView, Household {
  readonly view: LiveView
  readonly outlet: Outlet
  readonly services: Services
  readonly number: number
  readonly outer: Provider | null
  request: LiveRequest
  provided: Map<Context<never>, unknown> | null = null
  renders = 0
  /** What the view does beside rendering: tasks, timers, effects, topics. */
  readonly desk: Desk
  /** The title of a view that sets none. */
  standardTitle = ''
  readonly #mailbox: Mailbox
  /** What the browser shows, or will when it has read all frames. */
  #tree: Block | null = null
  /**
   * The digest of the printed page until its socket comes. The tree is made again then: most pages'
   * sockets come soon or never, and trees that wait are all the garbage collector's work.
   */
  #printed: number | null = null
  #title = ''
  #family: Family | null = null
  /** The view at the last successful render. */
  #good: Snapshot | null = null
  /** Numbers of events that are handled and not answered yet. */
  #answers: number[] = NONE
  /** The component whose event was handled last. */
  #lastMember: Member | null = null
  /** Something ran since the last render that the browser has. */
  #dirty = false
  /** The browser needs all values, not a patch. */
  #resend = false
  #closed = false

  /**
   * @param outer the instance of the view around this one; null for a page's own view, which has the
   * number 0.
   */
  constructor(
    view: LiveView,
    outlet: Outlet,
    request: LiveRequest,
    services: Services,
    outer: Instance | null = null,
  ) {
    this.view = view
    this.outlet = outlet
    this.request = request
    this.services = services
    this.outer = outer
    this.number = outer === null ? 0 : outlet.allot(this)
    this.desk = new Desk(this)
    this.#mailbox = new Mailbox(services.mailboxLimit, () => this.#flush())
    openHandle(view, this.desk)
  }

  /** Names the instance to every process. */
  get id(): string {
    return this.number === 0 ? this.outlet.id : `${this.outlet.id}.${this.number}`
  }

  get name(): string {
    return this.view.constructor.name
  }

  get title(): string {
    return this.view.pageTitle ?? this.standardTitle
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Renders for the first time, to HTML. Errors are the caller's. */
  print(): Printed | Promise<Printed> {
    const tree = this.#render()
    this.#title = this.title
    this.desk.metaShown()
    const printed = this.#print(tree)
    if (this.#family !== null) return this.#printFamily(this.#family, tree, printed)
    // What was printed once can't always be made again.
    if (rendered(this.view, this) || printed.forgetful) this.#tree = tree
    else this.#printed = printed.digest
    return printed
  }

  /** The view is open: from now on pushes reach it and its tasks run. */
  opened(): void {
    this.desk.opened()
  }

  async openInside(): Promise<{ bytes: Uint8Array; events: Iterable<string> } | undefined> {
    if ((await open(this.desk)) !== undefined) return undefined
    const printed = await this.print()
    const bytes = printed.bytes.slice()
    printed.release()
    this.opened()
    return { bytes, events: printed.events }
  }

  receive(
    n: number,
    name: string,
    args: State = {},
    wantsReply: boolean = false,
    request: LiveRequest = this.request,
  ): void {
    this.accept(null, n, name, args, wantsReply, request)
  }

  accept(
    member: (Member & { component: object }) | null,
    n: number,
    name: string,
    args: State,
    wantsReply: boolean,
    request: LiveRequest = this.request,
  ): void {
    const { outlet, services, view } = this
    const target = member?.component ?? view
    this.desk.eventCame()
    const found = name === MODEL ? setModel : findEvent(target, name)
    if (found === undefined) {
      services.logger.warn({ view: target.constructor.name, event: name }, 'unknown event')
      return outlet.refuse(n, fail('E_UNKNOWN_EVENT'))
    }
    const { info, method } = found
    const call = (): unknown => this.#call(target, info, method, args, n, request)
    const task = isOpen(view.constructor as LiveViewClass, info)
      ? call
      : () => authorize(view, info, request, services).then(call)
    const accepted = this.#mailbox.post(() => this.#attempt(n, name, task, member, wantsReply))
    if (!accepted) outlet.refuse(n, fail('E_MAILBOX_FULL'))
  }

  /**
   * Runs a function on the view, in turn with its events, and renders. For pushes, timers and whatever
   * else does not come from the browser. False: the view is closed or its mailbox full.
   */
  post(what: string, run: () => unknown): boolean {
    return this.#mailbox.post(() => this.#attempt(0, what, run, null, false))
  }

  changed(): void {
    this.post('render', () => {})
  }

  /** Answers an event whose tasks are over. */
  answerLater(n: number, error?: unknown): void {
    this.#mailbox.post(() => {
      if (error === undefined) this.#answer(n)
      else this.#refuse(n, 'task', error)
    })
  }

  contextChanged(): void {
    this.#family?.contextChanged()
    if (this.#tree !== null) this.changed()
  }

  component<P extends object>(
    Component: ComponentClass<P>,
    props: P & Identity,
    options: HostOptions,
  ): Hosted {
    return (this.#family ??= new Family(this)).component(Component, props, options)
  }

  /** A view inside this one. */
  inside(View: new () => LiveView, options: ViewOptions): Hosted {
    return (this.#family ??= new Family(this)).inside(View, options)
  }

  inner(view: LiveView, params: Params): InnerView {
    return new Instance(view, this.outlet, this.request.within(params), this.services, this)
  }

  resend(): void {
    this.#resend = true
    this.#mailbox.post(() => {})
  }

  /** Takes the page's place from another view: answers with all values. */
  takeOver(from: Instance, n: number): void {
    this.desk.takeOver(from.desk)
    this.#title = from.#title
    this.#resend = true
    this.#mailbox.post(() => this.#answer(n))
  }

  /** Takes another address of the same view. */
  visit(n: number, request: LiveRequest): void {
    const { view, services } = this
    this.desk.eventCame()
    const go = async (): Promise<void> => {
      if ((await admit(view, request, services)) !== undefined) throw fail('E_FORBIDDEN')
      this.request = request
      await admitToObject(view, request)
      await view.handleParams?.(queryParams(request.url), request.url)
    }
    const accepted = this.#mailbox.post(() => this.#attempt(n, 'handleParams', go, null, false))
    if (!accepted) this.outlet.refuse(n, fail('E_MAILBOX_FULL'))
  }

  resume(): void {
    if (this.#mailbox.idle) this.#flush()
  }

  present(here: boolean): void {
    this.desk.present(here)
  }

  disconnect(): void {
    this.leave()
    ViewMember.closeLeft(this.outlet)
  }

  /** Closes it; sticky views inside wait for the page that comes. */
  leave(): void {
    if (this.#closed) return
    this.#closed = true
    this.desk.close()
    this.#family?.leave()
    this.#mailbox.close(() => {
      this.#printed = null
      closeStreams(this.view)
      const done = this.#attempt(0, 'disconnect', () => this.view.disconnect?.(), null, false)
      const close = (): void => closeHandle(this.view)
      return done ? done.then(close) : close()
    })
  }

  /** Logs a failure that nobody waits for. */
  report(what: string, error: unknown): void {
    this.#refuse(0, what, error)
  }

  #call(
    target: object,
    info: EventInfo,
    method: Method,
    args: State,
    n: number,
    request: LiveRequest,
  ): unknown {
    const id = `${this.outlet.id}.${n}`
    const run = (checked: unknown): unknown => {
      if (!info.background) {
        return method.call(target, checked, { id, request } satisfies EventContext, args)
      }
      this.desk.startAsync(info.name, (task) => {
        return method.call(target, checked, { id, request, ...task } satisfies EventContext, args)
      })
    }
    const { schema } = info
    if (schema === undefined) return run(args)
    const checked = checkArguments(schema, args)
    return checked instanceof Promise ? checked.then(run) : run(checked)
  }

  #render(): Block {
    this.renders++
    const tree: unknown = renderingIn(this, () => this.view.render())
    if (tree instanceof Block) return tree
    throw fail('E_NO_RENDER', this.name, describe(tree))
  }

  #print(tree: Block): Printed {
    return renderingIn(this, () => print(tree))
  }

  /** Prints again until everybody inside is there; those inside may show others. */
  async #printFamily(family: Family, tree: Block, first: Printed): Promise<Printed> {
    let printed = first
    while (family.unsettled) {
      printed.release()
      await family.settle()
      family.prepare()
      printed = this.#print(tree)
    }
    rendered(this.view, this)
    this.#tree = tree
    return printed
  }

  /**
   * Renders again what the page shows, before anything changes it. A render that depends on more than
   * the view's fields differs from the page: then all values are sent.
   */
  #recall(digest: number): void {
    this.#printed = null
    try {
      const tree = this.#render()
      const again = this.#print(tree)
      again.release()
      if (again.digest === digest) this.#tree = tree
      else this.#resend = true
    } catch (error) {
      this.#resend = true
      this.#refuse(0, 'render', error)
    }
  }

  /** Runs one piece of work; when it throws, the fields are as before and the browser is told. */
  #attempt(
    n: number,
    what: string,
    run: () => unknown,
    member: (Member & { component: object }) | null,
    wantsReply: boolean,
  ): void | Promise<void> {
    if (this.#printed !== null) this.#recall(this.#printed)
    const before = new Snapshot(this.view)
    const inside = member && new Snapshot(member.component)
    this.#good ??= before
    this.desk.event = n
    const failed = (error: unknown): void => {
      before.restore()
      inside?.restore()
      this.desk.event = 0
      this.#refuse(n, what, error)
    }
    try {
      const result = run()
      if (result instanceof Promise) {
        return result.then((value) => this.#done(n, member, wantsReply, value), failed)
      }
      this.#done(n, member, wantsReply, result)
    } catch (error) {
      failed(error)
    }
  }

  #done(n: number, member: Member | null, wantsReply: boolean, value: unknown): void {
    const { view, desk } = this
    desk.event = 0
    if (view._skipRender) view._skipRender = false
    else this.#dirty = true
    if (member) {
      member.dirty = true
      this.#lastMember = member
    }
    if (n === 0) return
    if (wantsReply) this.outlet.reply(n, (value ?? null) as Json)
    this.#answer(desk.holds(n) ? -n : n)
  }

  #answer(n: number): void {
    if (this.#answers === NONE) this.#answers = [n]
    else this.#answers.push(n)
  }

  #refuse(ref: Ref, what: string, error: unknown): void {
    const { logger } = this.services
    if (error instanceof LiveError && told.has(error.code)) {
      logger.warn({ view: this.name, event: what, reason: error.message }, 'event refused')
      return this.outlet.refuse(ref, error)
    }
    const errorId = randomId(6)
    logger.error({ view: this.name, during: what, errorId, error }, 'a view failed')
    if (ref !== 0) this.outlet.refuse(ref, fail('E_HANDLER'), errorId)
  }

  /** Renders once for all that ran, and answers it; waits while the browser can't follow. */
  #flush(): void {
    const { outlet, number } = this
    if (outlet.congested) return
    if (this.#printed !== null) this.#recall(this.#printed)
    const isShown = !this.#closed
    if (isShown && (this.#dirty || this.#resend)) this.#renderAndSend()
    else if (this.#answers.length > 0) outlet.update(this.#takeAnswers(), number, undefined)
    if (isShown) this.desk.sendEffects()
    this.#good = null
  }

  #takeAnswers(): Ref {
    const answers = this.#answers
    this.#answers = NONE
    return answers.length > 1 ? answers : (answers[0] ?? 0)
  }

  #renderAndSend(): void {
    const { outlet, number } = this
    const ref = this.#takeAnswers()
    const whole = this.#resend
    const last = this.#lastMember
    this.#lastMember = null
    this.#dirty = false
    try {
      const tree = this.#render()
      const before = this.#tree
      // A component's events are answered by its own frame.
      const ownRef = last === null ? ref : 0
      renderingIn(this, () => {
        const differ = new Differ(outlet)
        if (whole || before === null) return outlet.values(ownRef, number, differ.all(before, tree))
        const patch = differ.diff(before, tree)
        if (patch !== SAME || ownRef !== 0) outlet.update(ownRef, number, patch)
      })
      this.#tree = tree
      this.#resend = false
      if (this.#family !== null)
        this.#sendFamily(this.#family, last === null ? 0 : ref, whole, last)
      if (whole && number === 0) ViewMember.closeLeft(outlet)
      rendered(this.view, this)
      this.#sendTitle()
    } catch (error) {
      outlet.discard()
      this.#good?.restore()
      this.#refuse(ref, 'render', error)
    }
  }

  #sendFamily(family: Family, ref: Ref, whole: boolean, last: Member | null): void {
    family.sweep(this.#tree!)
    if (family.unsettled) {
      const settled = family.settle()
      // Those that take time are shown by the next render.
      if (settled) this.#mailbox.post(() => settled.then(() => this.#done(0, null, false, null)))
    }
    const left = family.send(ref, whole, last)
    if (left !== 0) this.outlet.update(left, this.number, undefined)
  }

  #sendTitle(): void {
    const { title } = this
    if (title === this.#title || this.number !== 0) return
    this.#title = title
    this.outlet.title(title)
  }
}
