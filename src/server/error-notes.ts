/** The latest errors of an app in development, for the overlay in the browser. */
import type { ErrorInfo } from '../live/page/failure.ts'

/** A place in the app's own source. */
export interface StackFrame {
  /** Name of the function; "" when it has none. */
  name: string
  /** Path of the file, as short as it can be shown. */
  file: string
  line: number
  /** The line and those around it, with their numbers; empty when the file can't be read. */
  source: { line: number; text: string }[]
}

/** Finds an app's own places in a stack. A runtime's adapter brings it. */
export type ReadFrames = (stack: string) => StackFrame[]

/** What the overlay shows. */
export interface ErrorNote extends ErrorInfo {
  message: string
  frames: StackFrame[]
}

/** How many errors are kept. */
const MOST = 50

export class ErrorNotes {
  readFrames: ReadFrames = () => []
  readonly #notes = new Map<string, { error: unknown; info: ErrorInfo }>()

  add(error: unknown, info: ErrorInfo): void {
    this.#notes.set(info.errorId, { error, info })
    if (this.#notes.size > MOST) this.#notes.delete(this.#notes.keys().next().value!)
  }

  find(errorId: string): ErrorNote | undefined {
    const note = this.#notes.get(errorId)
    if (note === undefined) return undefined
    const { error, info } = note
    const isError = error instanceof Error
    const message = isError ? `${error.name}: ${error.message}` : `Thrown: ${String(error)}`
    return { ...info, message, frames: isError ? this.readFrames(error.stack ?? '') : [] }
  }
}
