/** A page of the chaos run: what its user did to it, and what its frames make it show. */
import { after, nextAction } from './actions.ts'
import type { Action, Expected } from './actions.ts'
import { orderOf } from './order.ts'
import { applied } from './shown-block.ts'
import type { Shown, ShownRow } from './shown-block.ts'

const ANSWERS = [1, 4]

export class ChaosPage {
  readonly #random: () => number
  #expected: Expected = { text: '', rows: [], lines: [] }
  #count = 0
  #order = 0
  /** As the page's HTML has them: count and order, text, rows, lines. See node.ts. */
  #shown: Shown = ['count 0 order 0', '', [], []]
  /** Whole views that came. */
  wholes = 0

  constructor(random: () => number) {
    this.#random = random
  }

  /** Event `n` of its user. */
  act(n: number): Action {
    const action = nextAction(n, this.#expected, this.#random)
    this.#expected = after(this.#expected, action)
    this.#count = n
    this.#order = orderOf(this.#order, n)
    return action
  }

  take([op, , view, value]: unknown[]): void {
    if (!ANSWERS.includes(op as number) || (view ?? 0) !== 0 || value === undefined) return
    if (op === 4) this.wholes++
    this.#shown = applied(this.#shown, value)
  }

  /** What it shows and should not; undefined: it shows what its user did. */
  get difference(): string | undefined {
    const { text, rows, lines } = this.#expected
    const listed = (all: Expected['rows']): string[] => all.map((row) => `${row.key}: ${row.text}`)
    const wanted = [`count ${this.#count} order ${this.#order}`, text, listed(rows), listed(lines)]
    const seen = (this.#shown as Shown[]).map((slot) =>
      Array.isArray(slot) ? slot.map((one) => textOf(one as ShownRow)) : slot,
    )
    const [is, was] = [JSON.stringify(seen), JSON.stringify(wanted)]
    return is === was ? undefined : `shows ${is} in place of ${was}`
  }
}

/** A row has one slot, its text. */
const textOf = ({ row }: ShownRow): Shown => (Array.isArray(row) ? (row as Shown[])[0]! : row)
