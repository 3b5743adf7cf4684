/** Whom a signal is for. */
import { fail } from '../base/errors.ts'
import { Address, EVERYBODY, session, topic, user, window } from '../audience/address.ts'
import type { TopicKey } from '../audience/address.ts'
import type { WindowInfo } from './window-info.ts'

/** Functions on the server, each as a task of its queue. */
export const SERVER: unique symbol = Symbol.for('overwire.SERVER')
/** Functions on the server, here and now, before `trigger` resolves. For tests and scripts. */
export const SYNC: unique symbol = Symbol.for('overwire.SYNC')
/** The window that the signal comes from. */
export const WINDOW: unique symbol = Symbol.for('overwire.WINDOW')
/** All open windows of its user. */
export const USER: unique symbol = Symbol.for('overwire.USER')
/** All open windows of its browser session. */
export const SESSION: unique symbol = Symbol.for('overwire.SESSION')
/** All open windows, also of visitors without a login. */
export const BROADCAST: unique symbol = Symbol.for('overwire.BROADCAST')

/** One of the constants, a topic's key, or an audience such as `room(id)`. */
export type SignalTarget =
  | typeof SERVER
  | typeof SYNC
  | typeof WINDOW
  | typeof USER
  | typeof SESSION
  | typeof BROADCAST
  | TopicKey
  | Address

/** Targets, told apart. */
export interface Targets {
  server: boolean
  sync: boolean
  windows: Address[]
}

/**
 * Tells the targets of a trigger apart. Without any it is for the user's windows, and for the session's
 * when there is no user.
 * @throws LiveError E_TRIGGER when the window, user or session that is meant is not known; E_TOPIC.
 */
export function targetsOf(
  to: SignalTarget | readonly SignalTarget[] | undefined,
  info: WindowInfo | null,
): Targets {
  const given = to ?? (info?.user ? USER : SESSION)
  const list = Array.isArray(given) ? (given as readonly SignalTarget[]) : [given as SignalTarget]
  return {
    server: list.includes(SERVER),
    sync: list.includes(SYNC),
    windows: list
      .filter((one) => one !== SERVER && one !== SYNC)
      .map((one) => addressOf(one, info)),
  }
}

function addressOf(target: SignalTarget, info: WindowInfo | null): Address {
  if (target instanceof Address) return target
  if (typeof target !== 'symbol') return topic(target)
  if (target === BROADCAST) return EVERYBODY
  const id = info?.user?.['id'] as string | number | undefined
  if (target === WINDOW && info?.windowKey) return window(info.windowKey)
  if (target === USER && id !== undefined) return user(id)
  if (target === SESSION && info?.sessionId) return session(info.sessionId)
  throw fail(
    'E_TRIGGER',
    `to: ${target.description?.slice('overwire.'.length) ?? 'an unknown symbol'}`,
  )
}
