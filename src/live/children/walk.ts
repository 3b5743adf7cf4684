/**
 * One way through what lives inside a view, after a render of it: from the view's tree to those that it
 * shows and on to those that they show. Who is at a place that was there is sent first; then no place of
 * before is left, and those at new places, who may have moved there, get all their values.
 */
import { NestedBlock } from '../../template/nested-block.ts'
import { Block } from '../../template/html.ts'
import { List } from '../../template/each.ts'
import { Memo } from '../../template/memo.ts'
import { StreamList } from '../../template/stream-list.ts'
import type { Ref } from '../../wire/frames.ts'
import { isReady } from './children.ts'
import type { Children } from './children.ts'
import type { Child } from './child.ts'

/** Components inside components at most: deeper ones are taken for a circle. */
const DEEPEST = 100

export class Walk {
  readonly #children: Children
  readonly #whole: boolean
  /** Whose event is answered by its own frame. */
  readonly #last: Child | null
  /** The answer, until it was sent. */
  #ref: Ref
  /** They come after all others at places that were there. */
  #postponed = false
  readonly #seen = new Set<number>()
  /** At places that were there, with props to take. */
  #unsettled: Child[] = []
  /** At new places. */
  #fresh: Child[] = []

  /** @param last the component whose event is answered by its own frame, if it is one's. */
  constructor(children: Children, ref: Ref, whole: boolean, last: Child | null) {
    this.#children = children
    this.#ref = ref
    this.#whole = whole
    this.#last = last
  }

  /**
   * Sends all that changed.
   * @param settle is called before those that came in between are sent.
   * @returns the answer, if no child's frame had it; else 0.
   */
  send(tree: Block, settle: () => void): Ref {
    settle()
    this.#visit(tree)
    for (let depth = 0; depth < DEEPEST; depth++) {
      const wave = this.#next()
      if (wave.length === 0) break
      settle()
      for (const child of wave) this.#take(child)
    }
    this.#children.keep(this.#seen)
    return this.#ref
  }

  #next(): Child[] {
    const unsettled = this.#unsettled
    this.#unsettled = []
    if (unsettled.length > 0) return unsettled
    if (this.#postponed) {
      this.#postponed = false
      return [this.#last!]
    }
    const fresh = this.#fresh
    this.#fresh = []
    return fresh
  }

  #take(child: Child): void {
    const ref = child === this.#last ? this.#ref : 0
    if ((this.#whole || child.dirty || ref !== 0) && isReady(child)) {
      child.send(ref, this.#whole)
      if (ref !== 0) this.#ref = 0
    }
    if (child.tree) this.#visit(child.tree)
  }

  #show(number: number): void {
    if (this.#seen.has(number)) return
    const child = this.#children.at(number)
    if (child === undefined) return
    this.#seen.add(number)
    if (child.isNew) this.#fresh.push(child)
    else if (child === this.#last) this.#postponed = true
    else if (child.unsettled) this.#unsettled.push(child)
    else this.#take(child)
  }

  #visit(value: unknown): void {
    if (value instanceof NestedBlock) this.#show(value.number)
    else if (value instanceof StreamList) value.rows?.nested.forEach((number) => this.#show(number))
    else if (value instanceof Block) value.values.forEach((inner) => this.#visit(inner))
    else if (value instanceof List) value.rows.forEach((row) => this.#visit(row))
    else if (value instanceof Memo) this.#visit(value.block)
  }
}
