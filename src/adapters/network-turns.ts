/**
 * Requests of one network in one turn of the event loop. A turn reads from all connections on which something has
 * arrived, and most requests are answered while they are read: hundreds of them would all be answered before anybody
 * else is heard. So a few are, and the others wait for the next turn.
 */

/** More of one network wait for the next turn. Browsers open six connections to a server. */
const MOST_A_TURN = 12

/** Requests of this turn that are answered, by network. */
const begun = new Map<string, number>()
/** Those that wait, in their order. */
const waiting = new Map<string, (() => void)[]>()

/** Answers a request when it is its turn. @param answer handles its own errors. */
export function inNetworkTurn(network: string, answer: () => void): void {
  if (begun.size === 0 && waiting.size === 0) setImmediate(nextTurn)
  const queue = waiting.get(network)
  if (queue !== undefined) return void queue.push(answer)
  const count = begun.get(network) ?? 0
  if (count === MOST_A_TURN) return void waiting.set(network, [answer])
  begun.set(network, count + 1)
  answer()
}

function nextTurn(): void {
  begun.clear()
  for (const [network, queue] of waiting) {
    const now = queue.splice(0, MOST_A_TURN)
    if (queue.length === 0) waiting.delete(network)
    begun.set(network, now.length)
    for (const answer of now) answer()
  }
  // Else nothing was to wait: the next request begins a turn.
  if (begun.size > 0) setImmediate(nextTurn)
}
