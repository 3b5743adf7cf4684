/** Those in this process who listen to one topic, and their one subscription at the layer. */
import { detach } from '../base/detach.ts'
import { systemClock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { ChannelLayer } from './layer.ts'
import { decodeMessage } from './message.ts'
import { tellAll } from './tell.ts'

/** Takes a topic's messages. */
export interface Subscriber<T> {
  hear(message: T): void
  /** Messages of the topic may have been lost. */
  missed?(): void
}

/** Milliseconds until a refused subscription is tried again: at first, and at most. */
const RETRY_MS = 500
const MOST_RETRY_MS = 30_000

interface Membership {
  readonly layer: ChannelLayer
  isOver: boolean
  leave?: () => Promise<void>
}

export class Subscription {
  readonly topic: string
  readonly subscribers: Set<Subscriber<unknown>> = new Set()
  /** Resolves when messages arrive; never rejects. */
  joined: Promise<void> = Promise.resolve()
  readonly #logger: () => Logger
  #task: Membership | null = null

  constructor(topic: string, logger: () => Logger) {
    this.topic = topic
    this.#logger = logger
  }

  /** Listens at a layer, instead of the one before. */
  join(layer: ChannelLayer): void {
    this.leave()
    this.#task = { layer, isOver: false }
    this.joined = this.#join(this.#task)
  }

  leave(): void {
    const membership = this.#task
    if (membership === null) return
    this.#task = null
    membership.isOver = true
    if (membership.leave) detach(this.#end(membership), this.#logger(), 'a topic was not left')
  }

  /** Tells everybody that messages may have been lost. */
  missed(): void {
    tellAll(this.subscribers, (subscriber) => subscriber.missed?.(), this.#logger())
  }

  /** Tries until it succeeds: no caller waits for it that could handle a failure. */
  async #join(membership: Membership): Promise<void> {
    const { layer } = membership
    for (let failures = 0; !membership.isOver; failures++) {
      try {
        membership.leave = await layer.subscribe(this.topic, (text) => this.#hear(text))
        if (membership.isOver) return await this.#end(membership)
        if (failures > 0) this.missed()
        return
      } catch (error) {
        const fields = { topic: this.topic, layer: layer.name, error }
        this.#logger().error(fields, 'no messages of a topic arrive; trying again')
        await pause(Math.min(MOST_RETRY_MS, RETRY_MS * 2 ** failures))
      }
    }
  }

  async #end({ layer, leave }: Membership): Promise<void> {
    try {
      await leave?.()
    } catch (error) {
      this.#logger().warn({ topic: this.topic, layer: layer.name, error }, 'a topic was not left')
    }
  }

  #hear(text: string): void {
    const logger = this.#logger()
    let message: unknown
    try {
      message = decodeMessage(text)
    } catch (error) {
      logger.error({ topic: this.topic, error }, 'a message that is not JSON')
      return
    }
    tellAll(this.subscribers, (subscriber) => subscriber.hear(message), logger)
  }
}

/** Not quite the same for everybody, so that a server that is back is not run down. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(ms * (0.5 + Math.random() / 2), resolve))
}
