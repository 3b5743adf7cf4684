/** Sessions that were ended, kept in Redis: for all processes of an app, and those that start later. */
import { describe, fail } from '../base/errors.ts'
import type { SessionRevocations } from '../server/sessions.ts'

/** What is used of a client of the package `redis`, connected. */
export interface NodeRedisKeys {
  readonly isReady: boolean
  set(key: string, value: string, options?: { PX: number }): Promise<unknown>
  exists(key: string): Promise<number>
}

/** What is used of a client of the package `ioredis`. */
export interface IoRedisKeys {
  readonly status: string
  set(key: string, value: string): Promise<unknown>
  set(key: string, value: string, unit: 'PX', ms: number): Promise<unknown>
  exists(key: string): Promise<number>
}

/** Options of {@link redisRevocations}. */
export interface RedisRevocationsOptions {
  /** Begins the names of all keys: different for apps that share a server. Default "overwire:ended:". */
  prefix?: string
}

/**
 * For `createApp({ revocations: redisRevocations(client) })`. While Redis is out of reach, requests of
 * sessions fail as the client's commands do.
 * @param client of the package `redis`, connected, or `ioredis`; it stays the caller's.
 * @throws LiveError E_OPTION.
 */
export function redisRevocations(
  client: NodeRedisKeys | IoRedisKeys,
  { prefix = 'overwire:ended:' }: RedisRevocationsOptions = {},
): SessionRevocations {
  if (typeof client?.exists !== 'function') {
    const expected = 'a client of the package redis or ioredis'
    throw fail('E_OPTION', 'redisRevocations(client)', expected, describe(client))
  }
  const add = (key: string, ms: number): Promise<unknown> => {
    if (!(ms < Infinity)) return client.set(key, '1')
    const px = Math.max(1, Math.ceil(ms))
    return 'status' in client ? client.set(key, '1', 'PX', px) : client.set(key, '1', { PX: px })
  }
  return {
    add: async (session, ms) => void (await add(prefix + session, ms)),
    has: async (session) => (await client.exists(prefix + session)) > 0,
  }
}
