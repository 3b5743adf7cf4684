/**
 * Topics of a window whose page goes on in another process. The rooms are not among them: a browser enters its
 * room again, and is asked again whether it may.
 */
import { Address, room } from './address.ts'
import { join, joinedBy } from './membership.ts'
import { bind, boundTopics } from './websocket-topics.ts'
import type { LiveRequest } from '../live/page/request.ts'
import type { Window } from '../window/window.ts'

/** Keys of addresses. */
export interface CarriedTopics {
  /** Those that its page has set with `setWebsocketTopics`. */
  bound: string[]
  /** Those that it was put into otherwise. */
  joined: string[]
}

const ROOM = room('').key

/** The topics of a window; undefined: it is in none. */
export function carriedTopics(window: Window): CarriedTopics | undefined {
  const all = joinedBy(window).filter((key) => !key.startsWith(ROOM))
  if (all.length === 0) return undefined
  const bound = boundTopics(window).map(({ key }) => key)
  return { bound, joined: all.filter((key) => !bound.includes(key)) }
}

/** Puts a window into the topics that it was in. @param request of the page that goes on. */
export function joinAgain(
  window: Window,
  { bound, joined }: CarriedTopics,
  request: LiveRequest,
): void {
  bind(
    window,
    bound.map((key) => new Address(key)),
    request,
  )
  for (const key of joined) join(window, new Address(key), request.namespace)
}
