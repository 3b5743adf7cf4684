/**
 * Named audiences. However many of this process's views listen to a topic, the layer is subscribed once
 * and a message is decoded once.
 */
import { ownText } from '../base/own-text.ts'
import { detach } from '../base/detach.ts'
import { fail } from '../base/errors.ts'
import { perNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { consoleLogger } from '../base/logger.ts'
import type { Logger } from '../base/logger.ts'
import { Subscription } from './subscription.ts'
import type { Subscriber } from './subscription.ts'
import type { ChannelLayer } from './layer.ts'
import { memoryLayer } from './memory.ts'
import { encodeMessage } from './message.ts'

/** Characters of a topic's name: 512 of a key, and what stands before it. */
const MOST_TOPIC = 600

export class Topics {
  #layer: ChannelLayer
  #logger: Logger = consoleLogger
  #forgetGaps: () => void
  /** Messages that were published here. */
  published = 0
  readonly #audiences = new Map<string, Subscription>()

  constructor(layer: ChannelLayer) {
    this.#layer = layer
    this.#forgetGaps = layer.onGap(this.#missed)
  }

  /** What carries the messages now. */
  get layer(): ChannelLayer {
    return this.#layer
  }

  /** Goes over another layer from now on, with everybody who listens. The one before is not closed. */
  use(layer: ChannelLayer, logger: Logger = this.#logger): void {
    this.#logger = logger
    if (layer === this.#layer) return
    this.#forgetGaps()
    this.#layer = layer
    this.#forgetGaps = layer.onGap(this.#missed)
    for (const audience of this.#audiences.values()) audience.join(layer)
  }

  /**
   * Failures are logged, so that callers need not await the result.
   * @param message values that can travel to other processes: JSON's, dates, maps, sets, big integers.
   * @throws LiveError E_MESSAGE_VALUE for others; what the layer's `publish` does.
   */
  publish(topic: string, message: unknown): Promise<void> {
    this.published++
    const published = this.#publish(topic, message)
    published.catch((error: unknown) => {
      const fields = { topic, layer: this.#layer.name, error }
      this.#logger.error(fields, 'a message was not published')
    })
    return published
  }

  async #publish(topic: string, message: unknown): Promise<void> {
    checkTopic(topic)
    await this.#layer.publish(topic, encodeMessage(message))
  }

  /**
   * @returns when messages will arrive; it never rejects.
   * @throws LiveError E_TOPIC for a name that is too long.
   */
  subscribe<T>(topic: string, subscriber: Subscriber<T>): Promise<void> {
    checkTopic(topic)
    const audience = this.#audiences.get(topic) ?? this.#open(topic)
    audience.subscribers.add(subscriber as Subscriber<unknown>)
    return audience.joined
  }

  /** Subscribes for who does not wait until messages arrive. */
  follow<T>(topic: string, subscriber: Subscriber<T>): void {
    detach(this.subscribe(topic, subscriber), this.#logger, 'no messages of a topic arrive')
  }

  unsubscribe<T>(topic: string, subscriber: Subscriber<T>): void {
    const audience = this.#audiences.get(topic)
    if (!audience?.subscribers.delete(subscriber as Subscriber<unknown>)) return
    if (audience.subscribers.size > 0) return
    this.#audiences.delete(topic)
    audience.leave()
  }

  #open(given: string): Subscription {
    const topic = ownText(given)
    const audience = new Subscription(topic, () => this.#logger)
    this.#audiences.set(topic, audience)
    audience.join(this.#layer)
    return audience
  }

  readonly #missed = (): void => {
    for (const audience of [...this.#audiences.values()]) audience.missed()
  }
}

/** Names are kept for each who listens; apps may make them of what browsers send. */
function checkTopic(topic: string): void {
  if (topic.length > MOST_TOPIC) throw fail('E_TOPIC', `one of ${topic.length} characters`)
}

/** The topics of a namespace. */
export const topicsOf: (namespace?: Namespace) => Topics = perNamespace(
  () => new Topics(memoryLayer()),
)
