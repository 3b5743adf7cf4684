/**
 * Every error this package throws or sends. docs/reference/errors.md lists the same codes, and
 * test/errors.test.ts fails when the two differ. The sentences stand in files by what they are about.
 */

import { templateErrors } from './template-errors.ts'
import { viewErrors } from './view-errors.ts'
import { eventErrors } from './event-errors.ts'
import { connectionErrors } from './connection-errors.ts'
import { handlerErrors } from './handler-errors.ts'
import { signalErrors } from './signal-errors.ts'
import { taskErrors } from './task-errors.ts'
import { layerErrors } from './layer-errors.ts'

/** `close` is the WebSocket close code of errors that end a connection, else 0. */
type Table = typeof templateErrors &
  typeof viewErrors &
  typeof eventErrors &
  typeof connectionErrors &
  typeof handlerErrors &
  typeof signalErrors &
  typeof taskErrors &
  typeof layerErrors

const table: Table = {
  ...templateErrors,
  ...viewErrors,
  ...eventErrors,
  ...connectionErrors,
  ...handlerErrors,
  ...signalErrors,
  ...taskErrors,
  ...layerErrors,
}

/** The codes of all errors: `E_…`. */
export type ErrorCode = keyof typeof table

/** An error of this package. `message` may name code and values: log it, do not show it to users. */
export class LiveError extends Error {
  /** Stable code, listed in docs/reference/errors.md. */
  readonly code: ErrorCode
  /** WebSocket close code if this error ends a connection, else 0. */
  readonly close: number

  constructor(code: ErrorCode, message: string) {
    super(`[${code}] ${message}`)
    this.name = 'LiveError'
    this.code = code
    this.close = table[code].close
  }
}

/** Builds an error from the table: `throw fail('E_NO_VIEW', path)`. */
export function fail<C extends ErrorCode>(
  code: C,
  ...args: Parameters<(typeof table)[C]['text']>
): LiveError {
  const text = table[code].text as (...args: unknown[]) => string
  return new LiveError(code, printable(text(...args)))
}

/** Signs that do something to who reads a log: terminals obey some, and some begin a line. */
const CONTROL =
  // oxlint-disable-next-line no-control-regex
  /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g

/** A text of an error: what visitors sent may be in it. */
function printable(text: string): string {
  return text.replace(CONTROL, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The sentence of an error without its code, for a frame. */
export function sentence(error: LiveError): string {
  return error.message.slice(error.code.length + 3)
}

/** Errors whose sentences are for visitors too; others speak to developers, of names in the code. */
const forVisitors: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'E_BAD_ARGS',
  'E_UNKNOWN_EVENT',
  'E_HANDLER',
  'E_RATE',
  'E_EVENT_TIME',
  'E_WAKE',
  'E_MAILBOX_FULL',
  'E_HEAP_FULL',
  'E_FORBIDDEN',
  'E_NOT_FOUND',
  'E_UNKNOWN_HANDLER',
  'E_ROOM',
  'E_NO_SIGNAL',
  'E_TASKS',
  'E_MOUNT',
  'E_MOVED',
  'E_LOGGED_OUT',
  'E_TOKEN',
  'E_TOKEN_EXPIRED',
  'E_VERSION',
  'E_SILENT',
  'E_REPLACED',
  'E_FENCED',
  'E_UNSTORED',
  'E_FLOOD',
  'E_TOO_MANY_WINDOWS',
  'E_WINDOW_BYTES',
  'E_MOUNT_RATE',
])

/** What a browser is told of an error. @param options `development`: all; else what is for visitors alone. */
export function toldText(error: LiveError, { development }: { development: boolean }): string {
  const isTold = development || forVisitors.has(error.code)
  return isTold ? sentence(error) : 'The server refused this.'
}

/** All codes with their close codes, for the reference page and its test. */
export function errorTable(): { code: ErrorCode; close: number }[] {
  return Object.entries(table).map(([code, row]) => ({ code: code as ErrorCode, close: row.close }))
}

/** Describes any value in an error sentence: `a Date`, `"abc"`, `undefined`. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`
  if (value === null || typeof value !== 'object') return String(value)
  const name = Object.getPrototypeOf(value)?.constructor?.name as string | undefined
  return name === 'Object' || name === undefined ? 'an object' : `a value of class ${name}`
}
