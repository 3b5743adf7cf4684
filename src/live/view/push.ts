/**
 * Changes views from outside their own events: from another view, a timer, a job. A push is published
 * to the topic of its view class and waits in each instance's mailbox for its turn.
 */
import type { Namespace } from '../../base/namespace.ts'
import { topicsOf } from '../../pubsub/topics.ts'
import { findHandle } from './view-handle.ts'
import { infoTopic, viewTopic } from './view-topics.ts'
import type { Topic } from './view-topics.ts'
import type { LiveView } from './live-view.ts'

type Fields<V> = {
  [K in Exclude<keyof V, '~ends'> as V[K] extends (...args: never[]) => unknown ? never : K]: V[K]
}

/** Public methods of the view's own that can be called with one argument. */
type Handlers<V> = {
  [
    K in Exclude<keyof V, keyof LiveView> & string as V[K] extends (payload: never) => unknown
      ? K
      : never
  ]: V[K] extends (...args: infer Args) => unknown ? Args : never
}

/** What the handler takes; without a payload it gets `{}`. */
type Payload<Args> = Args extends readonly []
  ? { payload?: Record<string, never> }
  : Args extends readonly [first?: infer P, ...rest: unknown[]]
    ? Partial<P> extends P
      ? { payload?: P }
      : { payload: P }
    : never

/** What a push does to each open instance, in this order. */
export type Push<V extends LiveView = LiveView> = {
  /** New values of public fields that the view declares: JSON's, dates, maps, sets, big integers. */
  state?: Partial<Fields<V>>
} & (
  | { handler?: never; payload?: never }
  | {
      [Name in keyof Handlers<V> & string]: {
        /** Name of a public method to call afterwards. */
        handler: Name
      } & Payload<Handlers<V>[Name]>
    }[keyof Handlers<V> & string]
)

/** A push to a view that is known by its name alone. */
export interface NamedPush {
  state?: Readonly<Record<string, unknown>>
  handler?: string
  payload?: object
}

/** Options of {@link pushToView} and {@link publish}. */
export interface PushTarget {
  /** An instance that is left out, such as the sender (`this`). Default: none. */
  except?: LiveView
  /** The namespace of the app. Default: that of `except`, else the one that apps share. */
  namespace?: Namespace
}

/**
 * Changes every open instance of a view, in all processes: sets `state`, then calls `handler`, then renders
 * once. The call returns at once; failures are logged, and rejected for callers that await it.
 * @param view the class or its name.
 * @throws LiveError E_MESSAGE_VALUE, E_MESSAGE_SIZE, E_LAYER, when awaited.
 */
export function pushToView<V extends LiveView>(
  view: new () => V,
  push?: Push<NoInfer<V>>,
  options?: PushTarget,
): Promise<void>
export function pushToView(view: string, push?: NamedPush, options?: PushTarget): Promise<void>
export function pushToView(
  view: (new () => LiveView) | string,
  push: object = {},
  { except, namespace }: PushTarget = {},
): Promise<void> {
  const sender = except && findHandle(except)
  const topic = viewTopic(typeof view === 'string' ? view : view.name)
  const message = sender === undefined ? push : { ...push, except: sender.id }
  return topicsOf(namespace ?? sender?.request.namespace).publish(topic, message)
}

/** The same function as {@link pushToView}. */
export const apushToView: typeof pushToView = pushToView

/**
 * Sends a message to every view that listens to a topic (`this.subscribe('orders')`): each gets it with
 * `handleInfo(event, data)`, in turn with its own events.
 * @param topic a name, or what `defineTopic` gives: then the compiler knows its events.
 * @param data a JSON value.
 * @throws LiveError E_MESSAGE_SIZE, E_LAYER, when awaited; failures are logged in any case.
 */
export function publish<Messages extends object, Event extends keyof Messages & string>(
  topic: Topic<Messages>,
  event: Event,
  ...rest: Published<Messages[Event]>
): Promise<void>
export function publish<Name extends string>(
  topic: Name & (Name extends Topic<object> ? never : unknown),
  event: string,
  data?: unknown,
  target?: PushTarget,
): Promise<void>
export function publish(
  topic: string,
  event: string,
  data?: unknown,
  { except, namespace }: PushTarget = {},
): Promise<void> {
  const sender = except && findHandle(except)
  const message = { event, data, ...(sender && { except: sender.id }) }
  return topicsOf(namespace ?? sender?.request.namespace).publish(infoTopic(topic), message)
}

/** The data of an event, which may be left out where it may be undefined. */
type Published<Data> = undefined extends Data
  ? [data?: Data, target?: PushTarget]
  : [data: Data, target?: PushTarget]
