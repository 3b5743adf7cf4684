/** The uploads of views, by name: what `allowUpload` made. */
import { fail } from '../../base/errors.ts'
import { Upload } from '../../uploads/upload.ts'
import type { UploadOptions } from '../../uploads/upload-options.ts'
import type { UploadedFile } from '../../uploads/uploaded-file.ts'
import type { UploadSender } from '../../uploads/upload-messages.ts'
import type { UploadServices } from '../../uploads/upload-services.ts'
import { detach } from '../../base/detach.ts'
import type { Logger } from '../../base/logger.ts'
import type { LiveRequest } from '../page/request.ts'
import type { Services } from '../page/services.ts'
import { visitorOf } from './rate-limit.ts'
import { findHandle, handleOf } from './view-handle.ts'

const uploads = new WeakMap<object, Map<string, Upload>>()
const NONE: ReadonlyMap<string, Upload> = new Map()

/** Those of a view. */
export function uploadsOf(view: object): ReadonlyMap<string, Upload> {
  return uploads.get(view) ?? NONE
}

/** Who sends files by a page of this request. */
export function senderOf(request: LiveRequest, services: UploadServices): UploadSender {
  const { session, window, sealer } = request
  const page = window?.page ?? ''
  return { visitor: visitorOf(request), services, session: session.id, page, sealer }
}

/** What pages are told of files that have left a view, or are asked for again: see features/uploads.ts. */
export const TOLD = '$upload'

/** A view that takes files. */
export abstract class UploadingView {
  /**
   * Takes files under a name, as a field of the view: `photos = this.allowUpload('photos', { accept: ['image/*'] })`.
   * Its `entries` are what the template shows; `live-upload="photos"` on an `<input type="file">` and
   * `live-upload-drop="photos"` on any element let visitors choose them.
   * @throws LiveError E_OPTION for invalid options, and a name that is used twice.
   */
  allowUpload(name: string, options: UploadOptions = {}): Upload {
    const own = uploads.get(this) ?? new Map<string, Upload>()
    if (own.has(name)) throw fail('E_OPTION', 'allowUpload()', 'a name that is not used yet', name)
    const upload = new Upload(name, options)
    // In a turn of its own: an event that fails later takes back what it said, but no file comes back.
    upload.gone = (ids, { haveFailed } = { haveFailed: false }) =>
      findHandle(this)?.tell('upload', () =>
        findHandle(this)?.effect(['event', TOLD, { name, ids, haveFailed }]),
      )
    upload.failing = (error) => findHandle(this)?.failed(`upload ${name}`, error)
    uploads.set(this, own.set(name, upload))
    return upload
  }

  /** Forgets a chosen file, and the bytes of it that were sent. False: there is none of that id. */
  cancelUpload(name: string, id: string): Promise<boolean> {
    return named(this, name).cancel(id)
  }

  /**
   * Asks the browser for a file again that was not taken: its new entry comes in the place of the old one.
   * @returns false for one that can't be sent again, by its `canRetry`.
   * @throws LiveError E_OPTION for a name that was not allowed, E_NOT_OPEN.
   */
  retryUpload(name: string, id: string): boolean {
    const handle = handleOf(this)
    const entry = named(this, name).find(id)
    if (!entry?.canRetry) return false
    handle.effect(['event', TOLD, { name, retries: id, ref: entry.ref }])
    return true
  }

  /**
   * Hands out the files that are there, one after the other, and forgets them: `use` moves each to its place, or
   * reads it. A file whose `use` throws stays in the list as failed, with its error in the log.
   * @returns what `use` returned for the others.
   * @throws LiveError E_OPTION for a name that was not allowed, E_NOT_OPEN.
   */
  consumeUploads<T>(name: string, use: (file: UploadedFile) => T | Promise<T>): Promise<T[]> {
    handleOf(this)
    return named(this, name).consume(use)
  }
}

function named(view: object, name: string): Upload {
  const upload = uploadsOf(view).get(name)
  if (upload) return upload
  const known = [...uploadsOf(view).keys()].join(', ') || 'none is allowed'
  throw fail('E_OPTION', 'the upload’s name', `one of: ${known}`, `"${name}"`)
}

/** The files of a view, as plain objects, for another process. */
export function carriedUploads(view: object): [name: string, entries: readonly object[]][] {
  const all = [...uploadsOf(view).values()].filter(({ entries }) => entries.length > 0)
  return all.map(({ name, entries }) => [name, entries.map((entry) => Object.assign({}, entry))])
}

/** Gives them to the view there. Uploads that it does not allow any more are left. */
export function restoreUploads(
  view: object,
  carried: readonly [name: string, entries: readonly object[]][],
  { request, services }: { request: LiveRequest; services: Services },
): void {
  const { uploads: kept } = services
  if (!kept) return
  for (const [name, entries] of carried) {
    uploadsOf(view)
      .get(name)
      ?.restore(entries, { visitor: visitorOf(request), services: kept })
  }
}

/**
 * The view is closed: its files go.
 * @param options `isCarried`: another process goes on with them. Default: as it does with a durable view's.
 */
export function closeUploads(
  view: object,
  logger: Logger,
  { isCarried }: { isCarried?: boolean } = {},
): void {
  const { durable } = view.constructor as { durable?: boolean }
  for (const upload of uploadsOf(view).values()) {
    const closing = upload.close({ keeps: isCarried ?? durable === true })
    detach(closing, logger, 'uploaded files could not be removed')
  }
}
