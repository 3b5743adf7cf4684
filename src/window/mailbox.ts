/**
 * One live view does one thing at a time. Whatever can touch its state (an event, a message, a timer,
 * the socket closing) is posted here and runs in order of arrival. When nothing is left, and after a task
 * that took time, `onDrained` renders once for all of it.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { defaultNamespace, runIn } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { Wait } from '../base/wait.ts'
import type { TimeSlices } from './time-slices.ts'

/** One piece of work. It handles its own errors. */
export type Turn = () => void | Promise<void>

/** Shared by all idle mailboxes; never changed. */
const NOTHING: Turn[] = []

/** What a mailbox needs to know; the services of an app have it. */
export interface MailboxSettings {
  /** Tasks that may wait. */
  readonly mailboxLimit: number
  /** Milliseconds that a task may take. */
  readonly eventMs: number
  /** Milliseconds that those before the end have together, once it is closed. */
  readonly leaveMs: number
  readonly clock: Clock
  readonly logger: Logger
  /** Where what no browser asked for has its turns. */
  readonly slices: TimeSlices
  /** The app's. Default: the one that apps share. */
  readonly namespace?: Namespace
}

/** The owner of a mailbox, which may have to pause. */
export interface Pausing {
  /** It has to wait while others take their turn. */
  readonly isPaused?: boolean
  /**
   * Takes what comes next, when it is others' turn, and runs it in its own. False: the mailbox goes on. Left out: it
   * always does.
   */
  rest?(goOn: () => void): boolean
}

export class Mailbox {
  readonly #settings: MailboxSettings
  readonly #pausing: Pausing
  readonly #onDrained: () => void
  /** Of views inside that take turns here; null: none does. */
  #inside: Set<() => void> | null = null
  #queue: Turn[] = NOTHING
  #running = false
  /** It has a place in the time slices, and has not begun. */
  #isSliced = false
  /** How many tasks were queued so far. */
  posted = 0
  /** When what waits must be over, by {@link elapsed}; null until it is closed. */
  #closesAt: number | null = null
  #closed = false
  /** What the running task waits for. */
  #wait: Wait<unknown> | null = null

  /**
   * @param pausing between two tasks it is asked whether others go first.
   * @param onDrained is called as a plain function each time nothing is left.
   */
  constructor(settings: MailboxSettings, pausing: Pausing, onDrained: () => void) {
    this.#pausing = pausing
    this.#settings = settings
    this.#onDrained = onDrained
  }

  /** True when nothing runs or waits. */
  get idle(): boolean {
    return !this.#running
  }

  /** Resolves when what waits now has run, and what it led to was handed on. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.postAlways(resolve)) resolve()
    })
  }

  /**
   * Calls another function each time nothing is left, before its own.
   * @returns what ends that.
   */
  alsoDrained(show: () => void): () => void {
    const inside = (this.#inside ??= new Set())
    inside.add(show)
    return () => void inside.delete(show)
  }

  /** Queues a task, which must handle its own errors. False means refused: closed or full. */
  post(task: Turn): boolean {
    if (this.#closed || this.#queue.length >= this.#settings.mailboxLimit) return false
    this.#add(task)
    return true
  }

  /** Queues a task that no browser waits for; what else is queued brings its turn forward. False: see {@link post}. */
  tell(task: Turn): boolean {
    if (this.#closed || this.#queue.length >= this.#settings.mailboxLimit) return false
    this.posted++
    this.#push(task)
    if (this.#running) return true
    this.#running = true
    this.#isSliced = true
    this.#settings.slices.add(() => {
      // Else something brought it forward.
      if (this.#isSliced) this.#begin()
    })
    return true
  }

  /**
   * Queues a task that follows from what was accepted before, such as an answer or a task's result: it
   * does not count against the limit. False: closed.
   */
  postAlways(task: Turn): boolean {
    if (this.#closed) return false
    this.#add(task)
    return true
  }

  /** Queues the end of a view inside, when the page's own has ended too. */
  postEnd(task: Turn): void {
    this.#add(task)
  }

  /**
   * Runs what waits already and `last` after it; refuses everything later. What runs before `last` has
   * `leaveMs` together.
   */
  close(last: Turn): void {
    if (this.#closed) return
    this.#closed = true
    const { clock, leaveMs } = this.#settings
    this.#closesAt = elapsed(clock) + leaveMs
    this.#wait?.limit(leaveMs)
    this.#add(() => {
      this.#closesAt = null
      return last()
    })
  }

  /**
   * Waits for what the running task began, but not for ever.
   * @throws what it throws, and LiveError E_EVENT_TIME when it takes longer than `eventMs`.
   */
  within<T>(work: Promise<T>): Promise<T> {
    const { clock, eventMs } = this.#settings
    const closesAt = this.#closesAt
    const left = closesAt === null ? eventMs : Math.max(0, closesAt - elapsed(clock))
    const wait = new Wait(work, clock, Math.min(eventMs, left))
    this.#wait = wait
    return wait.over
  }

  #add(task: Turn): void {
    this.posted++
    this.#push(task)
    if (this.#running && !this.#isSliced) return
    this.#running = true
    this.#isSliced = false
    // A microtask, so that all frames that arrived together are rendered together.
    queueMicrotask(() => this.#begin())
  }

  #push(task: Turn): void {
    if (this.#queue === NOTHING) this.#queue = [task]
    else this.#queue.push(task)
  }

  #begin(): void {
    this.#isSliced = false
    const { namespace = defaultNamespace } = this.#settings
    runIn(namespace, () => this.#drain())
  }

  /** What took time is shown and answered before others that may take time begin. */
  #goOn(): void {
    this.#wait = null
    if (this.#queue.length > 0) {
      this.#show()
      if (this.#rests()) return
    }
    this.#drain()
  }

  #show(): void {
    this.#inside?.forEach((show) => this.#run(show))
    this.#run(this.#onDrained)
  }

  /** True when others go first; the mailbox goes on by itself. */
  #rests(): boolean {
    if (!this.#pausing.isPaused) return false
    const { namespace = defaultNamespace } = this.#settings
    return this.#pausing.rest?.(() => runIn(namespace, () => this.#drain())) === true
  }

  #drain(): void {
    let next = 0
    while (next < this.#queue.length) {
      const result = this.#run(this.#queue[next++]!)
      if (result instanceof Promise) {
        this.#queue.splice(0, next)
        const goOn = (): void => this.#goOn()
        result.then(goOn, (error: unknown) => {
          this.#failed(error)
          goOn()
        })
        return
      }
      if (next === this.#queue.length || !this.#pausing.isPaused) continue
      this.#queue.splice(0, next)
      next = 0
      // Not shown before: what is next may follow from what has run, as an address from an event.
      if (this.#rests()) return
    }
    this.#queue = NOTHING
    this.#running = false
    this.#show()
  }

  /** Tasks handle their errors; one that does not must not stop those behind it. */
  #run(task: () => unknown): unknown {
    try {
      return task()
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    this.#settings.logger.error({ error }, 'work of a view failed')
  }
}
