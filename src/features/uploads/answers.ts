/** What the server says of files, as it comes. */
import type { FieldNames } from './receivers.ts'

/** What is said of files that are offered. */
export interface Answer {
  auto: boolean
  chunk: number
  isDirect?: boolean
  files: { ref: string; id: string; sent?: number; ticket?: string }[]
}

/** What is said later: files that are gone, or one that is asked for again. */
export interface Told {
  /** The field of a handler that it is about, and what stands beside it. */
  of?: FieldNames
  html?: string
  ids?: string[]
  haveFailed?: boolean
  retries?: string
  ref?: string
}
