/**
 * What carries a topic's messages from one process to the others. memory.ts is the one for a single
 * process.
 */
export interface ChannelLayer {
  /** Shown in errors and logs. */
  readonly name: string
  /** Hands a message over; subscribers of this process get it like all others. */
  publish(topic: string, message: string): Promise<void>
  /** Resolves once messages will arrive. Call the result to stop. */
  subscribe(topic: string, onMessage: (message: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
