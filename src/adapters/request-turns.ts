/**
 * HTTP pipelining: requests of one connection are answered one after another, each when the answer before it has left.
 * So a packet of a thousand requests delays no other connection, and unread answers do not pile up.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from '../base/network.ts'

/** The event of a server by which a connection with too many requests is reported. */
export const TOO_MANY_REQUESTS = 'overwire:pipelined'

/** Requests that may wait on one connection, and on those of one address together; browsers and proxies have none. */
const MOST_WAITING = 100
const MOST_OF_ONE = 200

/** Pieces of a body in one packet of 64 KiB that are too many: browsers send a few of 16 KiB. */
const MOST_PIECES = 4000

/** Requests that wait behind another one on their connection, by network. */
const waitingOf = new Map<string, number>()

/** Counts requests that wait, or with a negative number do so no more. @returns how many do now. */
function countWaiting({ remoteAddress = '' }: Socket, requests: number): number {
  const network = networkOf(remoteAddress)
  const count = (waitingOf.get(network) ?? 0) + requests
  if (count > 0) waitingOf.set(network, count)
  else waitingOf.delete(network)
  return count
}

/** Connections with a request under way, and what waits behind it. */
const busy = new WeakMap<Socket, (() => void)[]>()

/** Whose connections they are. */
interface Senders {
  /** Set: connections are those of proxies, which carry requests of many visitors. */
  trustedProxies: unknown
}

const mostOfOne = ({ trustedProxies }: Senders): number => (trustedProxies ? Infinity : MOST_OF_ONE)

/** Answers a request when the one before it on its connection has its answer. */
export function inTurn(
  req: IncomingMessage,
  res: ServerResponse,
  senders: Senders,
  answer: () => unknown,
): void {
  const { socket } = req
  const waiting = busy.get(socket)
  boundPieces(req)
  const run = (): void => {
    res.once('close', () => next(socket))
    answer()
  }
  if (waiting === undefined) {
    busy.set(socket, [])
    return run()
  }
  if (socket.destroyed) return
  waiting.push(run)
  const count = countWaiting(socket, 1)
  if (waiting.length > MOST_WAITING || count > mostOfOne(senders)) endFlooded(socket)
}

function endFlooded(socket: Socket): void {
  if (socket.destroyed) return
  const { server } = socket as Socket & { server?: EventEmitter }
  const { remoteAddress } = socket
  socket.destroy()
  server?.emit(TOO_MANY_REQUESTS, { remoteAddress })
}

/** Servers of hosts that are bounded, and requests without an answer on their connections. */
const bounded = new WeakSet<Server>()
const unanswered = new WeakMap<Socket, number>()

/**
 * Bounds the requests of a host's server. Too many on one connection, or on those of one address together, end the
 * connection; so do chunks of a body that is not read. Calling it again changes nothing.
 */
export function boundRequests(server: Server, senders: Senders): void {
  if (bounded.has(server)) return
  bounded.add(server)
  server.prependListener('request', (req, res) => {
    const { socket } = req
    const before = unanswered.get(socket) ?? 0
    unanswered.set(socket, before + 1)
    res.once('close', () => {
      const left = unanswered.get(socket)! - 1
      unanswered.set(socket, left)
      if (left > 0) countWaiting(socket, -1)
    })
    endUnread(req, res)
    boundPieces(req)
    const count = before > 0 ? countWaiting(socket, 1) : 0
    if (before > MOST_WAITING || count > mostOfOne(senders)) endFlooded(socket)
  })
}

/** Each chunk of an unread body takes time too: the connection ends with the answer if chunks are still to come. */
export function endUnread(req: IncomingMessage, res: ServerResponse): void {
  if (req.headers['transfer-encoding'] === undefined) return
  const { socket } = req
  res.on('finish', () => {
    if (!req.complete) socket.destroySoon()
  })
}

/** Ends a connection that brings thousands of pieces of a body at once: it is over before others are read. */
function boundPieces(req: IncomingMessage): void {
  if (req.headers['transfer-encoding'] === undefined) return
  const { socket, push } = req
  let read = 0
  let pieces = 0
  let isLeft = false
  // Node calls this when the answer is sent and the body was not read: it would drain any number of chunks.
  Object.assign(req, {
    _dump: () => {
      isLeft = true
      req.removeAllListeners('data')
      req.resume()
    },
  })
  req.push = (piece: Buffer | null) => {
    if (piece !== null && ++pieces > MOST_PIECES) {
      // Of one packet: as many bytes were read as when they were counted first. Some runtimes count none.
      if (read > 0 && socket.bytesRead === read) {
        endFlooded(socket)
        return false
      }
      read = socket.bytesRead
      pieces = 0
    } else if (pieces === 1) read = socket.bytesRead
    return (isLeft && piece !== null) || push.call(req, piece)
  }
}

/** True while a request of the connection has no answer. */
export const isAnswering = (socket: Socket): boolean =>
  busy.has(socket) || (unanswered.get(socket) ?? 0) > 0

/** Ends a connection on which nothing moved for too long, unless an answer is still being made. */
export function endIdle(socket: Socket): void {
  if (socket.writableLength > 0 || !busy.has(socket)) socket.destroy()
}

function next(socket: Socket): void {
  const waiting = busy.get(socket) ?? []
  const left = waiting.length
  const run = socket.destroyed ? undefined : waiting.shift()
  if (left > 0) countWaiting(socket, run === undefined ? -left : -1)
  if (run === undefined) busy.delete(socket)
  // What others have sent goes first.
  else setImmediate(run)
}
