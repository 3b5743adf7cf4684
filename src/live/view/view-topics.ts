/** The topics that views hear: pushes to all views of a class, and messages of topics. */
import type { Logger } from '../../base/logger.ts'
import { LiveView } from './live-view.ts'

/** What a push carries from process to process. */
export interface PushMessage {
  state?: Record<string, unknown>
  handler?: string
  payload?: object
  /** The id of an instance that is left out. */
  except?: string
}

/** A message to the subscribers of a topic. */
export interface TopicMessage {
  event: string
  data?: unknown
  /** The id of an instance that is left out. */
  except?: string
}

/** Only in types: what is published on a topic. */
declare const MESSAGES: unique symbol

/** The name of a topic, with the types of its messages; at run time a plain text. */
export type Topic<Messages extends object> = string & { readonly [MESSAGES]: Messages }

/** What `handleInfo` gets of a topic: `handleInfo(...[event, data]: MessageOf<typeof orders>)`. */
export type MessageOf<T extends Topic<object>> =
  T extends Topic<infer Messages>
    ? { [Event in keyof Messages & string]: [event: Event, data: Messages[Event]] }[keyof Messages &
        string]
    : never

/**
 * Names a topic and the types of its messages: `defineTopic<{ placed: { id: number } }>('orders')`. `publish`
 * and {@link MessageOf} check events and data by them.
 * @typeParam Messages the data of each event.
 */
export function defineTopic<Messages extends object>(name: string): Topic<Messages> {
  return name as Topic<Messages>
}

/** The name under which views hear a topic: what else is published under it is not for them. */
export function infoTopic(topic: string): string {
  return `info:${topic}`
}

/** The topic of all open instances of a view. */
export function viewTopic(viewName: string): string {
  return `view:${viewName}`
}

/** Methods that the framework calls, and no message. */
const reserved = new Set(['constructor', 'mount', 'render', 'disconnect', 'getContextData'])

/** Sets the public fields that the view declares, then calls the handler; reports what does not fit. */
export function applyPush(view: object, message: PushMessage, logger: Logger): unknown {
  const { state, handler, payload } = message
  const name = view.constructor.name
  for (const [field, value] of Object.entries(state ?? {})) {
    if (Object.hasOwn(view, field) && !field.startsWith('_')) Reflect.set(view, field, value)
    else logger.warn({ view: name, field }, 'push: no such public field')
  }
  if (handler === undefined) return undefined
  const method: unknown = Reflect.get(view, handler)
  if (typeof method === 'function' && !reserved.has(handler) && !isInherited(method, handler)) {
    return method.call(view, payload ?? {}) as unknown
  }
  logger.warn({ view: name, handler }, 'push: no such method')
  return undefined
}

/** True for methods that every view has. */
function isInherited(method: unknown, name: string): boolean {
  return method === Reflect.get(LiveView.prototype, name)
}
