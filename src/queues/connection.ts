/**
 * The connection that the queues and workers of one BullMQ queue share; each worker has a second one of
 * its own, where it waits for tasks. Both connect again for as long as it takes.
 */
import { Redis } from 'ioredis'
import type { RedisOptions } from 'ioredis'
import { systemClock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { SendQueue } from '../layers/send-queue.ts'
import type { SendQueueOwner } from '../layers/send-queue.ts'

/** The longest pause between two tries to connect, in ms. */
const RECONNECT_MS = 2000

/** How long an orderly end may take, in ms. */
const CLOSE_MS = 3000

/** The same trouble is told again after this time, in ms. */
const QUIET_MS = 30_000

/** How many different troubles are remembered as told. */
const MOST_TOLD = 50

export class BullmqConnection {
  readonly client: Redis
  readonly #logger: Logger
  readonly #told = new Map<string, number>()

  /** @param to an address `redis://…`, or options of ioredis. */
  constructor(to: string | RedisOptions, logger: Logger) {
    this.#logger = logger
    const own = { retryStrategy: pauseBefore }
    // BullMQ wants its commands to wait for Redis without end.
    const needed = { maxRetriesPerRequest: null }
    this.client =
      typeof to === 'string'
        ? new Redis(to, { ...own, ...needed })
        : new Redis({ ...own, ...to, ...needed })
    this.client.on('error', this.onError)
  }

  /** False while Redis is away. */
  get isUp(): boolean {
    return this.client.status === 'ready'
  }

  /** What is asked of Redis, for as long as it is there. */
  line(owner: SendQueueOwner): SendQueue {
    const line = new SendQueue(owner)
    this.client.on('ready', () => line.up())
    this.client.on('close', () => line.pause(null))
    if (this.isUp) line.up()
    return line
  }

  /** Tells of trouble that mends itself, and not again and again. */
  readonly onError = (error: Error): void => {
    // Connections to several addresses fail with an error that has a code and no message.
    const why = error.message || String((error as { code?: unknown }).code ?? error.name)
    const now = Date.now()
    if (now - (this.#told.get(why) ?? -Infinity) < QUIET_MS) return
    if (this.#told.size >= MOST_TOLD) this.#told.clear()
    this.#told.set(why, now)
    this.#logger.warn({ why }, 'The task queue has trouble with Redis and goes on trying.')
  }

  async close(): Promise<void> {
    if (this.isUp) await closing(this.client.quit())
    this.client.disconnect()
  }
}

/** Waits for an orderly end, and not for ever: Redis may be lost in the middle of a farewell. */
export async function closing(ended: Promise<unknown>): Promise<void> {
  let cancel = (): void => {}
  const late = new Promise<void>((resolve) => {
    cancel = systemClock.after(CLOSE_MS, resolve)
  })
  // What fails here is a connection that is given up.
  await Promise.race([ended.catch(() => undefined), late])
  cancel()
}

function pauseBefore(times: number): number {
  return Math.min(50 * 2 ** times, RECONNECT_MS)
}
