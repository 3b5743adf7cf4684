import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Redis } from 'ioredis'
import { redisStore } from 'overwire/redis'
import { storeSuite } from 'overwire/testing'
import { createClient } from 'redis'
import { startRedis } from '../services/redis-server.ts'

const server = await startRedis()
const client = createClient({ url: server.url })
await client.connect()
const other = new Redis(server.port)
after(async () => {
  client.destroy()
  other.disconnect()
  await server.kill()
})

storeSuite('redis, by address', () => redisStore(server.url))
storeSuite('redis, by a client of redis', () => redisStore(client))
storeSuite('redis, by a client of ioredis', () => redisStore(other, { prefix: 'a[*]:' }))

test('what is no address and no client is refused', () => {
  assert.throws(() => redisStore({} as never), { code: 'E_OPTION' })
})
