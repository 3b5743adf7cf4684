/** The channel layer over Redis, with the client `ioredis`. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Cluster, Redis } from 'ioredis'
import { redisLayer } from 'overwire/redis'
import { layerSuite } from 'overwire/testing'
import { startRedis } from '../services/redis-server.ts'
import type { Service } from '../services/service.ts'
import { outageTests } from './outage.ts'

let server: Service
before(async () => {
  server = await startRedis()
})
after(() => server.stop())

const open = (url: string) => redisLayer(new Redis(url, { lazyConnect: true, keyPrefix: 'own:' }))

layerSuite('redis, by a client of ioredis', () => open(server.url), {
  restart: () => server.restart(),
})
outageTests('ioredis', startRedis, open)

test('a client that is given is used for its settings, and left alone', async () => {
  const client = new Redis(server.url)
  const layer = redisLayer(client)
  await layer.subscribe('a', () => {})
  assert.deepEqual(await client.pubsub('CHANNELS'), ['overwire:a'])
  await layer.close()
  assert.equal(await client.ping(), 'PONG')
  client.disconnect()
})

test('a client of a cluster is refused', () => {
  const cluster = new Cluster([server.url], { lazyConnect: true })
  assert.throws(() => redisLayer(cluster as never), { code: 'E_OPTION', message: /of a cluster/ })
})
