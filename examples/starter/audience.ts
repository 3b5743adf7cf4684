/** Each window follows one topic at most: that of what its page shows. */
import { setWebsocketTopics } from 'overwire'
import type { Consumer, LiveRequest } from 'overwire'

type Window = Consumer['window']

const followed = new WeakMap<
  Window,
  { topic: string | undefined; consumer: Consumer | undefined }
>()

/** @param by the handler's consumer; a page that is made by its address has none. */
export function follow(
  window: Window,
  topic: string | undefined,
  by: Consumer | LiveRequest,
): void {
  const before = followed.get(window)
  const consumer = 'join' in by ? by : before?.consumer
  if (before?.topic) consumer?.leave(before.topic)
  if (topic && 'join' in by) by.join(topic)
  else if (topic) setWebsocketTopics(by as LiveRequest, topic)
  followed.set(window, { topic, consumer })
}
