/** Which topics a window is in. Windows join where the server says so, never by themselves. */
import { fail } from '../base/errors.ts'
import { topicsOf } from '../pubsub/topics.ts'
import type { Namespace } from '../base/namespace.ts'
import { keep } from '../window/kept.ts'
import type { Window } from '../window/window.ts'
import type { Address } from './address.ts'
import { audienceTopic } from './deliver.ts'

/** Topics that one window may be in. */
const MOST = 1000

const memberships = new WeakMap<Window, Set<string>>()

/** Puts a window into an audience, until it leaves or is closed. @throws LiveError E_TOPICS, E_TOPIC. */
export function join(window: Window, { key }: Address, namespace: Namespace): void {
  if (window.closed) return
  let joined = memberships.get(window)
  if (joined === undefined) {
    const own = (joined = new Set<string>())
    memberships.set(window, own)
    keep(window, memberships, own)
    const end = (): void => {
      for (const topic of own) topicsOf(namespace).unsubscribe(audienceTopic(topic), window)
    }
    window.onClose(end, { ties: false })
  }
  if (joined.has(key)) return
  if (joined.size >= MOST) throw fail('E_TOPICS', MOST)
  topicsOf(namespace).follow(audienceTopic(key), window)
  joined.add(key)
}

/** Takes a window out of an audience. */
export function leave(window: Window, { key }: Address, namespace: Namespace): void {
  if (!memberships.get(window)?.delete(key)) return
  topicsOf(namespace).unsubscribe(audienceTopic(key), window)
}

/** Keys of the audiences that a window joined. */
export function joinedBy(window: Window): string[] {
  return [...(memberships.get(window) ?? [])]
}
