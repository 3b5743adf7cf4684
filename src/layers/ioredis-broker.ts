/**
 * Redis by way of the package `ioredis`. Its client connects again by itself; the channels are subscribed
 * here, since it does not tell when it has subscribed to them again.
 */
import { reconnectDelay } from './broker.ts'
import type { Broker, BrokerEvents } from './broker.ts'

/** What is used of a client of the package `ioredis`. */
export interface IoRedisClient {
  readonly status: string
  duplicate(override?: object): IoRedisClient
  connect(): Promise<unknown>
  disconnect(reconnect?: boolean): void
  // any: the listeners of its events differ by the event.
  // oxlint-disable-next-line typescript/no-explicit-any
  on(event: string, listener: (...args: any[]) => void): unknown
  publish(channel: string, message: string): Promise<unknown>
  subscribe(...channels: string[]): Promise<unknown>
  unsubscribe(...channels: string[]): Promise<unknown>
  ping(): Promise<unknown>
}

/** Milliseconds between two signs of life, and of silence after which a connection counts as lost. */
const PING_MS = 10_000
const SILENCE_MS = 30_000

/** Channels of one command: its arguments have to fit on the stack. */
const AT_ONCE = 10_000

const settings = {
  lazyConnect: true,
  keyPrefix: '',
  enableOfflineQueue: false,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: null,
  retryStrategy: reconnectDelay,
  socketTimeout: SILENCE_MS,
}

export class IoRedisBroker implements Broker {
  readonly name: string
  readonly #publisher: IoRedisClient
  readonly #listener: IoRedisClient
  readonly #joined = new Set<string>()
  #events: BrokerEvents | null = null
  #pings: ReturnType<typeof setInterval> | undefined
  #isListening = false
  #missed = false

  constructor(name: string, client: IoRedisClient) {
    this.name = name
    this.#publisher = client.duplicate(settings)
    this.#listener = client.duplicate(settings)
  }

  connect(events: BrokerEvents): void {
    this.#events = events
    const { down } = this.#follow(this.#publisher, () => this.#check())
    const listener = this.#follow(this.#listener, () => void this.#joinAll(listener.down))
    this.#listener.on('close', () => {
      if (this.#isListening) this.#missed = true
      this.#isListening = false
    })
    this.#listener.on('message', (channel: string, text: string) => events.message(channel, text))
    this.#pings = setInterval(this.#ping, PING_MS)
    this.#publisher.connect().catch(down)
    this.#listener.connect().catch(listener.down)
  }

  async publish(channel: string, text: string): Promise<void> {
    await this.#try(() => this.#publisher.publish(channel, text))
  }

  async join(channel: string): Promise<void> {
    await this.#try(() => this.#listener.subscribe(channel))
    this.#joined.add(channel)
  }

  async leave(channel: string): Promise<void> {
    this.#joined.delete(channel)
    await this.#listener.unsubscribe(channel)
  }

  async close(): Promise<void> {
    clearInterval(this.#pings)
    this.#publisher.disconnect()
    this.#listener.disconnect()
  }

  /** The client looks at the time only while it waits for an answer. */
  readonly #ping = (): void => {
    for (const client of [this.#publisher, this.#listener]) {
      // When it fails the connection is lost, and told as that.
      if (client.status === 'ready') client.ping().catch(() => {})
    }
  }

  /** A connection that ended is noticed here first: nothing can be written to it any more. */
  async #try(run: () => Promise<unknown>): Promise<void> {
    try {
      await run()
    } catch (error) {
      if (/writeable/.test(String(error))) this.#events!.down(error)
      throw error
    }
  }

  #follow(client: IoRedisClient, ready: () => void): { down: (cause?: unknown) => void } {
    let last: unknown
    const down = (cause?: unknown): void => this.#events!.down(cause ?? last ?? CLOSED)
    client.on('error', (error: unknown) => {
      last = error
      if (client.status !== 'ready') down(error)
    })
    client.on('close', () => down())
    client.on('ready', () => {
      last = undefined
      ready()
    })
    return { down }
  }

  async #joinAll(down: (cause: unknown) => void): Promise<void> {
    try {
      const channels = [...this.#joined]
      for (let i = 0; i < channels.length; i += AT_ONCE) {
        await this.#listener.subscribe(...channels.slice(i, i + AT_ONCE))
      }
      this.#isListening = true
      this.#check()
    } catch (error) {
      // A connection that is lost again comes here anew when it is back.
      down(error)
    }
  }

  #check(): void {
    if (this.#publisher.status !== 'ready' || !this.#isListening) return
    const missed = this.#missed
    this.#missed = false
    this.#events!.up({ missed })
  }
}

const CLOSED = new Error('the connection was closed')
