/** What a test window's call rejects with. */

/** Why the server refused something. */
export class WindowRefusal extends Error {
  /** Code of the table in docs/reference/errors.md; "" when the page itself was refused. */
  readonly code: string
  /** Finds the error in the log; undefined when there is nothing to find. */
  readonly errorId: string | undefined

  constructor(code: string, message: string, errorId?: string) {
    super(message)
    this.name = 'WindowRefusal'
    this.code = code
    this.errorId = errorId
  }
}
