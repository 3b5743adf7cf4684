/**
 * Named audiences. However many of this process's views listen to a topic, the layer is subscribed once
 * and a message is decoded once.
 */
import type { ChannelLayer } from './layer.ts'
import { memoryLayer } from './memory.ts'

/** Takes a topic's messages. */
export interface Subscriber<T> {
  hear(message: T): void
}

interface Audience {
  subscribers: Set<Subscriber<unknown>>
  leave: Promise<() => Promise<void>>
}

export class Topics {
  #layer: ChannelLayer
  readonly #audiences = new Map<string, Audience>()

  constructor(layer: ChannelLayer) {
    this.#layer = layer
  }

  /** Goes over another layer from now on. Call it before anybody subscribes. */
  use(layer: ChannelLayer): void {
    this.#layer = layer
  }

  /** @param message JSON values only: it may travel to other processes. */
  publish(topic: string, message: unknown): Promise<void> {
    return this.#layer.publish(topic, JSON.stringify(message))
  }

  subscribe<T>(topic: string, subscriber: Subscriber<T>): void {
    const audience = this.#audiences.get(topic) ?? this.#open(topic)
    audience.subscribers.add(subscriber as Subscriber<unknown>)
  }

  unsubscribe<T>(topic: string, subscriber: Subscriber<T>): void {
    const audience = this.#audiences.get(topic)
    if (!audience?.subscribers.delete(subscriber as Subscriber<unknown>)) return
    if (audience.subscribers.size > 0) return
    this.#audiences.delete(topic)
    void audience.leave.then((leave) => leave())
  }

  #open(topic: string): Audience {
    const subscribers = new Set<Subscriber<unknown>>()
    const leave = this.#layer.subscribe(topic, (text) => {
      const message: unknown = JSON.parse(text)
      for (const subscriber of subscribers) subscriber.hear(message)
    })
    const audience = { subscribers, leave }
    this.#audiences.set(topic, audience)
    return audience
  }
}

/** The topics of this process. */
export const topics: Topics = new Topics(memoryLayer())
