/** Takes what browsers say of files in forms of handlers and signals. */
import { fail } from '../base/errors.ts'
import { logFailure } from '../live/page/failure.ts'
import { counted } from '../live/page/frame-sink.ts'
import type { Services } from '../live/page/services.ts'
import { senderOf } from '../live/view/view-uploads.ts'
import { answerUpload } from '../uploads/upload-messages.ts'
import type { Settle } from '../uploads/upload.ts'
import { callAnswered } from '../window/open-calls.ts'
import type { Json } from '../wire/frames.ts'
import type { Consumer } from './consumer.ts'
import { addressOf } from './window-uploads.ts'
import type { FieldUploadOptions, UploadPlace } from './window-uploads.ts'

/** What takes files. */
export interface UploadTaker extends Omit<UploadPlace, 'key'> {
  /** Its fields; undefined for a handler or signal that is not there. */
  readonly fields: Readonly<Record<string, FieldUploadOptions>> | undefined
  /** Whether the window may send it files now. */
  admits(place: UploadPlace): Promise<boolean>
}

/** A message about files. */
export interface UploadCall {
  readonly n: number
  readonly args: Readonly<Record<string, unknown>>
}

/** The form that a call names. @throws LiveError E_BAD_ARGS. */
export function keyOf({ key = '' }: Readonly<Record<string, unknown>>): string {
  if (typeof key === 'string' && key.length <= 1000) return key
  throw fail('E_BAD_ARGS', 'key: expected a text of at most 1000 characters')
}

/** Does what a message asks for in the window's turn, and answers it. */
export function receiveUpload(
  consumer: Consumer,
  { n, args }: UploadCall,
  taker: UploadTaker,
  services: Services,
): void {
  const { window, calls } = consumer
  const failed = (error: unknown): void => {
    const { told, errorId } = logFailure(services, taker.name, 'upload', error, consumer.scope)
    callAnswered(window, n, () => window.refuse(n, told, errorId))
  }
  const answered = (reply: unknown): void =>
    callAnswered(window, n, () => {
      if (reply !== undefined) window.reply(n, reply as Json)
      window.update(n, 0, undefined)
    })
  /** A file is looked at beside other calls: it is answered when that is done. */
  const looked = (place: UploadPlace, look: () => Promise<Settle>): void => {
    look()
      .then((settle) => {
        const settled = async (): Promise<void> => {
          await settle()
          consumer.uploads.show(place)
          answered(undefined)
        }
        if (!calls.postAlways(() => settled().catch(failed))) answered(undefined)
      })
      .catch(failed)
  }
  const accepted = calls.post(async () => {
    try {
      await services.reread?.(consumer.scope)
      const place = { kind: taker.kind, name: taker.name, key: keyOf(args) }
      let isLooking = false
      const look = (_id: string, work: () => Promise<Settle>): void => {
        isLooking = true
        looked(place, work)
      }
      const talk = { place, taker, services, look }
      const reply = await calls.within(counted(window, n, answer(consumer, args, talk)))
      consumer.uploads.show(place)
      if (!isLooking || reply !== undefined) answered(reply)
    } catch (error) {
      failed(error)
    }
  })
  if (!accepted) callAnswered(window, n, () => window.refuse(n, fail('E_MAILBOX_FULL')))
}

interface Talk {
  readonly place: UploadPlace
  readonly taker: UploadTaker
  readonly services: Services
  look(id: string, work: () => Promise<Settle>): void
}

/** @throws LiveError E_UPLOAD_FIELD, E_UPLOAD_STORE, E_BAD_ARGS. */
async function answer(
  consumer: Consumer,
  args: Readonly<Record<string, unknown>>,
  { place, taker, services, look }: Talk,
): Promise<unknown> {
  const { fields } = taker
  const { uploads } = consumer
  if (args['left'] === true) return uploads.leave(place)
  const field = String(args['field'])
  if (fields === undefined || !Object.hasOwn(fields, field)) {
    throw fail('E_UPLOAD_FIELD', `${place.kind} ${place.name}`, field)
  }
  if (services.uploads === undefined) throw fail('E_UPLOAD_STORE')
  if (Array.isArray(args['add']) && !(await taker.admits(place))) return refusal(args['add'])
  const upload = uploads.field(place, field, fields[field]!)
  const { cancel, retry } = args
  if (typeof cancel === 'string') return void (await upload.cancel(cancel))
  if (typeof retry === 'string') return uploads.retry(place, field, retry)
  const sender = senderOf(consumer.scope, services.uploads)
  return answerUpload({ upload, address: addressOf(place, field), sender, look }, { ...args })
}

/** None of them may come: who refuses says why, if anybody should know. */
function refusal(files: readonly unknown[]): object {
  const refs = files.map((file) => (file as { ref?: unknown } | null)?.ref)
  return { auto: true, chunk: 0, files: refs.map((ref) => ({ ref, id: '' })) }
}
