/** Tasks of several owners in turn: each owner's own in order, and one of each before the next of any. */
import { Fifo } from './fifo.ts'

export class FairQueue<T> {
  /** By owner, who is next first; owners without items have none. */
  readonly #lanes = new Map<string, Fifo<T>>()

  push(owner: string, item: T): void {
    let lane = this.#lanes.get(owner)
    if (lane === undefined) this.#lanes.set(owner, (lane = new Fifo()))
    lane.push(item)
  }

  /** Undefined when nothing waits of an owner whose turn it may be. */
  shift(mayTake: (owner: string) => boolean = () => true): T | undefined {
    for (const [owner, lane] of this.#lanes) {
      if (!mayTake(owner)) continue
      const item = lane.shift()
      // Behind all others, if there is more.
      this.#lanes.delete(owner)
      if (!lane.isEmpty) this.#lanes.set(owner, lane)
      return item
    }
    return undefined
  }
}
