/**
 * What a view or component was before something ran, so that a failure leaves no trace: its fields, and how far its
 * streams had come. instance.ts takes one before each piece of work.
 */
import { journalsOf } from '../view/named-streams.ts'
import type { StreamJournal } from '../view/named-streams.ts'

const NONE: [StreamJournal, unknown][] = []

export class Snapshot {
  readonly #target: object
  readonly #fields: Record<string, unknown>
  readonly #marks: [StreamJournal, unknown][]
  /** The fields when the work began to wait for something. */
  #written: Record<string, unknown> | undefined

  constructor(target: object) {
    this.#target = target
    this.#fields = { ...target }
    const journals = journalsOf(target)
    this.#marks = journals.length > 0 ? journals.map((one) => [one, one.mark()]) : NONE
  }

  /** What differs from now on may be somebody else's doing. */
  noteOwnWrites(): void {
    this.#written = { ...this.#target }
  }

  /**
   * Gives its own fields the values they had.
   * @param options `isAlone: false`: not those that changed since {@link Snapshot.noteOwnWrites}.
   */
  restore({ isAlone = true }: { isAlone?: boolean } = {}): void {
    const target = this.#target as Record<string, unknown>
    const fields = this.#fields
    const written = isAlone ? undefined : this.#written
    for (const key of Object.keys({ ...target, ...fields })) {
      if (written !== undefined && !Object.is(target[key], written[key])) continue
      if (key in fields) target[key] = fields[key]
      else Reflect.deleteProperty(target, key)
    }
    for (const [journal, mark] of this.#marks) journal.rewind(mark)
  }
}
