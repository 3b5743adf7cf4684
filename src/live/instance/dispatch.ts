/** Calls an event's method with what the browser sent, checked; as a task if the event says so. */
import { mode } from '../../template/mode.ts'
import { checkArguments } from '../view/schema.ts'
import type { DeclaredEvent, EventContext } from '../view/event.ts'
import type { ViewHandle } from '../view/view-handle.ts'
import { hasLeft } from '../children/child.ts'
import type { Services } from '../page/services.ts'
import { warnOfArguments } from '../view/schema-check.ts'

/** @throws LiveError E_BAD_ARGS, and what the method throws. */
export function callEvent(
  target: object,
  event: DeclaredEvent,
  args: Record<string, unknown>,
  context: EventContext,
  handle: ViewHandle & { readonly services: Pick<Services, 'logger'> },
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
    if (mode.development) warnOfArguments(target, event, args, handle.services.logger)
    return run(args)
  }
  const checked = checkArguments(schema, args)
  return checked instanceof Promise ? checked.then(run) : run(checked)
}
