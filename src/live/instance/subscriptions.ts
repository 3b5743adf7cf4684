/** What comes to a view's `handleInfo` by itself: messages of topics, and timers. */
import type { Clock } from '../../base/clock.ts'
import type { Topics } from '../../pubsub/topics.ts'
import type { Subscriber } from '../../pubsub/subscription.ts'
import { infoTopic } from '../view/view-topics.ts'
import type { TopicMessage } from '../view/view-topics.ts'

/** Takes a message in the view's turn. */
export type Deliver = (event: string, data: unknown) => void

export class Subscriptions {
  readonly #id: string
  readonly #deliver: Deliver
  readonly #missed: () => void
  readonly #all: Topics
  readonly #topics = new Map<string, Subscriber<TopicMessage>>()
  readonly #timers = new Set<() => void>()

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

  /** @returns when messages will arrive; it never rejects. */
  subscribe(topic: string): Promise<void> {
    const known = this.#topics.get(topic)
    if (known) return this.#all.subscribe(infoTopic(topic), known)
    const subscriber: Subscriber<TopicMessage> = {
      hear: ({ event, data, except }) => {
        if (except !== this.#id) this.#deliver(event, data)
      },
      missed: this.#missed,
    }
    this.#topics.set(topic, subscriber)
    return this.#all.subscribe(infoTopic(topic), subscriber)
  }

  get topics(): string[] {
    return [...this.#topics.keys()]
  }

  get hasTimers(): boolean {
    return this.#timers.size > 0
  }

  unsubscribe(topic: string): void {
    const subscriber = this.#topics.get(topic)
    if (subscriber === undefined) return
    this.#topics.delete(topic)
    this.#all.unsubscribe(infoTopic(topic), subscriber)
  }

  /** Delivers a message after some milliseconds; the result cancels it. */
  after(clock: Clock, ms: number, event: string, data: unknown): () => void {
    const cancel = clock.after(ms, () => {
      this.#timers.delete(cancel)
      this.#deliver(event, data)
    })
    this.#timers.add(cancel)
    return () => {
      this.#timers.delete(cancel)
      cancel()
    }
  }

  close(): void {
    for (const topic of [...this.#topics.keys()]) this.unsubscribe(topic)
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }
}
