/**
 * The channel layer over Redis, or what speaks its protocol: publish and subscribe, for the clients
 * `redis` and `ioredis`.
 */
import { describe, fail } from '../base/errors.ts'
import type { ChannelLayer } from '../pubsub/layer.ts'
import { reconnectDelay } from './broker.ts'
import { IoRedisBroker } from './ioredis-broker.ts'
import type { IoRedisClient } from './ioredis-broker.ts'
import { NodeRedisBroker } from './node-redis-broker.ts'
import type { NodeRedisClient } from './node-redis-broker.ts'
import { RemoteLayer } from './remote-layer.ts'

/** Options of {@link redisLayer}. */
export interface RedisLayerOptions {
  /** Begins the names of all channels: different for apps that share a server. Default "overwire:". */
  prefix?: string
}

/** A client of the package `redis` or `ioredis`. */
export type RedisClient = NodeRedisClient | IoRedisClient

/**
 * A channel layer for several processes: `createApp({ layer: redisLayer('redis://localhost:6379') })`. It
 * opens two connections when it is first used, since one that listens can do nothing else, and connects
 * again without end.
 * @param to an address, for which the package `redis` must be installed; or a client, whose settings are
 * used for connections of the layer's own (`duplicate()`). The client itself is left alone.
 * @throws LiveError E_OPTION.
 */
export function redisLayer(
  to: string | RedisClient,
  { prefix = 'overwire:' }: RedisLayerOptions = {},
): ChannelLayer {
  if (typeof to === 'string') {
    const { host, protocol } = readAddress(to)
    if (!/^rediss?:$/.test(protocol)) throw badClient(JSON.stringify(protocol))
    return new RemoteLayer(new NodeRedisBroker(`redis ${host}`, () => clientOf(to)), prefix)
  }
  if (typeof to?.duplicate !== 'function') throw badClient(describe(to))
  // Clusters have other ways to make a second client.
  if ('nodes' in to) throw badClient('a client of a cluster')
  if ('status' in to) return new RemoteLayer(new IoRedisBroker('ioredis', to), prefix)
  if (!('isReady' in to)) throw badClient(describe(to))
  return new RemoteLayer(new NodeRedisBroker('redis', async () => to), prefix)
}

function readAddress(text: string): URL {
  try {
    return new URL(text)
  } catch {
    // Not shown: it may hold a password.
    throw badClient('a text that is no address')
  }
}

function badClient(got: string): Error {
  const expected = '"redis://host:port", "rediss://…", or a client of the package redis or ioredis'
  return fail('E_OPTION', 'redisLayer(to)', expected, got)
}

/** A client of the package `redis` for an address. @throws LiveError E_OPTION when that is not installed. */
export async function clientOf(url: string): Promise<NodeRedisClient> {
  try {
    const { createClient } = await import('redis')
    return createClient({ url, socket: { reconnectStrategy: reconnectDelay } })
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    const expected = 'the package redis to be installed, for an address (npm install redis)'
    throw fail('E_OPTION', 'redisLayer(to)', expected, 'none')
  }
}
