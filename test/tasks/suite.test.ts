/** The queues of this package pass the contract that they come with. */
import { after, before } from 'node:test'
import { memoryQueue } from 'overwire/tasks'
import { bullmqQueue } from 'overwire/bullmq'
import { queueSuite } from 'overwire/testing'
import { startRedis } from './redis.ts'
import type { RedisServer } from './redis.ts'

let redis: RedisServer
before(async () => {
  redis = await startRedis()
})
after(() => redis.close())

queueSuite('memory', async () => memoryQueue())
queueSuite('bullmq', async () => bullmqQueue({ connection: redis.url }))
