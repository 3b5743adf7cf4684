/** Redis's door: a channel layer and a store for several processes, and sessions that were ended. */
export { redisLayer } from './drivers/redis.ts'
export { redisStore } from './drivers/redis-store.ts'
export type { IoRedisScripts, NodeRedisScripts, RedisStoreOptions } from './drivers/redis-store.ts'
export { redisRevocations } from './drivers/redis-revocations.ts'
export type {
  IoRedisKeys,
  NodeRedisKeys,
  RedisRevocationsOptions,
} from './drivers/redis-revocations.ts'
export type { RedisClient, RedisLayerOptions } from './drivers/redis.ts'
export type { IoRedisClient } from './drivers/ioredis-broker.ts'
export type { NodeRedisClient } from './drivers/node-redis-broker.ts'
