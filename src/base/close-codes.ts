/**
 * WebSocket close codes: those of RFC 6455 that are sent or read (below 4000), and ours, which follow HTTP's statuses
 * where one fits. Each of ours is an error's: docs/reference/errors.md.
 */
export const LEFT = 1000
export const STOPPED = 1001
/** It broke off: no code came. */
export const LOST = 1006
export const TOO_BIG = 1009
export const MALFORMED = 4400
export const NO_SESSION = 4401
export const EXPIRED = 4402
export const FOREIGN_ORIGIN = 4403
export const NO_VIEW = 4404
export const OTHER_VERSION = 4406
export const SILENT = 4408
export const REPLACED = 4409
export const MOVED = 4410
export const LOGGED_OUT = 4411
export const FLOOD = 4413
export const JOIN_TIME = 4414
export const MOUNT_RATE = 4415
export const WINDOW_BYTES = 4416
export const TOO_MANY_WINDOWS = 4429
export const FAILED = 4500
export const STORE_DOWN = 4503
export const NEWER_STATE = 4505
export const FENCED = 4509
export const UNSTORED = 4510
