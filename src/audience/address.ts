/**
 * Audiences by name: windows, users, sessions, everybody, rooms, and topics of an app's own. An address is
 * a text that every process spells alike.
 */
import { ownText } from '../base/own-text.ts'
import { describe, fail } from '../base/errors.ts'
import type { LiveRequest } from '../live/page/request.ts'

/** What an app may name a topic by: stable across processes and restarts. */
export type TopicKey =
  | string
  | number
  | { readonly type: string; readonly id: string | number }
  | { readonly topicKey: string }

/** An audience; {@link room}, {@link topic}, {@link user} and the like make them. */
export class Address {
  readonly key: string

  constructor(key: string) {
    this.key = key
  }
}

/** All open windows, also of visitors without a login. */
export const EVERYBODY: Address = new Address('-broadcast')

/**
 * The text of a topic: `"news"` → `-str.news`, `5` → `-int.5`, `{ type: 'report', id: 5 }` → `-report.5`,
 * an object with a `topicKey` → `-key.<topicKey>`.
 * @throws LiveError E_TOPIC for anything else.
 */
export function topicText(key: TopicKey): string {
  if (typeof key === 'string' && key !== '') return `-str.${key}`
  if (typeof key === 'number' && Number.isFinite(key)) return `-int.${key}`
  if (typeof key === 'object' && key !== null) {
    if ('topicKey' in key && typeof key.topicKey === 'string') return `-key.${key.topicKey}`
    if ('type' in key && 'id' in key && typeof key.type === 'string' && isId(key.id)) {
      return `-${encodeURIComponent(key.type)}.${key.id}`
    }
  }
  throw fail('E_TOPIC', describe(key))
}

const isId = (id: unknown): boolean => typeof id === 'string' || typeof id === 'number'

/** The windows that joined a topic. @throws LiveError E_TOPIC for a key that is not stable. */
export function topic(key: TopicKey): Address {
  return new Address(ownText(topicText(key)))
}

/** The windows in a room: its id as `data-room` has it, or a predictable one that authorizeRoom admits. */
export function room(id: string): Address {
  return new Address(`-room.${id}`)
}

/** All open windows of a user, by the id of the user object. */
export function user(id: string | number): Address {
  return new Address(`-user.${id}`)
}

/** All open windows of a browser session. */
export function session(id: string): Address {
  return new Address(`-session.${id}`)
}

/** One window. */
export function window(id: string): Address {
  return new Address(`-window.${id}`)
}

/** True for audiences that windows belong to by what they are; others are joined. */
export function isIdentity(key: string): boolean {
  return key === EVERYBODY.key || /^-(?:window|user|session)\./.test(key)
}

/** True when the window of this request belongs to the audience by what it is. */
export function isFor(
  key: string,
  { window: own, session: data, user: who }: LiveRequest,
): boolean {
  if (key === EVERYBODY.key) return true
  if (own !== null && key === window(own.id).key) return true
  if (key === session(data.id).key) return true
  const id = (who as { id?: string | number } | null)?.id
  return id !== undefined && key === user(id).key
}

/**
 * Audiences: `send(null, data, { to: to.room(id) })`, `putFlash(to.user(7), 'info', 'Ready')`.
 * `user(id)`: all windows of a user; `session(id)`: of a browser session; `room(id)`: those in a room;
 * `topic(key)`: those that joined a topic; `everybody`: all.
 */
export const to: {
  readonly user: typeof user
  readonly session: typeof session
  readonly room: typeof room
  readonly topic: typeof topic
  readonly everybody: Address
} = { user, session, room, topic, everybody: EVERYBODY }
