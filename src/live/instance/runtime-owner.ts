/** A view's instance, as the parts see it that do what the view does beside showing its fields. */
import type { Provider } from '../view/context.ts'
import type { Call } from '../children/child.ts'
import type { FrameSink, Services } from '../page/frame-sink.ts'
import type { LiveRequest } from '../page/request.ts'
import type { LiveView } from '../view/live-view.ts'

/** The instance, as its desk sees it. */
export interface DeskOwner extends Provider {
  readonly id: string
  readonly view: LiveView
  readonly number: number
  readonly outlet: FrameSink
  readonly services: Services
  readonly closed: boolean
  request: LiveRequest
  post(what: string, run: () => unknown): boolean
  /** @param asker the event that it follows from, in a shared view. */
  postAlways(what: string, run: () => unknown, asker?: Call | null): boolean
  /** Renders soon. */
  changed(): void
  answerLater(n: number, error?: unknown): void
  report(what: string, error: unknown): void
  resume(): void
  resend(): void
}
