/**
 * Events that take arguments without a schema: what a browser sends reaches their methods as it is,
 * whatever their types say.
 */
import { fail } from '../../base/errors.ts'
import type { Logger } from '../../base/logger.ts'
import { findEvent } from './event.ts'
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
  const bare: string[] = []
  for (let at = owner; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) {
      // A getter is no event, and may need an instance.
      if (typeof Object.getOwnPropertyDescriptor(at, name)?.value !== 'function') continue
      const found = findEvent(owner, name)
      if (found && !found.info.schema && found.method.length > 0) bare.push(name)
    }
  }
  if (bare.length > 0) throw fail('E_SCHEMA', owner.constructor.name, [...new Set(bare)].join(', '))
}
