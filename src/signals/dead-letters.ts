/** Signals whose last attempt failed: to be looked at, and tried again. */
import type { FailedTask } from '../tasks/task.ts'
import type { Namespace } from '../base/namespace.ts'
import { signalTasksOf } from './signal-tasks.ts'

/**
 * The dead letters of a queue, newest first, at most 1,000: the task (its `name` is the signal and the
 * place of the function), the last error's message, and when.
 */
export function failedTasks(
  queue: string = 'default',
  { namespace }: { namespace?: Namespace } = {},
): Promise<FailedTask[]> {
  return signalTasksOf(namespace).queue.failed(queue)
}

/**
 * Adds a dead letter again, with all its attempts.
 * @throws LiveError E_DEAD_LETTER if the queue has none of that id.
 */
export async function retryTask(
  queue: string,
  id: string,
  { namespace }: { namespace?: Namespace } = {},
): Promise<void> {
  await signalTasksOf(namespace).queue.retry(queue, id)
}
