/** Where files wait until a view takes them. */

/** What is known of a file that comes. */
export interface IncomingFile {
  /** Letters, digits, `-` and `_`. */
  readonly id: string
  /** Bytes. */
  readonly size: number
}

/**
 * Keeps files while they come and until they are taken. Its methods may be called in any process of the app that
 * shares it, one at a time for each file; `uploadStoreSuite` of "overwire/testing" says what they must do.
 */
export interface UploadStore {
  /** What the log calls it. */
  readonly name: string
  /** Makes room for a file: it has no bytes yet. */
  create(file: IncomingFile): Promise<void>
  /** Bytes that are there; undefined for a file that was never made, or is removed. */
  size(id: string): Promise<number | undefined>
  /**
   * Adds bytes at the end. Of two processes that add different bytes at the same place, one does.
   * @param offset bytes that are there already.
   * @throws LiveError E_UPLOAD_GONE for a file that is not there; E_UPLOAD_BUSY where another process has added
   * bytes, or does; other errors when they could not be kept.
   */
  append(id: string, offset: number, bytes: Uint8Array): Promise<void>
  /** Nothing more comes. @returns the SHA-256 of all bytes that are there, as hex. More than once gives the same. */
  finish(id: string): Promise<string>
  /**
   * Gives a finished file to the first caller, in any process.
   * @returns false for all others, and for a file that is not there.
   */
  take(id: string): Promise<boolean>
  /** The bytes, from the first one. */
  read(id: string): AsyncIterable<Uint8Array>
  /** Forgets a file; of one that is not there nothing happens. */
  remove(id: string): Promise<void>
  /** Gives a finished file another place, at once: a path. Left out: its bytes are copied. */
  move?(id: string, to: string): Promise<void>
  /**
   * Where a browser may put bytes itself, by one PUT of so many. Left out: they come by the app. `finish` sees to it
   * that nothing put there later counts.
   */
  address?(id: string, part: { offset: number; length: number }): Promise<string>
  /** The file that holds a finished one. Left out: there is none. */
  path?(id: string): string
}
