/** Where the client's files, its socket and its requests are: everything of ours is below one path. */

/** Below it an app has no pages of its own. */
export const OWN_PATH = '/_overwire'
/** Where sockets connect. */
export const SOCKET_PATH = '/_overwire/ws'
/** Where pages that no WebSocket reaches ask for their stream of frames. */
export const STREAM_PATH = '/_overwire/events'
/** Where they send theirs. */
export const FRAMES_PATH = '/_overwire/frames'
/** Where a page takes what changed in its session, for the cookie. */
export const SESSION_PATH = '/_overwire/session'
/** Where files are sent. */
export const UPLOAD_PATH = '/_overwire/upload'
/** The client's core. */
export const CLIENT_PATH = '/_overwire/client.js'
