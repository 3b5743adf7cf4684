/** Topics inside a thread of views, by way of the thread that has the others. */
import type { FromWorker } from './messages.ts'
import { checkMessageSize } from '../../pubsub/layer.ts'
import type { ChannelLayer } from '../../pubsub/layer.ts'
import type { Json } from '../../wire/frames.ts'

export class PortLayer implements ChannelLayer {
  readonly name = 'thread'
  readonly shared = true
  readonly #post: (message: FromWorker) => void
  readonly #listeners = new Map<string, (message: string) => void>()
  readonly #gaps = new Set<() => void>()

  constructor(post: (message: FromWorker) => void) {
    this.#post = post
  }

  deliver(topic: string, message: Json): void {
    this.#listeners.get(topic)?.(JSON.stringify(message))
  }

  /** The other thread heard that messages may have been lost. */
  gap(): void {
    for (const listener of this.#gaps) listener()
  }

  async ready(): Promise<void> {}

  async publish(topic: string, message: string): Promise<void> {
    checkMessageSize(topic, message)
    this.#post({ kind: 'publish', topic, message: JSON.parse(message) as Json })
  }

  async subscribe(
    topic: string,
    onMessage: (message: string) => void,
  ): Promise<() => Promise<void>> {
    this.#listeners.set(topic, onMessage)
    this.#post({ kind: 'subscribe', topic, on: true })
    return async () => {
      // Somebody may have come meanwhile.
      if (this.#listeners.get(topic) !== onMessage) return
      this.#listeners.delete(topic)
      this.#post({ kind: 'subscribe', topic, on: false })
    }
  }

  onGap(listener: () => void): () => void {
    this.#gaps.add(listener)
    return () => void this.#gaps.delete(listener)
  }

  async close(): Promise<void> {
    this.#listeners.clear()
  }
}
