/** A view's instance, as the parts see it that do what the view does beside showing its fields. */
import type { Transitions } from '../../base/lifecycle.ts'
import type { Provider } from '../view/context.ts'
import type { ViewEvent } from '../children/child.ts'
import type { FrameSink } from '../page/frame-sink.ts'
import type { Services } from '../page/services.ts'
import type { LiveRequest } from '../page/request.ts'
import type { LiveView } from '../view/live-view.ts'

/** What an instance goes through: made, open from its first render on, closed. */
export type InstanceState = 'new' | 'open' | 'closed'

/** What follows what. */
export const STATES: Transitions<InstanceState> = {
  new: ['open', 'closed'],
  open: ['closed'],
  closed: [],
}

/** The instance, as its runtime sees it. */
export interface RuntimeOwner extends Provider {
  readonly id: string
  readonly view: LiveView
  readonly number: number
  readonly sink: FrameSink
  readonly services: Services
  readonly state: InstanceState
  readonly closed: boolean
  readonly posted: number
  request: LiveRequest
  post(what: string, run: () => unknown): boolean
  /** @param asker the event that it follows from, in a shared view. */
  postAlways(what: string, run: () => unknown, asker?: ViewEvent | null): boolean
  /** Renders soon. */
  changed(): void
  answerLater(n: number, error?: unknown): void
  report(what: string, error: unknown): void
  resume(): void
  resend(): void
}
