/**
 * Where signals go: tasks to the queue, effects to windows. One place, so that tests can stand in it and
 * see what would have left the process.
 */
import { randomId } from '../base/ids.ts'
import { Address } from '../audience/address.ts'
import { deliver } from '../audience/deliver.ts'
import type { Effect } from '../wire/frames.ts'
import { signalTasks } from './signal-tasks.ts'
import type { ConnectedFunction, SignalArgs } from './signal.ts'
import { WindowInfo } from './window-info.ts'
import type { WindowInfoData } from './window-info.ts'

/** A call of a function, as JSON. */
export interface SignalCall {
  info: WindowInfoData | null
  args: SignalArgs
  /** It came from a browser. */
  fromClient?: boolean
}

/** A task's id and times. */
export interface TaskTimes {
  id: string
  runAt?: number
  expiresAt?: number
}

/** An effect that goes to windows later, as a task. */
export interface LaterDelivery {
  to: string[]
  effect: Effect
}

/** Names of tasks that no signal can have: one brings an effect to windows, one calls a signal. */
export const DELIVER = '$deliver'
export const CALL = '$call'
/** The queue of such tasks; every worker works it. */
export const OWN_QUEUE = '$overwire'

/** A call of a signal by a process that does not have its functions. */
export interface LateCall extends SignalCall {
  signal: string
}

export interface Outbound {
  /** Lets a worker call a signal whose functions are not here. */
  callElsewhere(signal: string, call: SignalCall, times: TaskTimes): Promise<void>
  enqueue(one: ConnectedFunction, call: SignalCall, times: TaskTimes): Promise<void>
  deliver(to: Address[], effect: Effect, times: Omit<TaskTimes, 'id'>): Promise<void>
}

const real: Outbound = {
  async callElsewhere(signal, call, times) {
    // In memory there are no others: nothing is connected.
    if (!signalTasks.queue.shared) return
    const payload: LateCall = { signal, ...call }
    await signalTasks.add({ queue: OWN_QUEUE, name: CALL, payload, ...times })
  },

  enqueue({ name, options }, call, times) {
    const { attempts, backoffMs } = options
    const queue = queueOf(options.queue, call)
    return signalTasks.add({
      queue,
      name,
      payload: call,
      ...times,
      ...(attempts !== undefined && { attempts }),
      ...(backoffMs !== undefined && { backoffMs }),
    })
  },

  deliver(to, effect, times) {
    if (times.runAt === undefined) return deliver(to, [effect])
    const payload: LaterDelivery = { to: to.map(({ key }) => key), effect }
    return signalTasks.add({ queue: OWN_QUEUE, name: DELIVER, payload, id: randomId(12), ...times })
  },
}

/** The queue of a call. */
export function queueOf(queue: ConnectedFunction['options']['queue'], call: SignalCall): string {
  if (typeof queue !== 'function') return queue ?? 'default'
  return queue(call.info && new WindowInfo(call.info), call.args)
}

let current = real

/** What signals go through now. */
export const outbound: Outbound = {
  callElsewhere: (signal, call, times) => current.callElsewhere(signal, call, times),
  enqueue: (one, call, times) => current.enqueue(one, call, times),
  deliver: (to, effect, times) => current.deliver(to, effect, times),
}

/** Sends signals through something else. @returns what puts back what was there. */
export function interceptOutbound(other: Outbound): () => void {
  const before = current
  current = other
  return () => {
    current = before
  }
}
