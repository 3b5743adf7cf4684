/** What a shared view knows of a window that shows it. */
import type { Window } from '../../window/window.ts'
import type { Asker } from '../page/frame-sink.ts'
import type { LiveRequest } from '../page/request.ts'

export interface AttachedViewer extends Asker {
  readonly window: Window
  /** Of its visitor. */
  readonly request: LiveRequest
  /** It shows something older, or nothing yet. */
  isBehind: boolean
}
