/**
 * Events that take arguments without a schema: what a browser sends reaches their methods as it is,
 * whatever their types say.
 */
import { fail } from '../../base/errors.ts'
import type { Logger } from '../../base/logger.ts'
import { eventsOf } from './event.ts'
import type { DeclaredEvent } from './event.ts'

/** Events that were warned of, by their methods. */
const warned = new WeakSet<object>()

/** Warns of an event without a schema that gets arguments, once. For development. */
export function warnOfArguments(
  target: object,
  { info, method }: DeclaredEvent,
  args: Record<string, unknown>,
  logger: Logger,
): void {
  if (info.schema || method.length === 0 || warned.has(method)) return
  const names = Object.keys(args)
  if (names.length === 0) return
  warned.add(method)
  const shape = names.map((name) => `${name}: ${typeof args[name]}`).join(', ')
  logger.warn(
    { view: target.constructor.name, event: info.name, got: `{ ${shape} }` },
    'an event without a schema got arguments: browsers can send anything. Write @event(schema).',
  )
}

/**
 * For createApp({ requireSchemas: true }).
 * @param owner a view's or component's prototype.
 * @throws LiveError E_SCHEMA naming the events that take arguments without a schema.
 */
export function requireSchemas(owner: object): void {
  const bare = eventsWithoutSchema(owner)
  if (bare.length > 0) throw fail('E_SCHEMA', owner.constructor.name, bare.join(', '))
}

/** Names of the events of a view's or component's prototype that take arguments and have no schema. */
export function eventsWithoutSchema(owner: object): string[] {
  const bare = eventsOf(owner).filter(({ info, method }) => !info.schema && method.length > 0)
  return bare.map(({ info }) => info.name)
}
