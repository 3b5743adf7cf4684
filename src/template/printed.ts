/** What printing gives: see print.ts. */
import { decodeText } from './byte-writer.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { StreamReads } from './stream-list.ts'

/** A printed block and what it needs from the browser. */
export class Printed {
  /** Names of DOM events that printed elements listen to. */
  readonly events: Set<string>
  /** Rows were printed that are forgotten now: the page can't be printed again. */
  readonly forgetful: boolean
  /** Rows have other ids than 0, 1, 2…, which is what a browser takes them for. */
  readonly renamed: boolean
  /** Rows of append lists were printed: only the page has them. */
  readonly hasAppended: boolean
  readonly #writer: ByteWriter

  readonly #lists: StreamReads

  constructor(writer: ByteWriter, events: Set<string>, lists: StreamReads, renamed: boolean) {
    this.#writer = writer
    this.#lists = lists
    this.events = events
    this.forgetful = lists.size > 0
    this.hasAppended = lists.hasAppended
    this.renamed = renamed
  }

  /** The HTML in UTF-8, until `release`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#writer.bytes
  }

  get html(): string {
    return decodeText(this.bytes)
  }

  /** Tells this render from others: a 32-bit hash of its templates and values. */
  get digest(): number {
    return this.#writer.digest
  }

  /** The page goes out as it is: rows of streams are forgotten. */
  keepRows(): void {
    this.#lists.settle(true)
  }

  /** Frees the memory of `bytes` for the next page. */
  release(): void {
    this.#writer.release()
  }
}
