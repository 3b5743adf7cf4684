/**
 * What both ends of the fallback transport know: an event stream down and POSTs up carry the frames where no
 * WebSocket opens. docs/protocol.md describes it.
 */

/** Headers of a POST with frames: whose they are, the number of the POST, and a close code with the last one. */
export const CONNECTION_HEADER = 'overwire-connection'
export const NUMBER_HEADER = 'overwire-number'
export const CLOSE_HEADER = 'overwire-close'
/** Characters of frames after which no other one joins a POST. */
export const BATCH_LENGTH = 16_384
/** Events of the stream beside frames: the first one, with the connection's name, and the last one, with a code. */
export const OPEN_EVENT = 'open'
export const CLOSE_EVENT = 'close'
