/** The channel layer over Redis, with the client `redis`. */
import { after, before } from 'node:test'
import { redisLayer } from 'overwire/redis'
import { layerSuite } from 'overwire/testing'
import { startRedis } from '../services/redis-server.ts'
import type { Service } from '../services/service.ts'

let server: Service
before(async () => (server = await startRedis()))
after(() => server.stop())

layerSuite('redis, by its address', () => redisLayer(server.url), {
  restart: () => server.restart(),
})
