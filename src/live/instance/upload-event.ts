/**
 * `$upload`: what a browser says of files that it sends to a view. The files themselves come by other requests;
 * see uploads/upload.ts.
 */
import { describe, fail } from '../../base/errors.ts'
import type { DeclaredEvent, EventContext, EventInfo } from '../view/event.ts'
import { visitorOf } from '../view/rate-limit.ts'
import { ASSIGN } from '../view/assign-async.ts'
import { findHandle } from '../view/view-handle.ts'
import { uploadsOf } from '../view/view-uploads.ts'
import type { LiveRequest } from '../page/request.ts'
import type { Services } from '../page/services.ts'
import type { Offering } from '../../uploads/held-files.ts'
import type { OfferedFile, Upload } from '../../uploads/upload.ts'
import type { UploadEntry } from '../../uploads/upload-entry.ts'
import type { UploadServices } from '../../uploads/upload-services.ts'
import { KEPT_MS, UPLOAD_RECEIPT, UPLOAD_TICKET } from '../../uploads/upload-ticket.ts'
import type { UploadReceipt, UploadTicket } from '../../uploads/upload-ticket.ts'
import type { Json } from '../../wire/frames.ts'

/** The event's name. */
export const UPLOAD = '$upload'

const info: EventInfo = {
  name: UPLOAD,
  schema: undefined,
  permissions: undefined,
  background: false,
  limiter: undefined,
}

type Fields = Record<string, unknown>

/** The event of a view of these services. */
export function uploadEvent(services: Services): DeclaredEvent {
  return {
    info,
    method(this: object, args: Fields, { request }: EventContext) {
      return answer(this, args, request, services.uploads)
    },
  }
}

/** @throws LiveError E_BAD_ARGS for what no browser part of ours sends. */
function answer(
  view: object,
  args: Fields,
  request: LiveRequest,
  services: UploadServices | undefined,
): Promise<Json> | Promise<void> | void {
  const { name, add, again, sent, done, failed } = args
  const upload = uploadsOf(view).get(String(name))
  if (upload === undefined) throw fail('E_UPLOAD_NAME', view.constructor.name, describe(name))
  if (services === undefined) throw fail('E_UPLOAD_STORE')
  const asked: Asked = { view, upload, request, services }
  if (Array.isArray(add)) return offer(asked, add as unknown[])
  if (typeof again === 'string') return Promise.resolve(ticketAgain(asked, again))
  if (typeof done === 'string') return finish(asked, done)
  if (Array.isArray(sent)) {
    for (const one of sent as unknown[]) {
      const [id, bytes] = Array.isArray(one) ? (one as unknown[]) : []
      if (typeof id === 'string' && typeof bytes === 'number') upload.progress(id, bytes)
    }
    return
  }
  if (Array.isArray(failed)) {
    const [id, why] = failed as unknown[]
    const known = why === 'wrong-type' || why === 'no-space' ? why : 'failed'
    return upload.failed(String(id), known)
  }
  throw fail('E_BAD_ARGS', '$upload: expected add, again, sent, done or failed')
}

interface Asked {
  readonly view: object
  readonly upload: Upload
  readonly request: LiveRequest
  readonly services: UploadServices
}

/** Adds files. @returns for each of them its ref, with a ticket when it may come. */
async function offer({ view, upload, request, services }: Asked, given: unknown[]): Promise<Json> {
  const files = given.map((one) => offered(one, upload, request, services))
  const offering: Offering = { visitor: visitorOf(request), services }
  const entries = await upload.add(files, offering)
  for (const [i, entry] of entries.entries()) {
    const { receipt } = given[i] as Fields
    const proven = typeof receipt === 'string' && receiptOf(receipt, request)
    if (proven && proven.id === entry.id) arrived(view, upload, proven)
  }
  const { autoUpload, chunkSize } = upload.rules
  return {
    auto: autoUpload,
    chunk: chunkSize,
    isDirect: services.store?.address !== undefined,
    files: entries.map((entry) => told({ view, upload, request, services }, entry)),
  }
}

function told(asked: Asked, entry: UploadEntry): Json {
  const { ref, id, sent, isDone, isFailed } = entry
  if (isFailed || isDone) return { ref, id: isDone ? id : '' }
  return { ref, id, sent, ticket: ticketOf(asked, entry) }
}

function ticketOf({ upload, request, services }: Asked, entry: UploadEntry): string {
  const { accept, allowActiveContent, chunkSize } = upload.rules
  const ticket: UploadTicket = {
    id: entry.id,
    session: request.session.id,
    page: pageOf(request),
    upload: upload.name,
    name: entry.clientName,
    type: entry.type,
    size: entry.size,
    chunk: chunkSize,
    at: services.now(),
    accept,
    allowActiveContent,
  }
  return request.sealer.seal(UPLOAD_TICKET, ticket)
}

/** Another ticket for a file whose ticket is old; "" when the view does not wait for it. */
function ticketAgain(asked: Asked, id: string): Json {
  const entry = asked.upload.find(id)
  return !entry || entry.isFailed || entry.isDone ? '' : ticketOf(asked, entry)
}

function finish({ view, upload, request }: Asked, receipt: string): void {
  const proven = receiptOf(receipt, request)
  if (!proven) throw fail('E_BAD_ARGS', '$upload: expected a receipt of this session')
  arrived(view, upload, proven)
}

/** Looks at a file beside the view's events; the event that brought the receipt is answered afterwards. */
function arrived(view: object, upload: Upload, proven: UploadReceipt): void {
  const look = upload.arrived(proven.id, proven)
  if (look) findHandle(view)?.startAsync(`${ASSIGN}${UPLOAD} ${proven.id}`, look)
}

function pageOf({ window }: LiveRequest): string {
  return window?.page ?? ''
}

function receiptOf(sealed: string, { session, sealer }: LiveRequest): UploadReceipt | undefined {
  const receipt = sealer.open(UPLOAD_RECEIPT, sealed) as UploadReceipt | undefined
  return receipt?.session === session.id ? receipt : undefined
}

/** @throws LiveError E_BAD_ARGS. */
function offered(
  given: unknown,
  upload: Upload,
  request: LiveRequest,
  services: UploadServices,
): OfferedFile {
  const { ref, name, path, size, type, ticket, retries } = (given ?? {}) as Fields
  const isText = (value: unknown, most: number): value is string =>
    typeof value === 'string' && value.length <= most
  if (!isText(ref, 64) || !isText(name, 1024) || !isText(type, 256)) {
    throw fail('E_BAD_ARGS', '$upload: expected files with ref, name, size and type')
  }
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw fail('E_BAD_ARGS', `$upload: expected a size in bytes, got ${describe(size)}`)
  }
  const again = typeof retries === 'string' ? { retries } : {}
  const folder = upload.rules.directory && isText(path, 4096) ? { clientPath: path } : {}
  const file = { ref, clientName: name, size: size as number, type, ...folder, ...again }
  if (typeof ticket !== 'string') return file
  const known = request.sealer.open(UPLOAD_TICKET, ticket) as UploadTicket | undefined
  const isOwn =
    known?.session === request.session.id &&
    known.page === pageOf(request) &&
    known.upload === upload.name &&
    known.size === size &&
    services.now() - known.at < KEPT_MS
  return isOwn ? { ...file, known: known.id } : file
}
