/**
 * Where signals go: tasks to the queue, effects to windows. One place, so that tests can stand in it and
 * see what would have left the process.
 */
import { perNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { randomId } from '../base/ids.ts'
import type { Address } from '../audience/address.ts'
import { deliver } from '../audience/deliver.ts'
import type { Effect } from '../wire/effects.ts'
import { signalTasksOf } from './signal-tasks.ts'
import type { ConnectedFunction } from './signal.ts'
import { CALL, DELIVER, OWN_QUEUE } from './signal-call.ts'
import type { LateCall, LaterDelivery, SignalCall, TaskTimes } from './signal-call.ts'

export interface Outbound {
  /** Lets a worker call a signal whose functions are not here. */
  callElsewhere(signal: string, call: SignalCall, times: TaskTimes): Promise<void>
  enqueue(one: ConnectedFunction, call: SignalCall, times: TaskTimes): Promise<void>
  deliver(to: Address[], effect: Effect, times: Omit<TaskTimes, 'id'>): Promise<void>
}

/** To the queue and the windows of a namespace. */
class NamespaceOutbound implements Outbound {
  readonly #namespace: Namespace

  constructor(namespace: Namespace) {
    this.#namespace = namespace
  }

  async callElsewhere(signal: string, call: SignalCall, times: TaskTimes): Promise<void> {
    const tasks = signalTasksOf(this.#namespace)
    // In memory there are no others: nothing is connected.
    if (!tasks.queue.shared) return
    const payload: LateCall = { signal, ...call }
    await tasks.add({ queue: OWN_QUEUE, name: CALL, payload, ...times })
  }

  enqueue(one: ConnectedFunction, call: SignalCall, times: TaskTimes): Promise<void> {
    return signalTasksOf(this.#namespace).enqueue(one, call, times)
  }

  deliver(to: Address[], effect: Effect, times: Omit<TaskTimes, 'id'>): Promise<void> {
    const namespace = this.#namespace
    if (times.runAt === undefined) return deliver(to, [effect], { namespace })
    const payload: LaterDelivery = { to: to.map(({ key }) => key), effect }
    const task = { queue: OWN_QUEUE, name: DELIVER, payload, id: randomId(12), ...times }
    return signalTasksOf(namespace).add(task)
  }
}

/** What takes signals in place of all queues and windows. */
let interceptor: Outbound | null = null

const realOf = perNamespace((namespace) => new NamespaceOutbound(namespace))

/** What the signals of a namespace go through now. */
export function outboundOf(namespace?: Namespace): Outbound {
  return interceptor ?? realOf(namespace)
}

/** Sends signals of all namespaces through something else. @returns what puts back what was there. */
export function interceptOutbound(other: Outbound): () => void {
  const before = interceptor
  interceptor = other
  return () => {
    interceptor = before
  }
}
