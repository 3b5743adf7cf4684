/**
 * Changes views from outside their own events: from another view, a timer, a job. A push is published
 * to the topic of its view class and waits in each instance's mailbox for its turn.
 */
import type { Logger } from '../base/logger.ts'
import { topics } from '../pubsub/topics.ts'
import type { Subscriber } from '../pubsub/topics.ts'
import { instanceOf } from './instance.ts'
import type { Instance } from './instance.ts'
import type { LiveView, LiveViewClass } from './view.ts'

type Fields<V> = {
  [K in keyof V as V[K] extends (...args: never[]) => unknown ? never : K]: V[K]
}
type Methods<V> = {
  [K in keyof V]: V[K] extends (...args: never[]) => unknown ? K : never
}[keyof V]

/** What a push does to each open instance, in this order. */
export interface Push<V extends LiveView = LiveView> {
  /** New values of public fields that the view declares. JSON values. */
  state?: Partial<Fields<V>>
  /** Name of a public method to call afterwards. */
  handler?: Exclude<Methods<V>, 'mount' | 'render' | 'disconnect'> & string
  /** The method's argument. JSON values. */
  payload?: object
}

interface PushMessage {
  state?: Record<string, unknown>
  handler?: string
  payload?: object
  except?: string
}

const reserved = new Set(['mount', 'render', 'disconnect', 'constructor'])

/** The topic of all open instances of a view. */
function topicOf(view: LiveViewClass | string): string {
  return `view:${typeof view === 'string' ? view : view.name}`
}

/**
 * Changes every open instance of a view, wherever it is: sets `state`, then calls `handler`, then renders
 * once. Nothing is dropped; the call returns at once.
 * @param view the class or its name.
 * @param options `except`: an instance that is left out, such as the sender (`this`).
 */
export function pushToView<V extends LiveView>(
  view: (new () => V) | string,
  push: Push<V> = {},
  options: { except?: LiveView } = {},
): Promise<void> {
  const except = options.except && instanceOf(options.except)?.id
  const topic = topicOf(view as LiveViewClass | string)
  return topics.publish(topic, except === undefined ? push : { ...push, except })
}

/** The same function as {@link pushToView}. */
export const apushToView: typeof pushToView = pushToView

/** Lets an instance hear the pushes to its view; the result ends it. */
export function joinPushes(instance: Instance, logger: Logger): () => void {
  const { view } = instance
  const topic = topicOf(view.constructor as LiveViewClass)
  const subscriber: Subscriber<PushMessage> = {
    hear(message) {
      if (message.except === instance.id) return
      instance.post('push', () => apply(view, message, logger))
    },
  }
  topics.subscribe(topic, subscriber)
  return () => topics.unsubscribe(topic, subscriber)
}

function apply(view: LiveView, { state, handler, payload }: PushMessage, logger: Logger): unknown {
  for (const [name, value] of Object.entries(state ?? {})) {
    if (Object.hasOwn(view, name) && !name.startsWith('_')) Reflect.set(view, name, value)
    else logger.warn({ view: view.constructor.name, field: name }, 'push: no such public field')
  }
  if (handler === undefined) return undefined
  const method: unknown = Reflect.get(view, handler)
  if (typeof method === 'function' && !handler.startsWith('_') && !reserved.has(handler)) {
    return method.call(view, payload ?? {}) as unknown
  }
  logger.warn({ view: view.constructor.name, handler }, 'push: no such public method')
  return undefined
}
