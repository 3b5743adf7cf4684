/** The channel layer over Redis, with the client `redis`. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { redisLayer } from 'overwire/redis'
import { layerSuite } from 'overwire/testing'
import { createClient } from 'redis'
import { startRedis } from '../services/redis-server.ts'
import type { Service } from '../services/service.ts'
import { outageTests } from './outage.ts'

let server: Service
before(async () => {
  server = await startRedis()
})
after(() => server.stop())

layerSuite('redis, by its address', () => redisLayer(server.url), {
  restart: () => server.restart(),
})
layerSuite('redis, by a client', () => redisLayer(createClient({ url: server.url })), {
  restart: () => server.restart(),
})
outageTests('redis', startRedis, redisLayer)

test('a client that is given is used for its settings, and left alone', async () => {
  const client = createClient({ url: server.url })
  await client.connect()
  const layer = redisLayer(client, { prefix: 'mine:' })
  await layer.subscribe('a', () => {})
  assert.deepEqual(await client.pubSubChannels(), ['mine:a'])
  await layer.close()
  assert.equal(await client.ping(), 'PONG')
  client.destroy()
})

test('layers with different prefixes do not hear each other', async () => {
  const [one, two] = [redisLayer(server.url, { prefix: 'one:' }), redisLayer(server.url)]
  const seen: string[] = []
  await one.subscribe('a', (text) => seen.push(`one ${text}`))
  await two.subscribe('a', (text) => seen.push(`two ${text}`))
  await one.publish('a', 'x')
  await two.publish('a', 'y')
  // What comes behind them on the same ways.
  for (const layer of [one, two]) {
    const end = new Promise<void>((resolve) => void layer.subscribe('end', () => resolve()))
    await layer.subscribe('end', () => {})
    await layer.publish('end', '')
    await end
  }
  assert.deepEqual(seen.sort(), ['one x', 'two y'])
  await one.close()
  await two.close()
})

test('what is no client or address is refused at once, and passwords are not shown', () => {
  for (const wrong of ['', 'localhost', 'http://localhost', null, {}, { duplicate() {} }]) {
    assert.throws(() => redisLayer(wrong as never), {
      code: 'E_OPTION',
      message: /redisLayer\(to\)/,
    })
  }
  const shows = (): unknown => redisLayer('redis//user:hidden@host')
  assert.throws(shows, (error: Error) => !error.message.includes('hidden'))
})
