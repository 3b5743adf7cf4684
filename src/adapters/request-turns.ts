/**
 * Requests that come on one connection without waiting for answers (HTTP pipelining) are answered one after another: each
 * when the answer before it has left, so that a packet of a thousand requests holds nobody up, and answers that nobody
 * reads do not pile up.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TOO_MANY_REQUESTS } from './pipeline-guard.ts'

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
  else if (!socket.destroyed) {
    const { server } = socket as Socket & { server?: EventEmitter }
    const { remoteAddress } = socket
    socket.destroy()
    server?.emit(TOO_MANY_REQUESTS, { remoteAddress })
  }
}

/** True while a request of the connection has no answer. */
export const isAnswering = (socket: Socket): boolean => busy.has(socket)

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
