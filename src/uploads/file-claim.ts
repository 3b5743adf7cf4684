/** What a browser says of a file before it sends it. */
export interface FileClaim {
  /** Its name as the visitor has it; never a path. */
  readonly clientName: string
  /** In a folder that was chosen: its path there, with its name, as the visitor has it. Left out: it was chosen by itself. */
  readonly clientPath?: string
  /** Bytes. */
  readonly size: number
  /** Its type as the browser guesses it, such as `image/png`; "" for none. */
  readonly type: string
}
