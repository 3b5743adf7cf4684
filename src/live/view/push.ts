/**
 * Changes views from outside their own events: from another view, a timer, a job. A push is published
 * to the topic of its view class and waits in each instance's mailbox for its turn.
 */
import type { Namespace } from '../../base/namespace.ts'
import { topicsOf } from '../../pubsub/topics.ts'
import { findHandle } from './view-handle.ts'
import { infoTopic, viewTopic } from './view-topics.ts'
import type { LiveView } from './live-view.ts'

type Fields<V> = {
  [K in keyof V as V[K] extends (...args: never[]) => unknown ? never : K]: V[K]
}
type Methods<V> = {
  [K in keyof V]: V[K] extends (...args: never[]) => unknown ? K : never
}[keyof V]

/** What a push does to each open instance, in this order. */
export interface Push<V extends LiveView = LiveView> {
  /** New values of public fields that the view declares: JSON's, dates, maps, sets, big integers. */
  state?: Partial<Fields<V>>
  /** Name of a public method to call afterwards. */
  handler?: Exclude<Methods<V>, 'mount' | 'render' | 'disconnect'> & string
  /** The method's argument; the same values. */
  payload?: object
}

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
 * Changes every open instance of a view, wherever it is: sets `state`, then calls `handler`, then renders
 * once. The call returns at once; failures are logged, and rejections for who awaits it.
 * @param view the class or its name.
 * @throws LiveError E_MESSAGE_VALUE, E_MESSAGE_SIZE, E_LAYER, when awaited.
 */
export function pushToView<V extends LiveView>(
  view: new () => V,
  push?: Push<V>,
  options?: PushTarget,
): Promise<void>
export function pushToView(view: string, push?: NamedPush, options?: PushTarget): Promise<void>
export function pushToView(
  view: (new () => LiveView) | string,
  push: NamedPush = {},
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
 * @param data a JSON value.
 * @throws LiveError E_MESSAGE_SIZE, E_LAYER, when awaited; failures are logged in any case.
 */
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
