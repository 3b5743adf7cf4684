/** Triggers signals from the server: functions of its own as tasks, functions in browsers as effects. */
import { randomId } from '../base/ids.ts'
import { fail } from '../base/errors.ts'
import type { Consumer } from '../handlers/consumer.ts'
import { findHandle } from '../live/view/view-handle.ts'
import { LiveRequest } from '../live/page/request.ts'
import { LiveView } from '../live/view/live-view.ts'
import type { LiveViewClass } from '../live/view/live-view.ts'
import { visitorOf } from '../live/view/rate-limit.ts'
import type { Effect } from '../wire/effects.ts'
import type { Json } from '../wire/frames.ts'
import { Namespace } from '../base/namespace.ts'
import { signalTasksOf } from './signal-tasks.ts'
import { outboundOf } from './dispatch.ts'
import { functionsOf, signalPath } from './signal.ts'
import type { ConnectedFunction, Signal } from './signal.ts'
import { runFunction } from './run.ts'
import { taskUploads } from './task-uploads.ts'
import { targetsOf } from './target.ts'
import type { SignalTarget } from './target.ts'
import { taskVisitorOf, windowInfo, WindowInfo } from './window-info.ts'
import type { TaskVisitor } from './window-info.ts'

/** Who triggers: a window's info, its request, view or consumer; the app's namespace; or null. */
export type Source = WindowInfo | LiveRequest | LiveView | Consumer | Namespace | null

/** Whom a signal is for, and when. */
export interface Triggered {
  /** One target or several. Default: the user's windows; the session's when there is no user. */
  to?: SignalTarget | readonly SignalTarget[]
  /** Waits so many milliseconds. */
  countdown?: number
  /** Waits until then. */
  eta?: Date
  /** Drops tasks that have not begun by then: a date, or milliseconds from now. */
  expires?: Date | number
}

/** The same and the signal's arguments: all other keys, JSON values. */
export interface TriggerOptions extends Triggered {
  [argument: string]: unknown
}

/** The same with the arguments of a signal that is known. They may be left out where all of them may. */
export type TriggerWith<Sent> =
  Partial<Sent> extends Sent ? [options?: Triggered & Sent] : [options: Triggered & Sent]

/** When tasks run. */
export interface Times {
  runAt?: number
  expiresAt?: number
}

/**
 * Triggers a signal: `trigger(info, 'report.ready', { to: [WINDOW, `report:${id}`], id })`. Each window runs
 * it once, even if several of its topics are named; functions on the server run as tasks of their queues.
 * @param named the signal's name, or the result of `signal`: then the compiler checks the arguments.
 * @returns when everything is sent; with SYNC, when the functions have run. Failures are logged, so you need
 * not await it.
 * @throws LiveError E_TRIGGER, E_TOPIC; E_TASKS when the visitor has too many tasks; the errors of queue and
 * layer when they are unreachable. With SYNC also the first function's error, when all have run.
 */
export function trigger<Args, Sent>(
  source: Source,
  named: Signal<Args, Sent>,
  ...[options]: TriggerWith<NoInfer<Sent>>
): Promise<void>
export function trigger(source: Source, named: string, options?: TriggerOptions): Promise<void>
export function trigger(
  source: Source,
  named: string | Signal<never>,
  options: TriggerOptions = {},
): Promise<void> {
  const name = signalPath(named)
  const triggered = start(source, name, options)
  triggered.catch((error: unknown) => signalTasksOf().failed(name, error))
  return triggered
}

async function start(
  source: Source,
  name: string,
  { to, countdown, eta, expires, ...args }: TriggerOptions,
): Promise<void> {
  const info = infoOf(source)
  const namespace = namespaceOf(source)
  const outbound = outboundOf(namespace)
  const visitor = visitorOfSource(source, info)
  const { server, sync, windows } = targetsOf(to, info)
  const times = { ...timesOf(countdown, eta, expires), ...(visitor && { owner: visitor.owner }) }
  const makesTasks = server || (windows.length > 0 && times.runAt !== undefined)
  if (visitor && !visitor.isTask && makesTasks) signalTasksOf(namespace).admit(visitor.owner)
  const work: Promise<unknown>[] = []
  if (server) {
    const payload = { info: info?.toJSON() ?? null, args }
    const connected = functionsOf(name, namespace)
    for (const one of connected) {
      work.push(outbound.enqueue(one, payload, { id: randomId(12), ...times }))
    }
    if (connected.length === 0) {
      work.push(outbound.callElsewhere(name, payload, { id: randomId(12), ...times }))
    }
  }
  if (windows.length > 0) {
    const effect: Effect = ['call', name, args as Json]
    work.push(outbound.deliver(windows, effect, times))
  }
  await Promise.all(work)
  if (sync) await runNow(functionsOf(name, namespace), info, args)
}

/** Runs all functions; the first error is thrown when all have run. */
async function runNow(
  connected: readonly ConnectedFunction[],
  info: WindowInfo | null,
  args: object,
): Promise<void> {
  const { signal } = new AbortController()
  const task = { id: randomId(12), attempt: 1, signal }
  const results = await Promise.allSettled(
    connected.map((one) => {
      const uploads = taskUploads({ path: one.path, fields: one.options.uploads }, [], 1)
      return runFunction(one, info, args as never, { ...task, uploads })
    }),
  )
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** What is known of who triggers. */
export function infoOf(source: Source): WindowInfo | null {
  if (source === null || source instanceof Namespace) return null
  if (source instanceof WindowInfo) return source
  if (source instanceof LiveRequest) return windowInfo(source)
  if (source instanceof LiveView) {
    const handle = findHandle(source)
    if (handle === undefined) throw fail('E_NOT_OPEN', source.constructor.name)
    return windowInfo(handle.request)
  }
  return windowInfo(source.scope)
}

/**
 * The visitor for whom a task counts. A view's tasks count for its visitor. In a view that windows share they count
 * for the sender of the event being handled, and for no visitor where there is no event.
 */
function visitorOfSource(source: Source, info: WindowInfo | null): TaskVisitor | undefined {
  if (info === null) return undefined
  const asker = source instanceof LiveView ? findHandle(source)?.asker : undefined
  if (asker) return { owner: visitorOf(asker.context.request), isTask: false }
  if (source instanceof LiveView && (source.constructor as LiveViewClass).shared) return undefined
  return taskVisitorOf(info)
}

/** The namespace in which a source is; a {@link WindowInfo} knows it in the process that it is made in. */
function namespaceOf(source: Source): Namespace | undefined {
  if (source === null) return undefined
  if (source instanceof Namespace) return source
  if (source instanceof LiveView) return findHandle(source)?.request.namespace
  return source.namespace
}

function timesOf(countdown?: number, eta?: Date, expires?: Date | number): Times {
  const now = Date.now()
  const times: Times = {}
  if (countdown !== undefined) times.runAt = now + countdown
  if (eta !== undefined) times.runAt = eta.getTime()
  if (expires !== undefined) {
    times.expiresAt = typeof expires === 'number' ? now + expires : expires.getTime()
  }
  return times
}
