/** Topics that a page binds its window to while it is made. */
import { fail } from '../base/errors.ts'
import { topic } from './address.ts'
import type { TopicKey } from './address.ts'
import { join } from './membership.ts'
import type { LiveRequest } from '../live/request.ts'

/**
 * Puts the window of a page into topics: `setWebsocketTopics(request, 'news', { type: 'report', id })`, or
 * a list of them. Call it while the page is made, in `mount` or in the function of `app.page`. The
 * window's own topic, its user's, its session's and everybody's need no call.
 * @throws LiveError E_TOPIC, E_TOPICS, E_NO_WINDOW for the request of `app.http`.
 */
export function setWebsocketTopics(
  request: LiveRequest,
  ...keys: readonly (TopicKey | readonly TopicKey[])[]
): void {
  const { window } = request
  if (window === null) throw fail('E_NO_WINDOW', 'setWebsocketTopics()')
  for (const key of keys.flat() as TopicKey[]) join(window, topic(key))
}
