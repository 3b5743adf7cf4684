/** A page's own view, as the server sees it: an instance of its own, or a seat at a shared one. */
import type { Printed } from '../template/print.ts'
import type { Receiver } from '../window/window.ts'
import type { Desk } from './desk.ts'
import type { LiveRequest } from './request.ts'
import type { Screen } from './screen.ts'
import type { LiveView } from './view.ts'

export interface Shown extends Receiver {
  readonly view: LiveView
  readonly request: LiveRequest
  readonly screen: Screen
  readonly desk: Desk
  readonly closed: boolean
  /** Renders for the first time, to HTML. */
  print(): Printed | Promise<Printed>
  /** The page is open: pushes may come. */
  opened(): void
  /** Takes another address of the same view. */
  visit(n: number, request: LiveRequest): void
  /** Takes the page's place from another view, and answers event `n` with all values. */
  takeOver(from: Shown, n: number): void
  /** The window shows another view from now on. */
  leave(): void
}
