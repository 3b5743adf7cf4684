/** Signals at the times of a cron expression. */
import { signalTasks } from './signal-tasks.ts'
import { queueOf } from './dispatch.ts'
import type { SignalCall } from './dispatch.ts'
import { functionsOf } from './signal.ts'
import type { SignalArgs } from './signal.ts'
import { fail } from '../base/errors.ts'

/** Options of {@link schedule}. */
export interface ScheduleOptions {
  /** Where the times are, such as "Europe/Vienna". Default: the machine's. */
  timezone?: string
}

/**
 * Triggers a signal's functions on the server at the times of a cron expression, once for all processes:
 * `await schedule('0 3 * * *', 'alerts.clear')`. Call it behind `signal`. With a queue in memory it begins at
 * once; with a shared one when a worker works the function's queue.
 * @param cron minute, hour, day, month, weekday; or six fields with seconds first.
 * @throws LiveError E_SCHEDULE for an expression that can't be read, E_TRIGGER for a signal without functions.
 */
export function schedule(
  cron: string,
  name: string,
  args: SignalArgs = {},
  options: ScheduleOptions = {},
): Promise<void> {
  const scheduled = plan(cron, name, args, options)
  scheduled.catch((error: unknown) => signalTasks.failed(name, error))
  return scheduled
}

async function plan(
  cron: string,
  name: string,
  args: SignalArgs,
  { timezone }: ScheduleOptions,
): Promise<void> {
  const connected = functionsOf(name)
  if (connected.length === 0)
    throw fail('E_TRIGGER', `schedule() of "${name}", which has no functions`)
  for (const { name: task, options } of connected) {
    const call: SignalCall = { info: null, args }
    await signalTasks.schedule({
      id: task,
      cron,
      ...(timezone !== undefined && { timezone }),
      task: { queue: queueOf(options.queue, call), name: task, payload: call },
    })
  }
}
