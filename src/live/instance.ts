/**
 * One living view: runs its methods one at a time, renders when they are done and sends what changed.
 * Called by the gateway (through Receiver) and by pushes; talks to its window.
 */
import { describe, fail, LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import type { Logger } from '../base/logger.ts'
import { Differ, SAME } from '../template/diff.ts'
import { Block } from '../template/html.ts'
import { print } from '../template/print.ts'
import type { Printed } from '../template/print.ts'
import type { Ref } from '../wire/frames.ts'
import { topics } from '../pubsub/topics.ts'
import type { Subscriber } from '../pubsub/topics.ts'
import { Mailbox } from '../window/mailbox.ts'
import type { Receiver, Window } from '../window/window.ts'
import { checkArguments } from './arguments.ts'
import { findEvent } from './event.ts'
import type { EventContext } from './event.ts'
import { applyPush, viewTopic } from './push-message.ts'
import type { PushMessage } from './push-message.ts'
import { Snapshot } from './snapshot.ts'
import { closeStreams, rendered } from './streams.ts'
import type { LiveView } from './view.ts'

/** The number of a page's own view in its window. */
const PAGE_VIEW = 0
const NONE: number[] = []

type State = Record<string, unknown>

const instances = new WeakMap<LiveView, Instance>()

/** The instance of a view that is open; undefined before mount and after disconnect. */
export function instanceOf(view: LiveView): Instance | undefined {
  return instances.get(view)
}

export class Instance implements Receiver, Subscriber<PushMessage> {
  readonly view: LiveView
  readonly #window: Window
  readonly #logger: Logger
  readonly #mailbox: Mailbox
  /** What the browser shows, or will when it has read all frames. */
  #tree: Block | null = null
  /**
   * The digest of the printed page until its socket comes. The tree is made again then: most pages'
   * sockets come soon or never, and trees that wait are all the garbage collector's work.
   */
  #printed: number | null = null
  #title: string | undefined
  /** The view at the last successful render. */
  #good: Snapshot | null = null
  /** Numbers of events that are handled and not answered yet. */
  #answers: number[] = NONE
  /** Something ran since the last render that the browser has. */
  #dirty = false
  /** The browser needs all values, not a patch. */
  #resend = false

  constructor(view: LiveView, window: Window, logger: Logger, mailboxLimit: number) {
    this.view = view
    this.#window = window
    this.#logger = logger
    this.#mailbox = new Mailbox(mailboxLimit, () => this.#flush())
    instances.set(view, this)
  }

  /** Renders for the first time, to HTML. Errors are the caller's. */
  print(): Printed {
    const tree = this.#render()
    const printed = print(tree)
    // What was printed once can't always be made again.
    if (rendered(this.view, this) || printed.forgetful) this.#tree = tree
    else this.#printed = printed.digest
    this.#title = this.view.pageTitle
    return printed
  }

  receive(n: number, name: string, args: State = {}): void {
    const found = findEvent(this.view, name)
    if (found === undefined) {
      this.#logger.warn({ view: this.#name, event: name }, 'unknown event')
      return this.#window.refuse(n, fail('E_UNKNOWN_EVENT'))
    }
    const { info, method } = found
    const context: EventContext = { id: `${this.#window.id}.${n}` }
    const run = (checked: unknown) => method.call(this.view, checked, context)
    const { schema } = info
    const task = schema
      ? () => {
          const checked = checkArguments(schema, args)
          return checked instanceof Promise ? checked.then(run) : run(checked)
        }
      : () => run(args)
    const accepted = this.#mailbox.post(() => this.#attempt(n, name, task))
    if (!accepted) this.#window.refuse(n, fail('E_MAILBOX_FULL'))
  }

  /** Lets pushes to this view's class reach it. */
  joinPushes(): void {
    topics.subscribe(viewTopic(this.#name), this)
  }

  hear(message: PushMessage): void {
    if (message.except !== this.id)
      this.post('push', () => applyPush(this.view, message, this.#logger))
  }

  /**
   * Runs a function on the view, in turn with its events, and renders. For pushes, timers and whatever
   * else does not come from the browser. False: the view is closed or its mailbox full.
   */
  post(what: string, run: () => unknown): boolean {
    return this.#mailbox.post(() => this.#attempt(0, what, run))
  }

  resend(): void {
    this.#resend = true
    this.#mailbox.post(() => {})
  }

  resume(): void {
    if (this.#mailbox.idle) this.#flush()
  }

  disconnect(): void {
    this.#mailbox.close(() => {
      instances.delete(this.view)
      this.#printed = null
      closeStreams(this.view)
      topics.unsubscribe(viewTopic(this.#name), this)
      return this.#attempt(0, 'disconnect', () => this.view.disconnect?.())
    })
  }

  /** Names the instance to every process. */
  get id(): string {
    return this.#window.id
  }

  get #name(): string {
    return this.view.constructor.name
  }

  /**
   * Renders again what the page shows, before anything changes it. A render that depends on more than
   * the view's fields differs from the page: then all values are sent.
   */
  #recall(digest: number): void {
    this.#printed = null
    try {
      const tree = this.#render()
      const again = print(tree)
      again.release()
      if (again.digest === digest) this.#tree = tree
      else this.#resend = true
    } catch (error) {
      this.#resend = true
      this.#refuse(0, 'render', error)
    }
  }

  /** Runs one piece of work; when it throws, the fields are as before and the browser is told. */
  #attempt(n: number, what: string, run: () => unknown): void | Promise<void> {
    if (this.#printed !== null) this.#recall(this.#printed)
    const before = new Snapshot(this.view)
    this.#good ??= before
    this.#dirty = true
    try {
      const result = run()
      if (result instanceof Promise) {
        return result.then(
          () => this.#answer(n),
          (error: unknown) => this.#failed(n, what, error, before),
        )
      }
      this.#answer(n)
    } catch (error) {
      this.#failed(n, what, error, before)
    }
  }

  #answer(n: number): void {
    if (n === 0) return
    if (this.#answers === NONE) this.#answers = [n]
    else this.#answers.push(n)
  }

  #failed(n: number, what: string, error: unknown, before: Snapshot): void {
    before.restore()
    this.#refuse(n, what, error)
  }

  #refuse(ref: Ref, what: string, error: unknown): void {
    if (error instanceof LiveError && error.code === 'E_BAD_ARGS') {
      this.#logger.warn({ view: this.#name, event: what, reason: error.message }, 'event refused')
      return this.#window.refuse(ref, error)
    }
    const errorId = randomId(6)
    this.#logger.error({ view: this.#name, during: what, errorId, error }, 'a view failed')
    if (ref !== 0) this.#window.refuse(ref, fail('E_HANDLER'), errorId)
  }

  /** Renders once for all that ran, and answers it; waits while the browser can't follow. */
  #flush(): void {
    const window = this.#window
    if (window.outbox.congested) return
    if (this.#printed !== null) this.#recall(this.#printed)
    if (this.#dirty || this.#resend) this.#renderAndSend()
    this.#good = null
  }

  #renderAndSend(): void {
    const window = this.#window
    const answers = this.#answers
    const ref: Ref = answers.length > 1 ? answers : (answers[0] ?? 0)
    this.#answers = NONE
    this.#dirty = false
    try {
      const tree = this.#render()
      const differ = new Differ(window)
      const before = this.#tree
      if (this.#resend || before === null) window.values(ref, PAGE_VIEW, differ.all(before, tree))
      else {
        const patch = differ.diff(before, tree)
        if (patch !== SAME || ref !== 0) window.update(ref, PAGE_VIEW, patch)
      }
      this.#tree = tree
      this.#resend = false
      rendered(this.view, this)
      this.#sendTitle()
    } catch (error) {
      window.discard()
      this.#good?.restore()
      this.#refuse(ref, 'render', error)
    }
  }

  #render(): Block {
    const tree: unknown = this.view.render()
    if (tree instanceof Block) return tree
    throw fail('E_NO_RENDER', this.#name, describe(tree))
  }

  #sendTitle(): void {
    const { pageTitle } = this.view
    if (pageTitle === this.#title) return
    this.#title = pageTitle
    if (pageTitle !== undefined) this.#window.title(pageTitle)
  }
}
