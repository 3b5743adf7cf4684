/**
 * What a view or component was before something ran, so that a failure leaves no trace: its fields, and how far its
 * streams had come. instance.ts takes one before each piece of work.
 */
import { journalsOf } from './streams.ts'
import type { Journal } from './streams.ts'

const NONE: [Journal, unknown][] = []

export class Snapshot {
  readonly #target: object
  readonly #fields: Record<string, unknown>
  readonly #marks: [Journal, unknown][]

  constructor(target: object) {
    this.#target = target
    this.#fields = { ...target }
    const journals = journalsOf(target)
    this.#marks = journals.length > 0 ? journals.map((one) => [one, one.mark()]) : NONE
  }

  /** Gives its own fields the values they had. */
  restore(): void {
    const target = this.#target
    const fields = this.#fields
    for (const key of Object.keys(target)) if (!(key in fields)) Reflect.deleteProperty(target, key)
    Object.assign(target, fields)
    for (const [journal, mark] of this.#marks) journal.rewind(mark)
  }
}
