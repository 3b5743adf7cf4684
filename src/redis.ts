/** Redis's door: a channel layer and a store for several processes, and sessions that were ended. */
export { redisLayer } from './layers/redis-layer.ts'
export { redisStore } from './databases/redis-store.ts'
export type {
  IoRedisScripts,
  NodeRedisScripts,
  RedisStoreOptions,
} from './databases/redis-store.ts'
export { redisRevocations } from './databases/redis-revocations.ts'
export type {
  IoRedisKeys,
  NodeRedisKeys,
  RedisRevocationsOptions,
} from './databases/redis-revocations.ts'
export type { RedisClient, RedisLayerOptions } from './layers/redis-layer.ts'
export type { IoRedisClient } from './layers/ioredis-broker.ts'
export type { NodeRedisClient } from './layers/node-redis-broker.ts'
