/** What the server tells of an error. */
export interface ErrorNote {
  /** Of the view, handler or signal; "" for what the browser refused. */
  name: string
  /** What ran: an event's name, `render`…; a sentence for what the browser refused. */
  during: string
  errorId: string
  message: string
  frames: {
    name: string
    file: string
    line: number
    source: { line: number; text: string }[]
  }[]
}
