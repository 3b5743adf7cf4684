/**
 * The connections of a server: how many one address may have, and what follows when one of them brings far more
 * requests than may wait on it. Node reads the rest of its packet before anything else, so the other connections of
 * its address, which may bring as much, end at once, and new ones for a while.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { networkOf } from '../base/network.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/logger.ts'
import { isAnswering, TOO_MANY_REQUESTS } from './request-turns.ts'

/** Milliseconds for which an address is refused. */
const REFUSED_MS = 5000
/** Addresses that are remembered at most. */
const MOST = 10_000
/** Milliseconds between two lines of the log about connections that were refused. */
const TOLD_MS = 60_000

/** Notes that a connection has become a WebSocket: it goes on, whatever others of its address do. */
export function noteWebSocket(server: Server, socket: Duplex): void {
  known.get(server)?.upgrade(socket as Socket)
}

/** What an app allows. */
export interface ConnectionRules {
  limits: Limits
  logger: Logger
  /** Connections are those of proxies, which carry requests of many visitors: none is counted for its address. */
  trustedProxies: unknown
}

const known = new WeakMap<Server, ServerConnections>()

/** The connections of a server, which are counted by the rules of the first app that asks. */
export function connectionsOf(server: Server, rules: ConnectionRules): ServerConnections {
  const found = known.get(server) ?? new ServerConnections(server, rules)
  known.set(server, found)
  return found
}

export class ServerConnections {
  /** Those that speak HTTP. */
  readonly #open = new Set<Socket>()
  readonly #webSockets = new Set<Socket>()
  readonly #rules: ConnectionRules
  /** Open connections of each network. */
  readonly #counts = new Map<string, number>()
  /** Networks that get none, and until when, by `performance.now()`; the first ones first. */
  readonly #refused = new Map<string, number>()
  #toldAt = -Infinity

  constructor(server: Server, rules: ConnectionRules) {
    this.#rules = rules
    const [open, webSockets] = [this.#open, this.#webSockets]
    const isCounting = !rules.trustedProxies
    const leave = (socket: Socket): void => this.#leave(socket)
    // One function for all of them: idle sockets cost no closures.
    function onClosed(this: Socket): void {
      const isKnown = open.delete(this) || webSockets.delete(this)
      if (isKnown && isCounting) leave(this)
    }
    server.on('connection', (socket) => {
      if (isCounting && !this.#enter(socket)) return void socket.destroy()
      open.add(socket)
      socket.on('close', onClosed)
    })
    if (!isCounting) return
    server.on(TOO_MANY_REQUESTS, ({ remoteAddress = '' }: { remoteAddress?: string }) =>
      this.#refuse(networkOf(remoteAddress)),
    )
  }

  /** Ends all of them at once. */
  cut(): void {
    for (const socket of [...this.#open, ...this.#webSockets]) socket.destroy()
  }

  upgrade(socket: Socket): void {
    if (this.#open.delete(socket)) this.#webSockets.add(socket)
  }

  #enter(socket: Socket): boolean {
    const network = networkOf(socket.remoteAddress ?? '')
    const until = this.#refused.size > 0 ? this.#refused.get(network) : undefined
    if (until !== undefined && until > performance.now()) return false
    const count = (this.#counts.get(network) ?? 0) + 1
    const { windowsPerAddress, connectionsPerAddress } = this.#rules.limits
    const most = windowsPerAddress + connectionsPerAddress
    if (count > most) this.#tell(network, most)
    else this.#counts.set(network, count)
    return count <= most
  }

  #leave(socket: Socket): void {
    const network = networkOf(socket.remoteAddress ?? '')
    const count = (this.#counts.get(network) ?? 0) - 1
    if (count > 0) this.#counts.set(network, count)
    else this.#counts.delete(network)
  }

  #tell(address: string, most: number): void {
    const now = performance.now()
    if (now - this.#toldAt < TOLD_MS) return
    this.#toldAt = now
    this.#rules.logger.warn(
      { address },
      `An address has ${most} open connections, and gets no more of them (limits.windowsPerAddress and ` +
        'limits.connectionsPerAddress). Raise the limits for many visitors behind one address; behind a proxy set ' +
        'trustedProxies.',
    )
  }

  #refuse(network: string): void {
    const now = performance.now()
    for (const [old, until] of this.#refused) if (until <= now) this.#refused.delete(old)
    if (this.#refused.size < MOST) this.#refused.set(network, now + REFUSED_MS)
    for (const socket of this.#open) {
      const isOfThem = networkOf(socket.remoteAddress ?? '') === network
      if (isOfThem && !isAnswering(socket)) socket.destroy()
    }
  }
}
