/**
 * A server that passes messages on, as a client library reaches it: what differs between Redis and NATS.
 * remote-layer.ts makes a channel layer of it.
 */

/** What a broker tells about its connection. */
export interface BrokerEvents {
  /** The connection is there and all joined channels are joined again. `missed`: it had been lost. */
  up(how: { missed: boolean }): void
  /** The connection is not there; the client library tries again. */
  down(cause: unknown): void
  /** The connection can't ever be there. */
  broken(error: Error): void
  message(channel: string, text: string): void
}

export interface Broker {
  /** Shown in errors and logs; no passwords. */
  readonly name: string
  /** Begins to connect, once and for all; never throws. */
  connect(events: BrokerEvents): void
  /** Resolves when the server has the message. */
  publish(channel: string, text: string): Promise<void>
  /** Resolves when messages of the channel will arrive. */
  join(channel: string): Promise<void>
  leave(channel: string): Promise<void>
  close(): Promise<void>
}

/** Milliseconds before a connection is tried again: the first time, and at most. */
const FIRST_MS = 50
const MOST_MS = 2000

/**
 * Milliseconds to wait before a try to connect, for the strategies of client libraries.
 * @param failures how many tries failed in a row.
 */
export function reconnectDelay(failures: number): number {
  // Not quite the same for everybody, so that a server that is back is not run down.
  return Math.round(Math.min(MOST_MS, FIRST_MS * 2 ** failures) * (0.5 + Math.random() / 2))
}
