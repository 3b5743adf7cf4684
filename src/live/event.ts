/**
 * `@event`: the mark that makes a method callable from the browser. Nothing else of a view is.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { fail } from '../base/errors.ts'
import { declareBinding } from '../template/binding.ts'

/** What an event method gets beside its arguments. */
export interface EventContext {
  /** Names this event and no other, also after a repeat: use it as an idempotency key. */
  readonly id: string
}

// any: the method's own types stay as its author wrote them.
// oxlint-disable-next-line typescript/no-explicit-any
type Method = (this: any, ...args: any[]) => unknown

export interface EventInfo {
  name: string
  schema: StandardSchemaV1 | undefined
}

const events = new WeakMap<object, EventInfo>()

/** The declared event of that name; undefined when the view has none. */
export function findEvent(
  view: object,
  name: string,
): { info: EventInfo; method: Method } | undefined {
  const method: unknown = Reflect.get(view, name)
  if (typeof method !== 'function') return undefined
  const info = events.get(method)
  return info?.name === name ? { info, method: method as Method } : undefined
}

/**
 * Marks a method as an event of its view: `@event increment(by: { step?: number }) {}`.
 * The method gets what the element and the call carry, as plain JSON, and an {@link EventContext}.
 * @throws LiveError E_EVENT_DECORATOR on private and symbol-named methods and on other members.
 */
export function event<M extends Method>(method: M, context: ClassMethodDecoratorContext): void
/**
 * The same with a schema (zod, valibot, arktype: any Standard Schema) that guards and converts what the
 * browser sends: `@event(z.object({ title: z.string().min(1) }))`. Keys the schema does not name are
 * refused.
 */
export function event<T>(schema: StandardSchemaV1<unknown, T>): (
  // oxlint-disable-next-line typescript/no-explicit-any
  method: (this: any, args: T, context: EventContext) => unknown, // any: the view is inferred
  context: ClassMethodDecoratorContext,
) => void
export function event(
  first: Method | StandardSchemaV1,
  context?: ClassMethodDecoratorContext,
): unknown {
  if (context !== undefined) return declare(first as Method, context, undefined)
  return (method: Method, context: ClassMethodDecoratorContext) =>
    declare(method, context, first as StandardSchemaV1)
}

/** The same function as {@link event}. */
export const eventHandler: typeof event = event

function declare(
  method: Method,
  context: ClassMethodDecoratorContext,
  schema: StandardSchemaV1 | undefined,
): void {
  const { kind, name } = context
  if (kind !== 'method' || typeof name !== 'string' || context.private || context.static) {
    throw fail('E_EVENT_DECORATOR', context.private ? 'private method' : kind, String(name))
  }
  events.set(method, { name, schema })
  declareBinding(method, name)
}
