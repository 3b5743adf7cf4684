/** Topics that a page binds its window to while it is made. */
import { fail } from '../base/errors.ts'
import type { Namespace } from '../base/namespace.ts'
import type { Window } from '../window/window.ts'
import { topic } from './address.ts'
import type { Address, TopicKey } from './address.ts'
import { join, leave } from './membership.ts'
import type { LiveRequest } from '../live/page/request.ts'

/** Which topics a page has set, and the request it did so with. */
const set = new WeakMap<Window, { by: LiveRequest; topics: Address[] }>()

/**
 * Binds the window of a page to topics: `setWebsocketTopics(request, 'news', { type: 'report', id })`, or a
 * list of them. Call it while the page is made, in `mount` or in the function of `app.page`; or later, with
 * `this.request` or `consumer.scope`. They replace what an earlier call set, and end with the page. The
 * window's own topic, its user's, its session's and everybody's need no call.
 * @throws LiveError E_TOPIC, E_TOPICS, E_NO_WINDOW for the request of `app.http`.
 */
export function setWebsocketTopics(
  request: LiveRequest,
  ...keys: readonly (TopicKey | readonly TopicKey[])[]
): void {
  const { window } = request
  if (window === null) throw fail('E_NO_WINDOW', 'setWebsocketTopics()')
  bind(window, (keys.flat() as TopicKey[]).map(topic), request)
}

/** The same with addresses. */
export function bind(window: Window, wanted: Address[], request: LiveRequest): void {
  replace(window, wanted, request.namespace)
  set.set(window, { by: request, topics: wanted })
}

/** What the window's page has set. */
export function boundTopics(window: Window): readonly Address[] {
  return set.get(window)?.topics ?? []
}

/** Ends what the page before has set, unless this request's page has set its own. */
export function endTopics(window: Window, request: LiveRequest): void {
  const before = set.get(window)
  if (before === undefined || before.by === request) return
  replace(window, [], request.namespace)
  set.delete(window)
}

function replace(window: Window, wanted: readonly Address[], namespace: Namespace): void {
  const before = set.get(window)?.topics ?? []
  for (const one of wanted) join(window, one, namespace)
  for (const one of before) {
    if (!wanted.some(({ key }) => key === one.key)) leave(window, one, namespace)
  }
}
