/**
 * Requests of one network in one turn of the event loop. A turn reads from all connections on which something has
 * arrived, and most requests are answered while they are read: hundreds of them would all be answered before anybody
 * else is heard. So a few are, and the others wait for the next turn.
 */
import { afterTurn } from './loop-time.ts'

/** More of one network wait for the next turn. Browsers open six connections to a server. */
const MOST_A_TURN = 12

export class NetworkTurns {
  /** Requests of this turn that are answered, by network. */
  readonly #begun = new Map<string, number>()
  /** Those that wait, in their order. */
  readonly #waiting = new Map<string, (() => void)[]>()

  /** @returns when a request may be answered; undefined: at once. */
  turnOf(network: string): Promise<void> | undefined {
    if (this.#begun.size === 0 && this.#waiting.size === 0) afterTurn(() => this.#next())
    const queue = this.#waiting.get(network)
    if (queue !== undefined) return new Promise((goOn) => queue.push(goOn))
    const count = this.#begun.get(network) ?? 0
    if (count === MOST_A_TURN) {
      return new Promise((goOn) => this.#waiting.set(network, [goOn]))
    }
    this.#begun.set(network, count + 1)
    return undefined
  }

  #next(): void {
    this.#begun.clear()
    for (const [network, queue] of this.#waiting) {
      const now = queue.splice(0, MOST_A_TURN)
      if (queue.length === 0) this.#waiting.delete(network)
      this.#begun.set(network, now.length)
      for (const goOn of now) goOn()
    }
    // Else nothing was to wait: the next request begins a turn.
    if (this.#begun.size > 0) afterTurn(() => this.#next())
  }
}
