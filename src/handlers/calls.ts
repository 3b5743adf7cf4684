/** Runs a call of a browser: content, middleware, handler, answer. Every call has an answer. */
import { fail } from '../base/errors.ts'
import { room as roomAddress } from '../audience/address.ts'
import { join, leave } from '../audience/membership.ts'
import { logFailure } from '../live/page/failure.ts'
import { counted } from '../live/page/frame-sink.ts'
import type { Services } from '../live/page/services.ts'
import type { LiveRequest } from '../live/page/request.ts'
import { keepSession, restoreSession } from '../live/page/session-writes.ts'
import { callAnswered } from '../window/open-calls.ts'
import { onAccount } from './on-account.ts'
import { logged } from './call-log.ts'
import type { Consumer } from './consumer.ts'
import { readContent, Refused } from './content.ts'
import type { Content } from './content.ts'
import { registryOf } from './registry.ts'
import type { Registered } from './registry.ts'
import { isSignedRoom } from './room-ids.ts'
import { keyOf, receiveUpload } from './upload-calls.ts'
import type { UploadPlace } from './window-uploads.ts'

type Args = Readonly<Record<string, unknown>>

/** Says whether a window may enter a room whose id can be guessed. */
export type AuthorizeRoom = (request: LiveRequest, room: string) => boolean | Promise<boolean>

/** What a CALL frame brings. */
export interface BrowserCall {
  /** The number of the event, which is answered. */
  readonly n: number
  /** See Called in wire/frames.ts. */
  readonly kind: number
  /** Of the handler, the signal or the room. */
  readonly name: string
  readonly args: Args
}

/** Calls a handler in the window's turn, and answers it. */
export function callHandler(
  consumer: Consumer,
  { n, name, args }: BrowserCall,
  services: Services,
): void {
  const found = registryOf(services.namespace).find(name)
  if (found === undefined) {
    services.logger.warn({ handler: name }, 'unknown handler')
    const { window } = consumer
    return callAnswered(window, n, () => window.refuse(n, fail('E_UNKNOWN_HANDLER')))
  }
  const work = (): Promise<void> => runHandler(consumer, name, args, found)
  inTurn(consumer, n, name, services, () => logged(name, services, work))
}

/** Lets a window into the room that its page names, "" for none, and out of the one before. */
export function enterRoom(
  consumer: Consumer,
  { n, name: id }: BrowserCall,
  authorize: AuthorizeRoom | undefined,
  services: Services,
): void {
  inTurn(consumer, n, 'room', services, async () => {
    const isOpen = id === '' || isSignedRoom(id, services.namespace)
    const mayEnter = isOpen || (await onAccount(consumer, () => authorize?.(consumer.scope, id)))
    if (!mayEnter) throw fail('E_ROOM')
    if (consumer.room !== id) leave(consumer.window, roomAddress(consumer.room), services.namespace)
    consumer.room = ''
    if (id !== '') join(consumer.window, roomAddress(id), services.namespace)
    consumer.room = id
  })
}

function inTurn(
  consumer: Consumer,
  n: number,
  name: string,
  services: Services,
  work: () => Promise<void>,
): void {
  const { window } = consumer
  const accepted = consumer.calls.post(async () => {
    try {
      await services.reread?.(consumer.scope)
      consumer.callId = `${window.id}.${n}`
      await consumer.calls.within(counted(window, n, work()))
      keepSession(consumer.scope, services)
      callAnswered(window, n, () => window.update(n, 0, undefined))
    } catch (error) {
      restoreSession(consumer.scope)
      const { told, errorId } = logFailure(services, name, 'handler', error, consumer.scope)
      callAnswered(window, n, () => window.refuse(n, told, errorId))
    }
  })
  if (!accepted) callAnswered(window, n, () => window.refuse(n, fail('E_MAILBOX_FULL')))
}

/** Content, middleware, handler. @throws what they throw, and LiveError E_BAD_ARGS. */
export async function runHandler(
  consumer: Consumer,
  name: string,
  args: Args,
  found: Registered,
): Promise<void> {
  const { options, handler } = found
  const place = { kind: 'handler' as const, name, key: keyOf(args) }
  const uploads = options.uploads ? consumer.uploads.fields(place, options.uploads) : {}
  const beside = { room: consumer.room, uploads }
  const read = await onAccount(consumer, () => readContent(name, args, beside, options))
  const content = read instanceof Refused ? read.content : read
  if (!(await passes(consumer, content, found))) return
  if (!(read instanceof Refused)) {
    await onAccount(consumer, () => handler(consumer, content))
    return
  }
  if (options.invalid) return void (await options.invalid(consumer, content, read.issues))
  throw fail('E_BAD_ARGS', issueSentence(read.issues))
}

/** Asks the middleware, in order. */
async function passes(consumer: Consumer, content: Content, found: Registered): Promise<boolean> {
  for (const middleware of registryOf(consumer.namespace).middlewareOf(found)) {
    const passed = await onAccount(consumer, () => middleware(consumer, content, content.function))
    if (passed !== true) return false
  }
  return true
}

/** Takes what a browser says of files in a form of a handler. */
export function uploadToHandler(consumer: Consumer, call: BrowserCall, services: Services): void {
  const { name } = call
  const fields = registryOf(services.namespace).find(name)?.options.uploads
  const admits = ({ key }: UploadPlace): Promise<boolean> =>
    mayUpload(consumer, { name, key }, services)
  receiveUpload(consumer, call, { kind: 'handler', name, fields, admits }, services)
}

/** Whether the middleware of a handler lets a window send it files now. */
export async function mayUpload(
  consumer: Consumer,
  { name, key }: { name: string; key: string },
  { namespace }: Services,
): Promise<boolean> {
  const found = registryOf(namespace).find(name)
  if (found === undefined) return false
  const place = { kind: 'handler' as const, name, key }
  const uploads = consumer.uploads.fields(place, found.options.uploads)
  const { room } = consumer
  const content = { function: name, form: {}, data: {}, uploads, lang: '', room }
  return passes(consumer, content, found)
}

function issueSentence(issues: Refused['issues']): string {
  return Object.entries(issues)
    .map(([field, messages]) => (field ? `${field}: ${messages.join(' ')}` : messages.join(' ')))
    .join('; ')
}
