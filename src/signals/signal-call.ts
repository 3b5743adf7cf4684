/** Calls of signals, as they wait in queues. */
import type { Effect } from '../wire/effects.ts'
import type { ConnectedFunction, SignalArgs } from './signal.ts'
import type { TaskFile } from './task-uploads.ts'
import { WindowInfo } from './window-info.ts'
import type { WindowInfoData } from './window-info.ts'

/** A call of a function, as JSON. */
export interface SignalCall {
  info: WindowInfoData | null
  args: SignalArgs
  /** It came from a browser. */
  fromClient?: boolean
  /** Files of its form. Left out: none. */
  files?: readonly TaskFile[]
}

/** A task's id and times. */
export interface TaskTimes {
  id: string
  /** See Task.owner. */
  owner?: string
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

/** The queue of a call. */
export function queueOf(queue: ConnectedFunction['options']['queue'], call: SignalCall): string {
  if (typeof queue !== 'function') return queue ?? 'default'
  return queue(call.info && new WindowInfo(call.info), call.args)
}
