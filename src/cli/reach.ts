/** Reaches an app's processes without being one of them. */
import { environment } from '../base/environment.ts'
import { fail } from '../base/errors.ts'
import type { ChannelLayer } from '../pubsub/layer.ts'
import { topicsOf } from '../pubsub/topics.ts'
import { signalTasksOf } from '../signals/signal-tasks.ts'
import type { TaskQueue } from '../tasks/queue.ts'
import type { Arguments } from './options.ts'

/** Connects to where the processes meet, does something, and lets go. @throws LiveError E_COMMAND_LINE. */
export async function reach(words: Arguments, act: () => Promise<unknown>): Promise<void> {
  const layer = await layerOf(words)
  topicsOf().use(layer)
  const redis = redisUrl(words)
  if (redis !== undefined) signalTasksOf().use(await queueAt(redis, words.text('prefix')))
  try {
    await layer.ready()
    await act()
  } finally {
    await layer.close()
    await signalTasksOf().queue.close()
  }
}

/** Looks into a queue in Redis, and lets go. @throws LiveError E_COMMAND_LINE. */
export async function inspect(
  words: Arguments,
  act: (queue: TaskQueue) => Promise<unknown>,
): Promise<void> {
  const redis = redisUrl(words)
  if (redis === undefined) {
    const fix = 'Give --redis redis://host:6379, or set OVERWIRE_REDIS.'
    throw fail('E_COMMAND_LINE', 'The address of the Redis that holds the tasks is missing.', fix)
  }
  const queue = await queueAt(redis, words.text('prefix'))
  try {
    await act(queue)
  } finally {
    await queue.close()
  }
}

async function layerOf(words: Arguments): Promise<ChannelLayer> {
  const prefix = words.text('prefix')
  const options = prefix === undefined ? {} : { prefix }
  const nats = words.text('nats') ?? environment('OVERWIRE_NATS')
  if (nats !== undefined) return (await import('../layers/nats-layer.ts')).natsLayer(nats, options)
  const redis = redisUrl(words)
  if (redis !== undefined)
    return (await import('../layers/redis-layer.ts')).redisLayer(redis, options)
  const fix = 'Give --redis redis://host:6379 or --nats nats://host:4222, or set OVERWIRE_REDIS.'
  throw fail(
    'E_COMMAND_LINE',
    'The address of the channel layer, by which processes of the app exchange messages, is missing.',
    fix,
  )
}

function redisUrl(words: Arguments): string | undefined {
  return words.text('redis') ?? environment('OVERWIRE_REDIS') ?? environment('REDIS_URL')
}

async function queueAt(connection: string, prefix: string | undefined): Promise<TaskQueue> {
  const { bullmqQueue } = await import('../queues/bullmq-queue.ts')
  return bullmqQueue(prefix === undefined ? { connection } : { connection, prefix })
}
