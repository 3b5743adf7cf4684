/** A HELLO frame of a window, as the gateway asks for it. */
import type { Mode } from '../wire/frames.ts'

/** What a HELLO says beside the window's own. */
export interface Hello {
  readonly build: string
  readonly mode: (typeof Mode)[keyof typeof Mode]
  /** The last frame that the browser has. */
  readonly seq: number
  /** Bytes that an event may have. */
  readonly eventBytes: number
  /** What the window comes back with. Default: a new one. */
  readonly resumeKey?: string
}
