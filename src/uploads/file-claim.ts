/** What a browser says of a file before it sends it. */
export interface FileClaim {
  /** Its name as the visitor has it; never a path. */
  readonly clientName: string
  /** Bytes. */
  readonly size: number
  /** Its type as the browser guesses it, such as `image/png`; "" for none. */
  readonly type: string
}
