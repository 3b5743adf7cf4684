/** The channel layer over Redis, with the client `ioredis`. */
import { after, before } from 'node:test'
import { Redis } from 'ioredis'
import { redisLayer } from 'overwire/redis'
import { layerSuite } from 'overwire/testing'
import { startRedis } from '../services/redis-server.ts'
import type { Service } from '../services/service.ts'

let server: Service
before(async () => {
  server = await startRedis()
})
after(() => server.stop())

layerSuite('redis, by a client of ioredis', () => redisLayer(new Redis(server.url, { lazyConnect: true })), {
  restart: () => server.restart(),
})
