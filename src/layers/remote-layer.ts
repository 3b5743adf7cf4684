/** The channel layer over a broker: one subscription per topic, however many listen; gaps; limits. */
import { fail } from '../base/errors.ts'
import { checkMessageSize } from '../pubsub/layer.ts'
import type { ChannelLayer } from '../pubsub/layer.ts'
import { tellAll } from '../pubsub/tell.ts'
import type { Broker, BrokerEvents } from './broker.ts'
import { SendQueue, sentenceOf } from './send-queue.ts'

/** Milliseconds after which work that is not done is given up. */
const WAIT_MS = 5000

interface Listener {
  hear(message: string): void
}

interface Channel {
  listeners: Set<Listener>
  joined: Promise<void>
}

export class RemoteLayer implements ChannelLayer, BrokerEvents {
  readonly shared = true
  readonly #broker: Broker
  readonly #prefix: string
  readonly #line: SendQueue
  readonly #channels = new Map<string, Channel>()
  /** Channels that are being left: they are joined again behind it. */
  readonly #leaving = new Map<string, Promise<void>>()
  /** Channels that could not be left. */
  readonly #strays = new Set<string>()
  readonly #gapListeners = new Set<Listener>()
  #isConnecting = false
  #isClosed = false

  /** @param prefix begins the names of all channels. */
  constructor(broker: Broker, prefix: string) {
    this.#broker = broker
    this.#prefix = prefix
    this.#line = new SendQueue({
      waitMs: WAIT_MS,
      error: (what, cause) => this.#error(what, cause),
    })
  }

  get name(): string {
    return this.#broker.name
  }

  ready(): Promise<void> {
    return this.#send(async () => {})
  }

  async publish(topic: string, message: string): Promise<void> {
    checkMessageSize(topic, message)
    const channel = this.#prefix + topic
    await this.#send(() => this.#broker.publish(channel, message), message.length)
  }

  async subscribe(
    topic: string,
    onMessage: (message: string) => void,
  ): Promise<() => Promise<void>> {
    const name = this.#prefix + topic
    const channel = this.#channels.get(name) ?? this.#open(name)
    const listener = { hear: onMessage }
    channel.listeners.add(listener)
    await channel.joined
    return async () => {
      if (!channel.listeners.delete(listener) || channel.listeners.size > 0) return
      if (this.#channels.get(name) !== channel) return
      this.#channels.delete(name)
      await this.#leave(name)
    }
  }

  onGap(listener: () => void): () => void {
    const entry = { hear: listener }
    this.#gapListeners.add(entry)
    return () => void this.#gapListeners.delete(entry)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#channels.clear()
    this.#gapListeners.clear()
    this.#line.stop(fail('E_LAYER', this.name, 'is closed', 'Use it before close().'))
    await this.#broker.close()
  }

  // Broker events

  up({ missed }: { missed: boolean }): void {
    if (this.#isClosed) return
    this.#line.up()
    for (const name of [...this.#strays]) {
      this.#strays.delete(name)
      if (!this.#channels.has(name)) this.#leave(name).catch(() => void this.#strays.add(name))
    }
    if (missed) tellAll(this.#gapListeners, (listener) => listener.hear(''))
  }

  down(cause: unknown): void {
    if (!this.#isClosed) this.#line.down(cause)
  }

  broken(error: Error): void {
    if (!this.#isClosed) this.#line.stop(error)
  }

  message(channel: string, text: string): void {
    const listeners = this.#channels.get(channel)?.listeners
    if (listeners) tellAll(listeners, (listener) => listener.hear(text))
  }

  #error(what: string, cause: unknown): Error {
    const told = cause === null ? what : `${what}: ${sentenceOf(cause)}`
    const fix =
      'Expected a server that runs and can be reached; compare its address with the layer’s.'
    return Object.assign(fail('E_LAYER', this.name, told, fix), { cause })
  }

  /** Connects when it is first needed. */
  #send(run: () => Promise<void>, size?: number): Promise<void> {
    if (!this.#isConnecting && !this.#isClosed) {
      this.#isConnecting = true
      this.#broker.connect(this)
    }
    return this.#line.send(run, size)
  }

  #open(name: string): Channel {
    const join = (): Promise<void> => this.#send(() => this.#broker.join(name))
    const joined = this.#leaving.get(name)?.then(join) ?? join()
    const channel: Channel = { listeners: new Set(), joined }
    this.#channels.set(name, channel)
    // Those who wait for it are told; the next one tries anew.
    joined.catch(() => {
      if (this.#channels.get(name) !== channel) return
      this.#channels.delete(name)
      // The server may know of it all the same.
      this.#strays.add(name)
    })
    return channel
  }

  #leave(name: string): Promise<void> {
    const left = this.#send(() => this.#broker.leave(name))
      .catch(() => void this.#strays.add(name))
      .then(() => {
        if (this.#leaving.get(name) === left) this.#leaving.delete(name)
      })
    this.#leaving.set(name, left)
    return left
  }
}
