/**
 * What a browser says of files that it sends: which ones it has, that all of one is there, that one could not be
 * read. Views hear it as the event `$upload` (live/instance/upload-event.ts), handlers and signals as calls
 * (handlers/upload-calls.ts). The files themselves come by other requests; see upload.ts.
 */
import { describe, fail } from '../base/errors.ts'
import type { Offering } from './held-files.ts'
import type { OfferedFile, Settle, Upload } from './upload.ts'
import type { UploadEntry } from './upload-entry.ts'
import { KEPT_MS, UPLOAD_RECEIPT, UPLOAD_TICKET } from './upload-ticket.ts'
import type { UploadReceipt, UploadTicket } from './upload-ticket.ts'

/** Who sends files. */
export interface UploadSender extends Offering {
  /** The id of their session. */
  readonly session: string
  /** The page that the files are chosen in. */
  readonly page: string
  /** Signs tickets, and opens tickets and receipts. */
  readonly sealer: {
    seal(purpose: string, value: unknown): string
    open(purpose: string, sealed: string): unknown
  }
}

/** The upload that is spoken of. */
export interface UploadTalk {
  readonly upload: Upload
  /** Names it in tickets: no other upload of the page takes a file over. */
  readonly address: string
  readonly sender: UploadSender
  /** Runs a look at a file beside other work; what that gives is to be called in turn. */
  look(id: string, look: () => Promise<Settle>): void
}

type Fields = Record<string, unknown>

/** What is said of chosen files. */
interface UploadAnswer {
  auto: boolean
  chunk: number
  isDirect: boolean
  files: { ref: string; id: string; sent?: number; ticket?: string }[]
}

/**
 * Does what a message asks for.
 * @returns the answer; undefined for none.
 * @throws LiveError E_BAD_ARGS for what no browser part of ours sends.
 */
export function answerUpload(
  talk: UploadTalk,
  { add, again, sent, done, failed }: Fields,
): Promise<UploadAnswer> | Promise<string> | Promise<void> | void {
  const { upload } = talk
  if (Array.isArray(add)) return offer(talk, add as unknown[])
  if (typeof again === 'string') return Promise.resolve(ticketAgain(talk, again))
  if (typeof done === 'string') return finish(talk, done)
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

/** Adds files. @returns for each of them its ref, with a ticket when it may come. */
async function offer(talk: UploadTalk, given: unknown[]): Promise<UploadAnswer> {
  const { upload, sender } = talk
  const entries = await upload.add(
    given.map((one) => offered(talk, one)),
    sender,
  )
  for (const [i, entry] of entries.entries()) {
    const { receipt } = given[i] as Fields
    const proven = typeof receipt === 'string' && receiptOf(receipt, sender)
    if (proven && proven.id === entry.id) arrived(talk, proven)
  }
  const { autoUpload, chunkSize } = upload.rules
  return {
    auto: autoUpload,
    chunk: chunkSize,
    isDirect: sender.services.store?.address !== undefined,
    files: entries.map((entry) => told(talk, entry)),
  }
}

function told(talk: UploadTalk, entry: UploadEntry): UploadAnswer['files'][number] {
  const { ref, id, sent, isDone, isFailed } = entry
  if (isFailed || isDone) return { ref, id: isDone ? id : '' }
  return { ref, id, sent, ticket: ticketOf(talk, entry) }
}

function ticketOf({ upload, address, sender }: UploadTalk, entry: UploadEntry): string {
  const { accept, allowActiveContent, chunkSize } = upload.rules
  const ticket: UploadTicket = {
    id: entry.id,
    session: sender.session,
    page: sender.page,
    upload: address,
    name: entry.clientName,
    type: entry.type,
    size: entry.size,
    chunk: chunkSize,
    at: sender.services.now(),
    accept,
    allowActiveContent,
  }
  return sender.sealer.seal(UPLOAD_TICKET, ticket)
}

/** Another ticket for a file whose ticket is old; "" for a file that is gone, has failed, or is complete. */
function ticketAgain(talk: UploadTalk, id: string): string {
  const entry = talk.upload.find(id)
  return !entry || entry.isFailed || entry.isDone ? '' : ticketOf(talk, entry)
}

function finish(talk: UploadTalk, receipt: string): void {
  const proven = receiptOf(receipt, talk.sender)
  if (!proven) throw fail('E_BAD_ARGS', '$upload: expected a receipt of this session')
  arrived(talk, proven)
}

function arrived(talk: UploadTalk, proven: UploadReceipt): void {
  const look = talk.upload.arrived(proven.id, proven)
  if (look) talk.look(proven.id, look)
}

function receiptOf(sealed: string, { session, sealer }: UploadSender): UploadReceipt | undefined {
  const receipt = sealer.open(UPLOAD_RECEIPT, sealed) as UploadReceipt | undefined
  return receipt?.session === session ? receipt : undefined
}

/** @throws LiveError E_BAD_ARGS. */
function offered({ upload, address, sender }: UploadTalk, given: unknown): OfferedFile {
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
  const known = sender.sealer.open(UPLOAD_TICKET, ticket) as UploadTicket | undefined
  const isOwn =
    known?.session === sender.session &&
    known.page === sender.page &&
    known.upload === address &&
    known.size === size &&
    sender.services.now() - known.at < KEPT_MS
  return isOwn ? { ...file, known: known.id } : file
}
