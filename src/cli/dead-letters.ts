/** Commands about tasks whose last attempt failed: failed, retry. */
import { fail } from '../base/errors.ts'
import { readArguments } from './options.ts'
import { inspect } from './reach.ts'

/** `overwire failed QUEUE` */
export async function listFailed(words: string[]): Promise<void> {
  const given = readArguments('failed', words, { words: 1 })
  const [queue = 'default'] = given.plain
  await inspect(given, async (tasks) => {
    const failed = await tasks.failed(queue)
    const lines = failed.map(({ task, error, attempts, failedAt }) =>
      [new Date(failedAt).toISOString(), task.name, task.id, `${attempts} attempts`, error].join(
        '  ',
      ),
    )
    process.stdout.write(`${lines.join('\n') || `No task of ${queue} failed.`}\n`)
  })
}

/** `overwire retry QUEUE ID` */
export async function retryFailed(words: string[]): Promise<void> {
  const given = readArguments('retry', words, { words: 2 })
  const [queue, id] = given.plain
  if (queue === undefined || id === undefined) {
    const fix = 'Write overwire retry slow ID; overwire failed slow lists the ids.'
    throw fail('E_COMMAND_LINE', 'overwire retry needs a queue and the id of a task.', fix)
  }
  await inspect(given, (tasks) => tasks.retry(queue, id))
}
