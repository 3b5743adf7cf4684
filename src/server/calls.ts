/** What browsers may call beside the events of views: handlers, signals, rooms. */
import { callHandler, enterRoom } from '../handlers/calls.ts'
import { Consumer } from '../handlers/consumer.ts'
import { receiveCall } from '../signals/calls.ts'
import { Called } from '../wire/frames.ts'
import type { Settings } from './options.ts'
import type { Page } from './page.ts'

/** Answers a CALL frame; see Called in wire/frames.ts. */
export function answerCall(
  page: Page,
  n: number,
  kind: number,
  name: string,
  args: Record<string, unknown>,
  { services, authorizeRoom }: Settings,
): void {
  const consumer = Consumer.of(page, services)
  if (kind === Called.HANDLER) callHandler(consumer, n, name, args, services)
  else if (kind === Called.SIGNAL) receiveCall(consumer, n, name, args, services)
  else enterRoom(consumer, n, name, authorizeRoom, services)
}
