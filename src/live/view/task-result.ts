/** How a task of a view ended, on its way to `handleAsyncResult`. */
import { ASSIGN } from './assign-async.ts'
import type { Outcome } from './async-tasks.ts'
import type { LiveView } from './live-view.ts'

export class TaskResult {
  readonly #view: LiveView
  readonly #name: string
  readonly #outcome: Outcome
  readonly #event: number
  /** The unhandled error, for the event that began the task. */
  failure: unknown

  /** @param event number of the event that began it; 0: none. */
  constructor(view: LiveView, name: string, outcome: Outcome, event: number) {
    this.#view = view
    this.#name = name
    this.#outcome = outcome
    this.#event = event
  }

  /** Runs in the view's turn. @throws the task's error if the view has no `handleAsyncResult` and no event waits. */
  handle(): unknown {
    const outcome = this.#outcome
    if (this.#name.startsWith(ASSIGN)) return (outcome as { result: () => void }).result()
    if (this.#view.handleAsyncResult) return this.#view.handleAsyncResult(this.#name, outcome)
    if (!('error' in outcome)) return undefined
    if (this.#event === 0) throw outcome.error
    this.failure = outcome.error
  }
}
