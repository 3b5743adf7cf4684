/** Runs a signal's function: as a task, wherever that is. */
import { fail } from '../base/errors.ts'
import type { Namespace } from '../base/namespace.ts'
import { Address } from '../audience/address.ts'
import { deliver } from '../audience/deliver.ts'
import type { RunningTask } from '../tasks/task.ts'
import { checkedArgs } from './checked-args.ts'
import { CALL, DELIVER } from './signal-call.ts'
import type { LateCall, LaterDelivery, SignalCall, TaskTimes } from './signal-call.ts'
import { functionNamed, functionsOf } from './signal.ts'
import type { ConnectedFunction, SignalArgs, SignalTask } from './signal.ts'
import { taskUploads } from './task-uploads.ts'
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

/** Where a task adds others. */
interface Queued {
  enqueue(one: ConnectedFunction, call: SignalCall, times: TaskTimes): Promise<void>
}

/** Runs what a queue of a namespace hands out. @throws what makes the attempt fail. */
export async function runTask(
  task: RunningTask,
  namespace: Namespace,
  tasks: Queued,
): Promise<void> {
  const { name, payload, id, owner, attempt, signal } = task
  if (name === DELIVER) {
    const { to, effect } = payload as LaterDelivery
    const addresses = to.map((key) => new Address(key))
    return deliver(addresses, [effect], { namespace })
  }
  if (name === CALL) {
    const { signal: called, ...call } = payload as LateCall
    for (const one of functionsOf(called, namespace)) {
      // The same ids when this task is run again: nothing is queued twice.
      const times = { id: `${id}.${one.name}`, ...(owner !== undefined && { owner }) }
      await tasks.enqueue(one, call, times)
    }
    return
  }
  const found = functionNamed(name, namespace)
  if (found === undefined) throw fail('E_UNKNOWN_SIGNAL', name)
  const { info, args, files = [] } = payload as SignalCall
  const restored = info && (await restoreWindowInfo(info, namespace, owner))
  const taker = { path: found.path, fields: found.options.uploads }
  const uploads = taskUploads(taker, files, attempt, namespace)
  await runFunction(found, restored, args, { id, attempt, signal, uploads })
  await Promise.all(Object.values(uploads).map((upload) => upload.close()))
}
