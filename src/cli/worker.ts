/** `overwire worker`: runs the tasks of an app in a process of their own. */
import { fail } from '../base/errors.ts'
import { topicsOf } from '../pubsub/topics.ts'
import { serverOf } from '../server/app.ts'
import { signalTasksOf } from '../signals/signal-tasks.ts'
import { OWN_QUEUE } from '../signals/signal-call.ts'
import { appOf } from './app-module.ts'
import { readArguments } from './options.ts'

/** Runs until it is told to stop (SIGTERM, SIGINT); a second time it stops at once. */
export async function work(words: string[]): Promise<void> {
  const given = readArguments('worker', words, {
    options: ['queues', 'concurrency', 'grace'],
    words: 1,
  })
  const [module] = given.plain
  const queues = (given.text('queues') ?? 'default').split(',').filter(Boolean)
  const app = await appOf('worker', module)
  const server = serverOf(app)
  await server.ready('this is a worker')
  const tasks = signalTasksOf(app.namespace)
  if (!tasks.queue.shared) {
    const fix = `Write createApp({ queue: bullmqQueue({ connection: url }) }) in ${module}.`
    throw fail('E_COMMAND_LINE', 'The tasks of this app wait in the memory of its process.', fix)
  }
  const all = [...queues, OWN_QUEUE]
  const dropped = await tasks.dropUndeclared(all)
  await tasks.work(all, given.number('concurrency'))
  const { logger } = server.settings
  if (dropped.length > 0)
    logger.info({ schedules: dropped }, 'schedules that the app no longer has were ended')
  logger.info({ queues }, 'the worker works')
  await told()
  logger.info({}, 'the worker stops')
  await tasks.stop(given.number('grace'))
  await tasks.queue.close()
  await topicsOf(app.namespace).layer.close()
  process.exit(0)
}

/** The signal to stop; the next one ends the process. */
async function told(): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => process.exit(1))
      resolve()
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
    // Nothing else may keep an idle worker alive.
    const keep = setInterval(() => {}, 2 ** 30)
    process.once('exit', () => clearInterval(keep))
  })
}
