/**
 * What carries a topic's messages from one process to the others. memory.ts is the one for a single
 * process, layers/redis-layer.ts and layers/nats-layer.ts those for several; testing/layer-suite.ts is the contract
 * in executable form.
 */
import { fail } from '../base/errors.ts'

/**
 * Carries messages. Those of one publisher to one topic arrive in the order of the calls, each at most
 * once. All errors are rejections.
 */
export interface ChannelLayer {
  /** Shown in errors and logs. */
  readonly name: string
  /** True when messages reach other processes too. */
  readonly shared: boolean
  /**
   * Resolves when messages can be sent.
   * @throws LiveError E_LAYER when that takes more than some seconds.
   */
  ready(): Promise<void>
  /**
   * Hands a message over; subscribers of this process get it like all others.
   * @throws LiveError E_MESSAGE_SIZE from {@link MESSAGE_BYTES} on; E_LAYER when it can't be handed over.
   */
  publish(topic: string, message: string): Promise<void>
  /**
   * Resolves once messages will arrive. Call the result to stop.
   * @throws LiveError E_LAYER; then nothing is subscribed.
   */
  subscribe(topic: string, onMessage: (message: string) => void): Promise<() => Promise<void>>
  /**
   * Tells when messages may have been missed: the connection was lost, is there again, and all topics are
   * subscribed. Call the result to stop.
   */
  onGap(listener: () => void): () => void
  /** Ends it: nothing arrives any more, and every later call is refused with E_LAYER. */
  close(): Promise<void>
}

/** Bytes of UTF-8 from which on a message is refused, by every layer. */
export const MESSAGE_BYTES = 1_000_000
/** UTF-8 takes at most this many bytes for each character of a string. */
const MOST_BYTES_EACH = 3

/**
 * Every layer calls it first in `publish`.
 * @throws LiveError E_MESSAGE_SIZE.
 */
export function checkMessageSize(topic: string, message: string): void {
  if (message.length * MOST_BYTES_EACH < MESSAGE_BYTES) return
  const { length } = new TextEncoder().encode(message)
  if (length >= MESSAGE_BYTES) throw fail('E_MESSAGE_SIZE', topic, length, MESSAGE_BYTES)
}
