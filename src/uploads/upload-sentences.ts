/** Why files are not taken, as visitors read it. */
import { describe, fail } from '../base/errors.ts'
import type { UploadFailure } from './upload-entry.ts'
import type { UploadRules } from './upload-options.ts'

/** `unkept`: the app's own function could not keep it. */
type Sentence = Exclude<UploadFailure, 'refused'> | 'unkept'

/** Sizes as visitors read them. */
function told(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB']
  const power = Math.min(3, Math.floor(Math.log2(Math.max(bytes, 1)) / 10))
  const value = bytes / 1024 ** power
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${units[power]}`
}

export const SENTENCES: Record<Sentence, (rules: UploadRules) => string> = {
  'too-many': ({ maxEntries }) =>
    maxEntries === 1 ? 'Only one file can be sent.' : `At most ${maxEntries} files can be sent.`,
  'too-large': ({ maxFileSize }) => `The file is larger than ${told(maxFileSize)}.`,
  'too-large-together': ({ maxTotalSize }) =>
    `The files together are larger than ${told(maxTotalSize)}.`,
  'wrong-type': ({ accept }) =>
    accept.length > 0
      ? `Only files of these types can be sent: ${accept.join(', ')}.`
      : 'Files of this type can’t be sent.',
  quota: () => 'Too many of your files are on their way already. Try again when they are done.',
  failed: () => 'The file could not be sent. Please try again.',
  unkept: () => 'The file could not be kept. Please try again.',
  'no-space': () => 'The server has no room for this file now. Please try again later.',
}

/** What an app's function says. @throws LiveError E_OPTION for what is no sentence. */
export function reasonOf(name: string, given: unknown): string | undefined {
  if (given === undefined || typeof given === 'string') return given
  throw fail('E_OPTION', `${name}()`, 'a sentence, or undefined', describe(given))
}
