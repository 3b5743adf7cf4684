/** `overwire worker`: runs the tasks of an app in a process of their own. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail } from '../base/errors.ts'
import { topicsOf } from '../pubsub/topics.ts'
import { App, serverOf } from '../server/app.ts'
import { signalTasksOf } from '../signals/signal-tasks.ts'
import { OWN_QUEUE } from '../signals/signal-call.ts'
import { readArguments } from './options.ts'

/** Runs until it is told to stop (SIGTERM, SIGINT); a second time it stops at once. */
export async function work(words: string[]): Promise<void> {
  const given = readArguments('worker', words, ['queues', 'concurrency', 'grace'])
  const [module] = given.plain
  const queues = (given.text('queues') ?? 'default').split(',').filter(Boolean)
  if (module === undefined) {
    const fix = 'Write overwire worker --queues slow,fast app.ts.'
    throw fail('E_COMMAND_LINE', 'overwire worker needs the module that exports the app.', fix)
  }
  const app = await appOf(module)
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
  if (dropped.length > 0) logger.info({ schedules: dropped }, 'schedules that are gone were ended')
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

async function appOf(module: string): Promise<App> {
  if (!existsSync(module)) {
    throw fail(
      'E_COMMAND_LINE',
      `There is no file ${resolve(module)}.`,
      'Give the path of the app.',
    )
  }
  const { href } = pathToFileURL(resolve(module))
  if (/\.[mc]?ts$/.test(module)) await runTypeScript(module)
  const loaded = (await import(href)) as Record<string, unknown>
  const app = loaded['app'] ?? loaded['default']
  if (app instanceof App) return app
  const fix = 'Write export const app = createApp({ … }), and let another module call listen(app).'
  throw fail('E_COMMAND_LINE', `${module} exports no app.`, fix)
}

/** Lets this process import TypeScript, with tsx, unless it can already. */
async function runTypeScript(module: string): Promise<void> {
  if (process.execArgv.some((argument) => argument.includes('tsx'))) return
  try {
    const { register } = await import('tsx/esm/api')
    register()
  } catch {
    const fix = 'Install tsx (npm install --save-dev tsx), or give the built .js file.'
    throw fail('E_COMMAND_LINE', `${module} is TypeScript, which Node does not run here.`, fix)
  }
}
