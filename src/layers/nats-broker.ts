/** NATS by way of the package `@nats-io/transport-node`. Its connection subscribes again by itself. */
import { createHash } from 'node:crypto'
import { LiveError } from '../base/errors.ts'
import { reconnectDelay } from './broker.ts'
import type { Broker, BrokerEvents } from './broker.ts'

interface NatsMessage {
  string(): string
}

interface NatsSubscription {
  unsubscribe(): void
}

/** What is used of a connection of the package `@nats-io/transport-node`. */
export interface NatsConnection {
  publish(subject: string, payload?: string): void
  subscribe(
    subject: string,
    options: { callback: (error: Error | null, message: NatsMessage) => void },
  ): NatsSubscription
  /** Resolves when the server has everything that was sent before. */
  flush(): Promise<void>
  status(): AsyncIterable<{ type: string; error?: Error }>
  closed(): Promise<unknown>
  isClosed(): boolean
  close(): Promise<void>
}

export class NatsBroker implements Broker {
  readonly name: string
  readonly #prefix: string
  readonly #open: () => Promise<NatsConnection>
  readonly #owns: boolean
  readonly #subscriptions = new Map<string, NatsSubscription>()
  #connection: NatsConnection | null = null
  #flushing: Promise<void> | null = null
  #isClosed = false

  /** @param owns the connection is the layer's own, and closed with it. */
  constructor(
    name: string,
    prefix: string,
    open: () => Promise<NatsConnection>,
    { owns }: { owns: boolean },
  ) {
    this.name = name
    this.#prefix = prefix
    this.#open = open
    this.#owns = owns
  }

  connect(events: BrokerEvents): void {
    this.#connect(events).catch((error: unknown) => events.down(error))
  }

  async publish(channel: string, text: string): Promise<void> {
    this.#connection!.publish(this.#subject(channel), text)
    await this.#flush()
  }

  async join(channel: string): Promise<void> {
    // It may be there from a try whose answer was lost.
    this.#subscriptions.get(channel)?.unsubscribe()
    const subscription = this.#connection!.subscribe(this.#subject(channel), {
      callback: (error, message) => {
        if (error === null) this.#hear(channel, message.string())
      },
    })
    this.#subscriptions.set(channel, subscription)
    await this.#flush()
  }

  async leave(channel: string): Promise<void> {
    const subscription = this.#subscriptions.get(channel)
    this.#subscriptions.delete(channel)
    subscription?.unsubscribe()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const connection = this.#connection
    if (connection === null || connection.isClosed()) return
    if (this.#owns) return connection.close()
    for (const subscription of this.#subscriptions.values()) subscription.unsubscribe()
  }

  #hear: (channel: string, text: string) => void = () => {}

  /** Tries until it is connected: from then on the connection does that itself. */
  async #connect(events: BrokerEvents): Promise<void> {
    this.#hear = (channel, text) => events.message(channel, text)
    for (let failures = 0; !this.#isClosed; failures++) {
      try {
        this.#connection = await this.#open()
        break
      } catch (error) {
        if (error instanceof LiveError) return events.broken(error)
        events.down(error)
        await new Promise((resolve) => setTimeout(resolve, reconnectDelay(failures)))
      }
    }
    const connection = this.#connection
    if (connection === null) return
    if (this.#isClosed) return this.close()
    this.#follow(connection, events).catch((error: unknown) => events.down(error))
    try {
      // A connection of the user's may be anywhere between lost and there.
      await connection.flush()
      events.up({ missed: false })
    } catch (error) {
      events.down(error)
    }
  }

  async #follow(connection: NatsConnection, events: BrokerEvents): Promise<void> {
    let cause: unknown = new Error('the connection was lost')
    for await (const { type, error } of connection.status()) {
      if (type === 'error') cause = error
      else if (type === 'disconnect') events.down(cause)
      else if (type === 'reconnect') {
        this.#back(connection, events).catch((failure: unknown) => events.down(failure))
      }
    }
    if (!this.#isClosed) events.down(new Error('the connection was closed'))
  }

  async #back(connection: NatsConnection, events: BrokerEvents): Promise<void> {
    try {
      // The subscriptions were sent before it.
      await connection.flush()
      events.up({ missed: true })
    } catch (error) {
      events.down(error)
    }
  }

  /** One question to the server for all that is sent before the next turn. */
  #flush(): Promise<void> {
    return (this.#flushing ??= Promise.resolve().then(() => {
      this.#flushing = null
      return this.#connection!.flush()
    }))
  }

  #subject(channel: string): string {
    return subjectOf(this.#prefix, channel.slice(this.#prefix.length))
  }
}

/** Characters of a subject that servers are sure to take: their lines end at 4096. */
const SUBJECT_LENGTH = 1000

/**
 * The subject of a topic: `a.b c` is `a%2Eb%20c`, since dots, spaces, `*` and `>` mean something there.
 * Names that get too long are hashed; no other becomes "%sha…".
 */
export function subjectOf(prefix: string, topic: string): string {
  const name = encodeURIComponent(topic).replace(/[.*]/g, (sign) => (sign === '.' ? '%2E' : '%2A'))
  if (name === '') return `${prefix}%empty`
  if (name.length <= SUBJECT_LENGTH) return prefix + name
  return `${prefix}%sha256-${createHash('sha256').update(topic).digest('hex')}`
}
