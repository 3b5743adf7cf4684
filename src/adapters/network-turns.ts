/**
 * Requests of one network in one turn of the event loop. A turn reads from all connections on which something has
 * arrived, and most requests are answered while they are read: hundreds of them would all be answered before anybody
 * else is heard. So a few are, and the others wait for the next turn.
 */

import type { IncomingMessage } from 'node:http'
import { networkOf } from '../base/network.ts'

/** Whose connections they are. */
export interface Senders {
  /** Set: connections are those of proxies, which carry requests of many visitors. */
  trustedProxies: unknown
}

/** More of one network wait for the next turn. Browsers open six connections to a server. */
const MOST_A_TURN = 12

/** Requests of this turn that are answered, by network. */
const begun = new Map<string, number>()
/** Those that wait, in their order. */
const waiting = new Map<string, (() => void)[]>()

/** Answers a request when it is its turn. @param answer handles its own errors. */
export function inNetworkTurn(req: IncomingMessage, senders: Senders, answer: () => void): void {
  const network = senderOf(req, senders)
  if (begun.size === 0 && waiting.size === 0) setImmediate(nextTurn)
  const queue = waiting.get(network)
  if (queue !== undefined) return void queue.push(answer)
  const count = begun.get(network) ?? 0
  if (count === MOST_A_TURN) return void waiting.set(network, [answer])
  begun.set(network, count + 1)
  answer()
}

/** The network that a request is from; by a proxy, the last address that it names. */
function senderOf({ headers, socket }: IncomingMessage, { trustedProxies }: Senders): string {
  const named = trustedProxies ? headers['x-forwarded-for'] : undefined
  const last = named === undefined ? undefined : String(named).split(',').at(-1)!.trim()
  return networkOf(last ?? socket.remoteAddress ?? '')
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
