/** What a view says of the files that it takes, with every default. */
import { describe, fail } from '../base/errors.ts'
import type { FileClaim } from './file-claim.ts'
import type { UploadedFile } from './uploaded-file.ts'

/** Options of `this.allowUpload(name, options)`; all have defaults. */
export interface UploadOptions {
  /**
   * Extensions and types that are taken: `['.pdf', 'image/*', 'text/csv']`. What a file is, its first bytes say, where
   * they can. Default: everything but active content.
   */
  accept?: readonly string[]
  /** Folders with all that is in them: the field picks one, and a zone takes them. Default false: files alone. */
  directory?: boolean
  /** Files at once. With 1, a new file takes the place of the one before. Default 1. */
  maxEntries?: number
  /** Largest file, in bytes. Default 10 MiB. */
  maxFileSize?: number
  /** All files together, in bytes. Default: `maxEntries` times `maxFileSize`. */
  maxTotalSize?: number
  /** Bytes that a browser sends in one request at most. Default 2 MiB; at least 64 KiB, at most 16 MiB. */
  chunkSize?: number
  /** False: files are sent when their form is submitted, in place of when they are chosen. Default true. */
  autoUpload?: boolean
  /** Takes HTML, SVG, XML and scripts too: see the guide for how to serve them. Default false. */
  allowActiveContent?: boolean
  /** Says why a file is not taken, before it is sent; undefined: it is. */
  validate?: (file: FileClaim) => string | undefined
  /** Looks at the whole file when it is there, as a virus scanner does; says why it is not taken. */
  check?: (file: UploadedFile) => string | undefined | Promise<string | undefined>
}

/** The same, filled in. */
export type UploadRules = Required<Omit<UploadOptions, 'validate' | 'check'>> &
  Pick<UploadOptions, 'validate' | 'check'>

const MIB = 1024 * 1024
/** Bytes of a first chunk from which a file's type can be read; the last one may be shorter. */
export const LEAST_CHUNK: number = 64 * 1024
const MOST_CHUNK = 16 * MIB

/** @param at where they stand. @throws LiveError E_OPTION for invalid options. */
export function rulesOf(at: string, options: UploadOptions): UploadRules {
  const { accept = [], maxEntries = 1, maxFileSize = 10 * MIB, chunkSize = 2 * MIB } = options
  const { maxTotalSize = maxEntries * maxFileSize, autoUpload = true } = options
  const { directory = false, allowActiveContent = false, validate, check } = options
  const where = `${at}:`
  for (const [key, value] of Object.entries({ maxEntries, maxFileSize, maxTotalSize })) {
    if (value > 0) continue
    throw fail('E_OPTION', `${where} ${key}`, 'a number above 0', describe(value))
  }
  if (!(chunkSize >= LEAST_CHUNK && chunkSize <= MOST_CHUNK)) {
    const wanted = `bytes from ${LEAST_CHUNK} to ${MOST_CHUNK}`
    throw fail('E_OPTION', `${where} chunkSize`, wanted, describe(chunkSize))
  }
  for (const one of accept) {
    if (/^(\.[\w.+-]+|[\w.+-]+\/([\w.+-]+|\*))$/.test(one)) continue
    throw fail('E_OPTION', `${where} accept`, '".pdf", "image/*" or "text/csv"', describe(one))
  }
  return {
    accept: accept.map((one) => one.toLowerCase()),
    directory,
    maxEntries,
    maxFileSize,
    maxTotalSize,
    chunkSize,
    autoUpload,
    allowActiveContent,
    ...(validate && { validate }),
    ...(check && { check }),
  }
}
