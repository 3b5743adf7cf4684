/**
 * The part for events that no single DOM event of an element is: clicks elsewhere, the window's events,
 * shortcuts, what is pasted, coming into the page or into view, and time.
 */
import type { Start } from '../client/host.ts'
import { ClickAway } from './gestures/click-away.ts'
import { ViewportEdges } from './gestures/viewport-edges.ts'
import { Mounted } from './gestures/mounted.ts'
import { Pastes } from './gestures/pastes.ts'
import { Polls } from './gestures/polls.ts'
import { Shortcuts } from './gestures/shortcuts.ts'
import { Visibility } from './gestures/visibility.ts'
import { WindowEvents } from './gestures/window-events.ts'

export const start: Start = (host) => {
  const gestures = [ViewportEdges, Mounted, Polls, Visibility, WindowEvents].map(
    (Gesture) => new Gesture(host),
  )
  new ClickAway(host).listen()
  new Shortcuts(host).listen()
  new Pastes(host).listen()
  const scan = (): void => gestures.forEach((gesture) => gesture.scan())
  host.observe({ patched: scan })
  scan()
  return {}
}
