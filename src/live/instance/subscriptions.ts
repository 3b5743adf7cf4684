/** What comes to a view's `handleInfo` by itself: messages of topics, and timers. */
import { ownText } from '../../base/own-text.ts'
import type { Clock } from '../../base/clock.ts'
import { fail } from '../../base/errors.ts'
import type { Topics } from '../../pubsub/topics.ts'
import type { Subscriber } from '../../pubsub/subscription.ts'
import { infoTopic } from '../view/view-topics.ts'
import type { TopicMessage } from '../view/view-topics.ts'

/** Topics that one view may listen to, and estimated bytes that one takes beside its name. */
const MOST = 1000
const TOPIC_BYTES = 1024

/** Takes a message in the view's turn; `taken` is called when that comes, or never will. */
export type Deliver = (event: string, data: unknown, taken?: () => void) => void

/** A message that a view sends itself later. */
export interface Timer {
  event: string
  data: unknown
  /** When, in milliseconds since 1970. */
  due: number
}

export class Subscriptions {
  readonly #id: string
  readonly #deliver: Deliver
  readonly #missed: () => void
  readonly #all: Topics
  readonly #topics = new Map<string, Subscriber<TopicMessage>>()
  /** Those that wait, with what stops each: also for the view's turn, so that none is lost meanwhile. */
  readonly #timers = new Map<Timer, () => void>()

  /**
   * @param all the topics of the app.
   * @param id the instance's; messages that leave it out name it.
   * @param missed is told when messages may have been lost.
   */
  constructor(all: Topics, id: string, deliver: Deliver, missed: () => void) {
    this.#all = all
    this.#id = id
    this.#deliver = deliver
    this.#missed = missed
  }

  /** @returns when messages will arrive; it never rejects. @throws LiveError E_TOPICS. */
  subscribe(topic: string): Promise<void> {
    const known = this.#topics.get(topic)
    if (known) return this.#all.subscribe(infoTopic(topic), known)
    if (this.#topics.size >= MOST) throw fail('E_TOPICS', MOST)
    const subscriber: Subscriber<TopicMessage> = {
      hear: ({ event, data, except }) => {
        if (except !== this.#id) this.#deliver(event, data)
      },
      missed: this.#missed,
    }
    this.#topics.set(ownText(topic), subscriber)
    return this.#all.subscribe(infoTopic(topic), subscriber)
  }

  get topics(): string[] {
    return [...this.#topics.keys()]
  }

  get heldBytes(): number {
    return this.#topics.size * TOPIC_BYTES
  }

  /** Names and messages that a visitor may have chosen: see base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [this.topics, this.timers]
  }

  /** In the order in which they were begun. */
  get timers(): Timer[] {
    return [...this.#timers.keys()]
  }

  unsubscribe(topic: string): void {
    const subscriber = this.#topics.get(topic)
    if (subscriber === undefined) return
    this.#topics.delete(topic)
    this.#all.unsubscribe(infoTopic(topic), subscriber)
  }

  /** Delivers a message after some milliseconds; the result cancels it. */
  after(clock: Clock, ms: number, event: string, data: unknown): () => void {
    const timer = { event: ownText(event), data, due: clock.now() + ms }
    const taken = (): void => void this.#timers.delete(timer)
    const stop = clock.after(ms, () => this.#deliver(timer.event, data, taken))
    this.#timers.set(timer, stop)
    return () => {
      taken()
      stop()
    }
  }

  close(): void {
    for (const topic of [...this.#topics.keys()]) this.unsubscribe(topic)
    for (const stop of this.#timers.values()) stop()
    this.#timers.clear()
  }
}
