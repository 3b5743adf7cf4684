/** What lets a browser send the bytes of one file, and what proves that all of them are there. */
import type { TypeRules } from './content-type.ts'

/** Purposes that the two are signed for. */
export const UPLOAD_TICKET = 'upload'
export const UPLOAD_RECEIPT = 'upload-receipt'

/** Milliseconds that a ticket is good for; the browser gets another one over its socket. */
export const TICKET_MS: number = 15 * 60_000
/** Milliseconds after which an unfinished file can't be gone on with. */
export const KEPT_MS: number = 24 * 60 * 60_000

export interface UploadTicket extends TypeRules {
  /** The file's. */
  readonly id: string
  /** The session that may send it. */
  readonly session: string
  /** The page that it was chosen in: no other one takes the file over. */
  readonly page: string
  /** The upload of the view that it is for. */
  readonly upload: string
  readonly name: string
  readonly type: string
  /** Bytes that it has, and that one request may have. */
  readonly size: number
  readonly chunk: number
  /** When it was made, in milliseconds since 1970. */
  readonly at: number
}

export interface UploadReceipt {
  readonly id: string
  readonly session: string
  readonly size: number
  readonly sha256: string
  readonly type: string
}
