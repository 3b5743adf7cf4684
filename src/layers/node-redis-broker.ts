/** Redis by way of the package `redis`. Its client connects and subscribes again by itself. */
import { reconnectDelay } from './broker.ts'
import type { Broker, BrokerEvents } from './broker.ts'

/** What is used of a client of the package `redis`. */
export interface NodeRedisClient {
  readonly isOpen: boolean
  readonly isReady: boolean
  readonly options?: object
  duplicate(overrides?: object): NodeRedisClient
  connect(): Promise<unknown>
  destroy(): void
  on(event: string, listener: (error?: unknown) => void): unknown
  publish(channel: string, message: string): Promise<unknown>
  subscribe(
    channel: string,
    listener: (message: string, channel: string) => unknown,
  ): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
}

/** Milliseconds between two signs of life, and of silence after which a connection counts as lost. */
const PING_MS = 10_000
const SILENCE_MS = 30_000

interface Clients {
  publisher: NodeRedisClient
  listener: NodeRedisClient
}

export class NodeRedisBroker implements Broker {
  readonly name: string
  readonly #client: () => Promise<NodeRedisClient>
  #clients: Clients | null = null
  #events: BrokerEvents | null = null
  #missed = false
  #isClosed = false

  /** @param client gives a client whose settings are used. */
  constructor(name: string, client: () => Promise<NodeRedisClient>) {
    this.name = name
    this.#client = client
  }

  connect(events: BrokerEvents): void {
    this.#events = events
    this.#client().then(
      (client) => this.#open(client),
      (error: Error) => events.broken(error),
    )
  }

  async publish(channel: string, text: string): Promise<void> {
    await this.#clients!.publisher.publish(channel, text)
  }

  async join(channel: string): Promise<void> {
    await this.#clients!.listener.subscribe(channel, this.#hear)
  }

  async leave(channel: string): Promise<void> {
    await this.#clients!.listener.unsubscribe(channel)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const client of Object.values(this.#clients ?? {}) as NodeRedisClient[]) {
      if (client.isOpen) client.destroy()
    }
  }

  #open(client: NodeRedisClient): void {
    if (this.#isClosed) return
    const { socket } = (client.options ?? {}) as { socket?: object }
    const settings = {
      pingInterval: PING_MS,
      socket: { ...socket, reconnectStrategy: reconnectDelay, socketTimeout: SILENCE_MS },
    }
    this.#clients = { publisher: client.duplicate(settings), listener: client.duplicate(settings) }
    this.#follow(this.#clients.publisher, false)
    this.#follow(this.#clients.listener, true)
  }

  #follow(client: NodeRedisClient, listens: boolean): void {
    let wasReady = false
    const lost = (cause?: unknown): void => {
      if (client.isReady) return
      if (wasReady && listens) this.#missed = true
      this.#events!.down(cause ?? new Error('the connection ended'))
    }
    client.on('error', lost)
    client.on('end', lost)
    // The client has subscribed to everything again when it says so.
    client.on('ready', () => {
      wasReady = true
      this.#check()
    })
    client.connect().catch(lost)
  }

  #check(): void {
    const { publisher, listener } = this.#clients!
    if (!publisher.isReady || !listener.isReady) return
    const missed = this.#missed
    this.#missed = false
    this.#events!.up({ missed })
  }

  /** One function for all channels: the client knows listeners apart by it. */
  readonly #hear = (message: string, channel: string): void => {
    this.#events!.message(channel, message)
  }
}
