/**
 * What both ends of the fallback transport know: an event stream down and POSTs up carry the frames where no
 * WebSocket opens. docs/protocol.md describes it.
 */

/** Headers of a POST with frames: whose they are, the number of the POST, and a close code with the last one. */
export const CONNECTION_HEADER = 'overwire-connection'
export const NUMBER_HEADER = 'overwire-number'
export const CLOSE_HEADER = 'overwire-close'
export const STREAM_TYPE = 'text/event-stream'
/** Statuses of accepted POSTs. Others, such as a proxy's, do not say whether the POST was accepted. */
export const TAKEN: readonly number[] = [204, 202]
/** Names of the stream's events beside frames: the first one has the connection's name, the last one a close code. */
export const OPEN_EVENT = 'open'
export const CLOSE_EVENT = 'close'
/** Characters of frames after which no other one joins a POST. */
export const BATCH_LENGTH = 16_384

/** An event of the stream. */
export interface StreamEvent {
  /** Left out: the data is a frame. */
  readonly name?: string | undefined
  readonly data: string
}

/** Frames are JSON on one line, so that nothing in them ends an event. */
export function printEvent({ name, data }: StreamEvent): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${data}\n\n`
}

/** The events that are complete, and the text of one that is not. */
export function readEvents(text: string): { events: StreamEvent[]; rest: string } {
  const blocks = text.split('\n\n')
  const rest = blocks.pop()!
  const events: StreamEvent[] = []
  for (const block of blocks) {
    const [, name, data] = /^(?:event: (\w+)\n)?data: (.*)/.exec(block) ?? []
    if (data !== undefined) events.push({ name, data })
  }
  return { events, rest }
}

/** Takes out of what waits as many frames as a POST brings. */
export function takeBatch(waiting: string[]): string[] {
  let length = 0
  let count = 0
  do length += waiting[count++]!.length
  while (count < waiting.length && length + waiting[count]!.length <= BATCH_LENGTH)
  return waiting.splice(0, count)
}
