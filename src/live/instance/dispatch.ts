/** Dispatch: finds an event's method, asks who may, checks what the browser sent, and calls it. */
import { elapsed } from '../../base/clock.ts'
import { fail } from '../../base/errors.ts'
import type { LiveError } from '../../base/errors.ts'
import { mode } from '../../template/mode.ts'
import { findEvent } from '../view/event.ts'
import type { LiveView } from '../view/live-view.ts'
import { visitorOf } from '../view/rate-limit.ts'
import { permitted } from './authorization.ts'
import { MODEL, setModel } from './live-model.ts'
import { UPLOAD, uploadEvent } from './upload-event.ts'
import { checkArguments } from '../view/schema.ts'
import type { DeclaredEvent, EventContext } from '../view/event.ts'
import type { ViewHandle } from '../view/view-handle.ts'
import { hasLeft } from '../children/child.ts'
import type { ViewEvent } from '../children/child.ts'
import type { FrameSink } from '../page/frame-sink.ts'
import type { Services } from '../page/services.ts'
import { NOTED_MS } from '../../window/busy-time.ts'
import { warnOfArguments } from '../view/schema-check.ts'

/** The instance whose view, or whose component, is asked. */
interface Asked {
  readonly view: LiveView
  readonly sink: Pick<FrameSink, 'spent' | 'askerOf'>
  readonly services: Services
  readonly runtime: ViewHandle
}

/** @returns what runs the event in its turn, or why it is refused before. */
export function eventWork(
  asked: Asked,
  { n, child, context }: ViewEvent,
  name: string,
  args: Record<string, unknown>,
): (() => unknown) | LiveError {
  const { view, services, runtime } = asked
  const target = child?.component ?? view
  const found = ownEvent(name, services) ?? findEvent(target, name)
  if (found === undefined) {
    services.logger.warn({ view: target.constructor.name, event: name }, 'unknown event')
    return fail('E_UNKNOWN_EVENT')
  }
  const { info } = found
  if (info.limiter?.take(visitorOf(context.request), elapsed(services.clock)) === false) {
    return fail('E_RATE')
  }
  const asker = n === 0 ? undefined : asked.sink.askerOf?.(n)
  const call = (): unknown => {
    // The user was read again just now.
    if (asker?.belongsElsewhere) throw fail('E_FORBIDDEN')
    return timed(asked, { n, name: `${target.constructor.name}.${name}` }, () =>
      callEvent(target, found, args, context, runtime),
    )
  }
  return permitted(view, info, context.request, services, call)
}

/** Counts an event, and the time that its method takes; its window is told for how long nothing else could run. */
function timed(
  { services, sink }: Asked,
  { n, name }: { n: number; name: string },
  run: () => unknown,
): unknown {
  const { tally, devLog, clock } = services
  const began = elapsed(clock)
  const over = (failed: boolean): void => {
    const ms = elapsed(clock) - began
    tally?.handled(ms)
    devLog?.event(name, { ms, failed })
  }
  let result: unknown
  let failed = true
  try {
    result = run()
    failed = false
    return result
  } finally {
    const ms = elapsed(clock) - began
    if (ms >= NOTED_MS) sink.spent?.(n, ms)
    if (result instanceof Promise)
      result.then(
        () => over(false),
        () => over(true),
      )
    else over(failed)
  }
}

/** Events of ours, which views do not declare. */
function ownEvent(name: string, services: Services): DeclaredEvent | undefined {
  if (name === MODEL) return setModel
  return name === UPLOAD ? uploadEvent(services) : undefined
}

/** @throws LiveError E_BAD_ARGS, and what the method throws. */
function callEvent(
  target: object,
  event: DeclaredEvent,
  args: Record<string, unknown>,
  context: EventContext,
  handle: ViewHandle,
): unknown {
  const { info, method } = event
  if (hasLeft(target)) {
    const about = { component: target.constructor.name, event: info.name }
    return handle.services.logger.debug?.(about, 'an event came for a component that has left')
  }
  const run = (checked: unknown): unknown => {
    if (!info.background) return method.call(target, checked, context)
    const { id, request } = context
    handle.startAsync(info.name, (task) => method.call(target, checked, { id, request, ...task }))
  }
  const { schema } = info
  if (schema === undefined) {
    if (mode.development && !info.name.startsWith('$'))
      warnOfArguments(target, event, args, handle.services.logger)
    return run(args)
  }
  const checked = checkArguments(schema, args)
  return checked instanceof Promise ? checked.then(run) : run(checked)
}
