/** What browsers may call beside the events of views: handlers, signals, rooms. */
import { callHandler, enterRoom, uploadToHandler } from '../handlers/calls.ts'
import type { BrowserCall } from '../handlers/calls.ts'
import { Consumer } from '../handlers/consumer.ts'
import { receiveCall, uploadToSignal } from '../signals/calls.ts'
import { callBegins } from '../window/open-calls.ts'
import { Called } from '../wire/frames.ts'
import type { Settings } from './settings.ts'
import type { Page } from './page.ts'

/** Answers a CALL frame; see Called in wire/frames.ts. */
export function answerCall(
  page: Page,
  call: BrowserCall,
  { services, authorizeRoom }: Settings,
): void {
  const consumer = Consumer.of(page, services)
  callBegins(page.window, call.n)
  if (call.kind === Called.HANDLER) callHandler(consumer, call, services)
  else if (call.kind === Called.SIGNAL) receiveCall(consumer, call, services)
  else if (call.kind === Called.HANDLER_FILES) uploadToHandler(consumer, call, services)
  else if (call.kind === Called.SIGNAL_FILES) uploadToSignal(consumer, call, services)
  else enterRoom(consumer, call, authorizeRoom, services)
}
