/**
 * `@event`: the mark that makes a method callable from the browser. Nothing else of a view is.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { fail } from '../../base/errors.ts'
import { declareBinding } from '../../template/binding.ts'
import { RateLimiter } from './rate-limit.ts'
import type { RateLimit } from './rate-limit.ts'
import type { LiveRequest } from '../page/request.ts'

/** What an event method gets beside its arguments. */
export interface EventContext {
  /** Names this event and no other, also after a repeat: use it as an idempotency key. */
  readonly id: string
  /** The request of the window that sent it: whose session and user this is. */
  readonly request: LiveRequest
  /** Aborted when the event took longer than `limits.eventMs`, or the user left the page. */
  readonly signal: AbortSignal
  /** Of a background event: how far it is, from 0 to 1; `this.progress(name)` reads it. */
  reportProgress?(fraction: number): void
}

/** One permission or several, of which all are needed. */
export type Permissions = string | readonly string[]

/** Options of `@event({ … })`. */
export interface EventOptions<T = unknown> {
  /** Guards and converts what the browser sends (zod, valibot, arktype: any Standard Schema). */
  schema?: StandardSchemaV1<unknown, T>
  /**
   * Runs the method as a task with its own name: the view takes other events meanwhile, and the element
   * that triggered it waits until the task has ended. Default false.
   */
  background?: boolean
  /** Permissions that the user needs for this event. Default none. */
  permissionRequired?: Permissions
  /**
   * How often one visitor (their session) may call it, over all windows in this process. Default: the
   * limits of the app alone.
   */
  rateLimit?: RateLimit
}

// any: the method's own types stay as its author wrote them.
// oxlint-disable-next-line typescript/no-explicit-any
export type Method = (this: any, ...args: any[]) => unknown

export interface EventInfo {
  name: string
  schema: StandardSchemaV1 | undefined
  permissions: Permissions | undefined
  background: boolean
  limiter: RateLimiter | undefined
}

/** An event of a view or component. */
export interface DeclaredEvent {
  info: EventInfo
  method: Method
}

const events = new WeakMap<object, EventInfo>()
/** By prototype: what {@link findEvent} found. */
const foundEvents = new WeakMap<object, Map<string, DeclaredEvent>>()

/** The declared event of that name; undefined when the view has none. */
export function findEvent(view: object, name: string): DeclaredEvent | undefined {
  const prototype = Object.getPrototypeOf(view) as object
  const known = foundEvents.get(prototype)?.get(name)
  if (known !== undefined && !Object.hasOwn(view, name)) return known
  const method = methodOf(view, name)
  if (typeof method !== 'function') return undefined
  const info = events.get(method)
  if (info?.name !== name) return undefined
  const found = { info, method: method as Method }
  if (Object.hasOwn(view, name)) return found
  if (!foundEvents.has(prototype)) foundEvents.set(prototype, new Map())
  foundEvents.get(prototype)!.set(name, found)
  return found
}

/** All declared events of a view's or component's prototype, its class's own first. */
export function eventsOf(prototype: object): DeclaredEvent[] {
  const found = new Map<string, DeclaredEvent>()
  for (let at = prototype; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const event = found.has(name) ? undefined : findEvent(prototype, name)
      if (event) found.set(name, event)
    }
  }
  return [...found.values()]
}

/** The value of a property, found without running a getter: browsers may name any. */
function methodOf(view: object, name: string): unknown {
  for (let at: object | null = view; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (Object.hasOwn(at, name)) return Object.getOwnPropertyDescriptor(at, name)!.value
  }
  return undefined
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
 * refused. Or with {@link EventOptions}: `@event({ background: true })`.
 */
export function event<T>(options: StandardSchemaV1<unknown, T> | EventOptions<T>): (
  // oxlint-disable-next-line typescript/no-explicit-any
  method: (this: any, args: T, context: EventContext) => unknown, // any: the view is inferred
  context: ClassMethodDecoratorContext,
) => void
export function event(
  first: Method | StandardSchemaV1 | EventOptions,
  context?: ClassMethodDecoratorContext,
): unknown {
  // Old decorators bring the class's prototype and the name.
  if (typeof context === 'string') throw fail('E_LEGACY_DECORATORS', context)
  if (context !== undefined) return declare(first as Method, context, {})
  const options = '~standard' in first ? { schema: first } : (first as EventOptions)
  return (method: Method, where: ClassMethodDecoratorContext) => {
    if (typeof where === 'string') throw fail('E_LEGACY_DECORATORS', where)
    declare(method, where, options)
  }
}

/** The same function as {@link event}. */
export const eventHandler: typeof event = event

function declare(
  method: Method,
  { kind, name, private: isPrivate, static: isStatic }: ClassMethodDecoratorContext,
  { schema, background = false, permissionRequired, rateLimit }: EventOptions,
): void {
  if (kind !== 'method' || typeof name !== 'string' || isPrivate || isStatic) {
    throw fail('E_EVENT_DECORATOR', isPrivate ? 'private method' : kind, String(name))
  }
  const limiter = rateLimit && new RateLimiter(rateLimit)
  events.set(method, { name, schema, background, permissions: permissionRequired, limiter })
  declareBinding(method, name)
}
