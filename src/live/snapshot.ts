/**
 * What a view was before something ran, so that a failure leaves no trace: its fields, and how far its
 * streams had come. instance.ts takes one before each piece of work.
 */
import { journalsOf } from './streams.ts'
import type { Journal } from './streams.ts'
import type { LiveView } from './view.ts'

export class Snapshot {
  readonly #view: LiveView
  readonly #fields: Record<string, unknown>
  readonly #marks: [Journal, unknown][]

  constructor(view: LiveView) {
    this.#view = view
    this.#fields = { ...view }
    this.#marks = journalsOf(view).map((journal) => [journal, journal.mark()])
  }

  /** Gives the view's own fields the values they had. */
  restore(): void {
    const view = this.#view
    const fields = this.#fields
    for (const key of Object.keys(view)) if (!(key in fields)) Reflect.deleteProperty(view, key)
    Object.assign(view, fields)
    for (const [journal, mark] of this.#marks) journal.rewind(mark)
  }
}
