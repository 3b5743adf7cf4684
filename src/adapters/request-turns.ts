/**
 * Requests that come on one connection without waiting for answers (HTTP pipelining) are answered one after another: each
 * when the answer before it has left, so that a packet of a thousand requests holds nobody up, and answers that nobody
 * reads do not pile up.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** The event of a server by which a connection with too many requests is reported. */
export const TOO_MANY_REQUESTS = 'overwire:pipelined'

/** Requests that may wait on one connection; browsers and proxies have none. */
const MOST_WAITING = 100

/** Connections with a request under way, and what waits behind it. */
const busy = new WeakMap<Socket, (() => void)[]>()

/** Answers a request when the one before it on its connection has its answer. */
export function inTurn(req: IncomingMessage, res: ServerResponse, answer: () => unknown): void {
  const { socket } = req
  const waiting = busy.get(socket)
  const run = (): void => {
    res.once('close', () => next(socket))
    answer()
  }
  if (waiting === undefined) {
    busy.set(socket, [])
    run()
  } else if (waiting.length < MOST_WAITING) waiting.push(run)
  else endFlooded(socket)
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
 * Bounds the requests of a host's server, which answers them as it likes: too many on one connection end it, and so do
 * chunks of a body that nobody reads. More than once is the same as once.
 */
export function boundRequests(server: Server): void {
  if (bounded.has(server)) return
  bounded.add(server)
  server.prependListener('request', (req, res) => {
    const { socket } = req
    const count = (unanswered.get(socket) ?? 0) + 1
    unanswered.set(socket, count)
    res.once('close', () => unanswered.set(socket, unanswered.get(socket)! - 1))
    endUnread(req, res)
    if (count > MOST_WAITING + 1) endFlooded(socket)
  })
}

/** Each chunk of a body costs something, also of one that nobody reads: what is left at the answer is not taken. */
export function endUnread(req: IncomingMessage, res: ServerResponse): void {
  if (req.headers['transfer-encoding'] === undefined) return
  const { socket } = req
  res.on('finish', () => {
    if (!req.complete) socket.destroySoon()
  })
}

/** True while a request of the connection has no answer. */
export const isAnswering = (socket: Socket): boolean =>
  busy.has(socket) || (unanswered.get(socket) ?? 0) > 0

/** Ends a connection on which nothing moved for too long, unless an answer is still being made. */
export function endIdle(socket: Socket): void {
  if (socket.writableLength > 0 || !busy.has(socket)) socket.destroy()
}

function next(socket: Socket): void {
  const waiting = busy.get(socket)
  const run = socket.destroyed ? undefined : waiting?.shift()
  if (run === undefined) busy.delete(socket)
  // What others have sent goes first.
  else setImmediate(run)
}
