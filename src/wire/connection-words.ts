/** Texts of the banner that a page shows when its connection is lost; `createApp({ connectionBanner })` may have others. */
export interface ConnectionWords {
  /** Default "The connection is lost." */
  readonly lost?: string
  /** From the second attempt on; `{n}` is its number. Default "Trying again, attempt {n}." */
  readonly trying?: string
  /** `{n}` events wait for the connection. Default "{n} changes wait." */
  readonly waiting?: string
  /** The button. Default "Try now" */
  readonly connect?: string
  /** No attempt helps any more. Default "This page can’t connect any more." */
  readonly failed?: string
  /** The button then. Default "Load the page again" */
  readonly reload?: string
}
