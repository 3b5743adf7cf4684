/** One file of an upload, as a view shows it. */
import { safeName, safePath } from './file-name.ts'
import type { FileClaim } from './file-claim.ts'

/** `waiting` for its turn or its form, `sending`, there (`done`), or not taken (`failed`). */
export type UploadState = 'waiting' | 'sending' | 'done' | 'failed'

/** Why a file is not taken. */
export type UploadFailure =
  | 'too-many'
  | 'too-large'
  | 'too-large-together'
  | 'wrong-type'
  | 'quota'
  | 'refused'
  | 'failed'
  | 'no-space'

/** Reasons that may be gone the next time. */
const PASSING: ReadonlySet<string> = new Set<UploadFailure>([
  'failed',
  'no-space',
  'quota',
  'too-many',
  'too-large-together',
])

/** A file that a visitor chose: its name and type, its progress, and its error. */
export class UploadEntry implements FileClaim {
  /** Names its bytes in every process: other bytes have another one. */
  id: string
  /** The browser's own name for it: `<img live-upload-preview=${entry.ref}>` shows it before it is sent. */
  ref: string
  readonly clientName: string
  /** A name that no path, device or hidden file has. */
  readonly name: string
  /** Where it stands in the folder that was chosen, as `photos/2026/a.jpg`; its name for a file by itself. */
  readonly relativePath: string
  readonly size: number
  readonly type: string
  state: UploadState = 'waiting'
  /** Bytes that are there. */
  sent = 0
  /** What its first bytes say it is; "" until it is there. */
  contentType = ''
  /** SHA-256 of its bytes, as hex; "" until it is there. */
  sha256 = ''
  /** Why it is not taken, as a sentence for the visitor; "" for no reason. */
  error = ''
  /** The same as a code. */
  failure: UploadFailure | '' = ''

  constructor(id: string, ref: string, { clientName, clientPath = '', size, type }: FileClaim) {
    this.id = id
    this.ref = ref
    this.clientName = clientName
    this.name = safeName(clientName)
    this.relativePath = safePath(clientPath) || this.name
    this.size = size
    this.type = type
  }

  /** Whole percent, from 0 to 100. */
  get progress(): number {
    if (this.state === 'done') return 100
    return this.size === 0 ? 0 : Math.min(99, Math.floor((this.sent / this.size) * 100))
  }

  get isDone(): boolean {
    return this.state === 'done'
  }

  get isFailed(): boolean {
    return this.state === 'failed'
  }

  /** True when it was not taken, may be the next time, and its browser still has it: see `retryUpload`. */
  get canRetry(): boolean {
    return this.isFailed && this.ref !== '' && PASSING.has(this.failure)
  }

  fail(failure: UploadFailure, error: string): void {
    this.state = 'failed'
    this.failure = failure
    this.error = error
  }
}
