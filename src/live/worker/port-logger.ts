/** The log of a thread, and its failures, on their way to the thread that has the app's. */
import type { Logger } from '../../base/logger.ts'
import type { OnError } from '../page/failure.ts'
import type { FromWorker } from './messages.ts'
import { sentError, thrownText } from './sent-error.ts'
import type { SentError } from './sent-error.ts'

const NOTHING: SentError = { thrown: undefined }

/**
 * Tells the app's `onError`, by way of the thread that has it.
 * @param from `view`: whose failures it tells; default: what happens outside of views. `isTracked`: false when nothing
 * takes the errors themselves.
 */
export function portOnError(
  post: (message: FromWorker) => void,
  { view, isTracked }: { view?: number; isTracked: boolean },
): OnError {
  return (error, info) => {
    const sent = isTracked ? sentError(error) : NOTHING
    // A copy of what the log has: the request stays here, the other thread has its own.
    post({ kind: 'error', view, error: sent, info: { ...info } })
  }
}

/** Writes to the log of the app, by way of the thread that has it. */
export function portLogger(post: (message: FromWorker) => void): Logger {
  const log = (level: 'info' | 'warn' | 'error') => (fields: object, sentence: string) => {
    const entries = Object.entries(fields)
    const send = (sendable: (value: unknown) => unknown): void => {
      const plain = entries.map(([key, value]) => [
        key,
        value instanceof Error ? (value.stack ?? value.message) : sendable(value),
      ])
      post({ kind: 'log', level, fields: Object.fromEntries(plain) as object, sentence })
    }
    try {
      send((value) => value)
    } catch {
      // A function, for example, can't be sent to another thread: its text can.
      send(thrownText)
    }
  }
  return { info: log('info'), warn: log('warn'), error: log('error') }
}
