/** The app of the worker tests: tasks that take their time, fail, or end. */
import { createApp, publish } from 'overwire'
import { signal } from 'overwire/signals'
import { schedule } from 'overwire/tasks'
import type { App } from 'overwire'
import { bullmqQueue } from 'overwire/bullmq'
import { redisLayer } from 'overwire/redis'

const url = process.env['OVERWIRE_REDIS']!
const worker = process.env['WORKER'] ?? ''

export const app: App = createApp({
  development: true,
  layer: redisLayer(url),
  queue: bullmqQueue({ connection: url, lockMs: 1500, stalledMs: 500 }),
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
})

/** Publishes what happens to subscribers of "work". */
const say = (text: string): Promise<void> => publish('work', 'said', `${worker} ${text}`)

signal({ path: 'job.long', queue: 'slow' }, async (_info, { n }, { id }) => {
  await say(`began ${String(n)} ${id}`)
  if (worker === 'first') await new Promise(() => setInterval(() => {}, 1000))
  await say(`ended ${String(n)} ${id}`)
})

signal({ path: 'job.graceful', queue: 'slow' }, async () => {
  await say('began gracefully')
  await new Promise((resolve) => setTimeout(resolve, 300))
  await say('ended gracefully')
})

signal(
  { path: 'job.broken', queue: 'slow', attempts: 2, backoffMs: 10 },
  async (_info, _args, task) => {
    await say(`attempt ${task.attempt}`)
    throw new Error('broken on purpose')
  },
)

signal({ path: 'job.tick', queue: 'fast' }, () => say(`ticked`))
await schedule('* * * * * *', 'job.tick')
