/** Signals at the times of a cron expression. */
import type { Namespace } from '../base/namespace.ts'
import { signalTasksOf } from './signal-tasks.ts'
import { queueOf } from './signal-call.ts'
import type { SignalCall } from './signal-call.ts'
import { functionsOf, signalPath } from './signal.ts'
import type { Signal, SignalArgs } from './signal.ts'
import { fail } from '../base/errors.ts'

/** Options of {@link schedule}. */
export interface ScheduleOptions {
  /** Where the times are, such as "Europe/Vienna". Default: the machine's. */
  timezone?: string
  /** The namespace that the signal is in. Default: the one that apps share. */
  namespace?: Namespace
}

/**
 * Triggers a signal's functions on the server at the times of a cron expression, once for all processes:
 * `await schedule('0 3 * * *', 'alerts.clear')`. Call it behind `signal`. With a queue in memory it begins at
 * once; with a shared one when a worker works the function's queue.
 * @param named the signal's name, or what `signal` gave: then the compiler knows its arguments.
 * @param cron minute, hour, day, month, weekday; or six fields with seconds first.
 * @throws LiveError E_SCHEDULE for an expression that can't be read, E_TRIGGER for a signal without functions.
 */
export function schedule<Args, Sent>(
  cron: string,
  named: Signal<Args, Sent>,
  ...rest: Scheduled<NoInfer<Sent>>
): Promise<void>
export function schedule(
  cron: string,
  named: string,
  args?: SignalArgs,
  options?: ScheduleOptions,
): Promise<void>
export function schedule(
  cron: string,
  named: string | Signal<never>,
  args: SignalArgs = {},
  options: ScheduleOptions = {},
): Promise<void> {
  const name = signalPath(named)
  const scheduled = plan(cron, name, args, options)
  scheduled.catch((error: unknown) => signalTasksOf(options.namespace).failed(name, error))
  return scheduled
}

/** Arguments and options; arguments may be left out where all of them may. */
type Scheduled<Sent> =
  Partial<Sent> extends Sent
    ? [args?: Sent, options?: ScheduleOptions]
    : [args: Sent, options?: ScheduleOptions]

async function plan(
  cron: string,
  name: string,
  args: SignalArgs,
  { timezone, namespace }: ScheduleOptions,
): Promise<void> {
  const connected = functionsOf(name, namespace)
  if (connected.length === 0)
    throw fail('E_TRIGGER', `schedule() of "${name}", which has no functions`)
  for (const { name: task, options } of connected) {
    const call: SignalCall = { info: null, args }
    await signalTasksOf(namespace).schedule({
      id: task,
      cron,
      ...(timezone !== undefined && { timezone }),
      task: { queue: queueOf(options.queue, call), name: task, payload: call },
    })
  }
}
