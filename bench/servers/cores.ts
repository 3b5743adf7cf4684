/** The counter of S1, served by as many processes as its argument says: `node cores.ts 2`. See cores.ts beside. */
import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { once } from 'node:events'
import { createApp } from 'overwire'
import { listen } from 'overwire/node'
import { redisLayer } from 'overwire/redis'
import { Counter } from './overwire/counter.ts'
import { startRedis } from './redis.ts'

process.on('disconnect', () => process.exit())
if (cluster.isPrimary) await supervise(Number(process.argv[2] ?? 1))
else await work()

async function supervise(count: number): Promise<void> {
  const redis = await startRedis()
  const workers = Array.from({ length: count }, () => cluster.fork({ REDIS_URL: redis }))
  const [url] = await Promise.all(workers.map((worker) => told(worker)))
  process.on('message', () => {
    const asked = workers.map((worker) => {
      const answer = told(worker)
      worker.send('cpu')
      return answer
    })
    void Promise.all(asked).then((all) => {
      process.send!(all.reduce((sum, us) => Number(sum) + Number(us), 0))
    })
  })
  process.send!(url)
}

async function told(worker: Worker): Promise<unknown> {
  const [message] = await once(worker, 'message')
  return message
}

async function work(): Promise<void> {
  const app = createApp({
    layer: redisLayer(process.env['REDIS_URL']!),
    limits: { eventsPerSecond: Infinity, eventBurst: Infinity, windowsPerAddress: Infinity },
  })
  const { url } = await listen(app.live('/', Counter), { port: 0, host: '127.0.0.1' })
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send!(user + system)
  })
  process.send!(url)
}
