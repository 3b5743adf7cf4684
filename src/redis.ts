/** Redis's door: a channel layer for several processes. */
export { redisLayer } from './drivers/redis.ts'
export type { RedisClient, RedisLayerOptions } from './drivers/redis.ts'
export type { IoRedisClient } from './drivers/ioredis-broker.ts'
export type { NodeRedisClient } from './drivers/node-redis-broker.ts'
