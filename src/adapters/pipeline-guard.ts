/**
 * What follows when a connection brings far more requests than may wait on it. Node reads the rest of its packet before
 * anything else, so the other connections of its address, which may bring as much, end at once, and new ones for a while.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from '../base/network.ts'

/** Milliseconds for which an address is refused. */
const REFUSED_MS = 5000
/** Addresses that are remembered at most. */
const MOST = 10_000

/** The event of a server by which a connection is reported. */
export const TOO_MANY_REQUESTS = 'overwire:pipelined'

/**
 * @param open all sockets of the server.
 * @param isBusy true for one with a request under way, and for a WebSocket: it is not ended.
 */
export function guardPipelines(
  server: Server,
  open: ReadonlySet<Socket>,
  isBusy: (socket: Socket) => boolean,
): void {
  /** Networks, and until when, by `performance.now()`; the first ones first. */
  const refused = new Map<string, number>()
  server.on('connection', (socket) => {
    if (refused.size === 0) return
    const until = refused.get(networkOf(socket.remoteAddress ?? ''))
    if (until !== undefined && until > performance.now()) socket.destroy()
  })
  server.on(TOO_MANY_REQUESTS, ({ remoteAddress = '' }: { remoteAddress?: string }) => {
    const network = networkOf(remoteAddress)
    const now = performance.now()
    for (const [old, until] of refused) if (until <= now) refused.delete(old)
    if (refused.size < MOST) refused.set(network, now + REFUSED_MS)
    for (const socket of open) {
      if (!isBusy(socket) && networkOf(socket.remoteAddress ?? '') === network) socket.destroy()
    }
  })
}
