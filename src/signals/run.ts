/** Runs a signal's function: as a task, wherever that is. */
import { fail } from '../base/errors.ts'
import { Address } from '../audience/address.ts'
import { deliver } from '../audience/deliver.ts'
import type { RunningTask } from '../tasks/task.ts'
import { checkedArgs } from './checked-args.ts'
import { signalTasks } from './signal-tasks.ts'
import { CALL, DELIVER, outbound } from './dispatch.ts'
import type { SignalCall, LateCall, LaterDelivery } from './dispatch.ts'
import { functionNamed, functionsOf } from './signal.ts'
import type { ConnectedFunction, SignalArgs, SignalTask } from './signal.ts'
import { restoreWindowInfo } from './window-info.ts'
import type { WindowInfo } from './window-info.ts'

/** @throws LiveError E_BAD_ARGS, and what the function throws. */
export async function runFunction(
  { run, options }: ConnectedFunction,
  info: WindowInfo | null,
  args: SignalArgs,
  task: SignalTask,
): Promise<void> {
  await run(info, (await checkedArgs(options.args, args)) as never, task)
}

/** Runs what a queue hands out. @throws what makes the attempt fail. */
export async function runTask(task: RunningTask): Promise<void> {
  const { name, payload, id, attempt, signal } = task
  if (name === DELIVER) {
    const { to, effect } = payload as LaterDelivery
    return deliver(
      to.map((key) => new Address(key)),
      [effect],
    )
  }
  if (name === CALL) {
    const { signal: called, ...call } = payload as LateCall
    for (const one of functionsOf(called)) {
      // The same ids when this task is run again: nothing is queued twice.
      await outbound.enqueue(one, call, { id: `${id}.${one.name}` })
    }
    return
  }
  const found = functionNamed(name)
  if (found === undefined) throw fail('E_UNKNOWN_SIGNAL', name)
  const { info, args } = payload as SignalCall
  const restored = info && (await restoreWindowInfo(info))
  await runFunction(found, restored, args, { id, attempt, signal })
}

signalTasks.runWith(runTask)
