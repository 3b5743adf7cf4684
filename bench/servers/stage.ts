/**
 * The frame around each server program: the framework's file builds a server, this one listens,
 * tells the runner the port and answers its questions over the process channel.
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Stage {
  /** Resolves to the port once the server accepts connections. */
  listen(): Promise<number>
  /** S5: shows `value` in every open ticker window. */
  publish(value: number): void | Promise<void>
}

export type Question = { id: number; ask: 'heap' } | { id: number; ask: 'publish'; value: number }

/** `publish` is answered with the clock before it began: the driver has the same clock. */
export type Reply = { id: number; heapBytes?: number; at?: number }

export async function serve(stage: Stage): Promise<void> {
  process.on('message', async (question: Question) => {
    process.send!(await answer(stage, question))
  })
  process.on('disconnect', () => process.exit())
  process.send!({ port: await stage.listen() })
}

async function answer(stage: Stage, question: Question): Promise<Reply> {
  const { id } = question
  if (question.ask === 'heap') return { id, heapBytes: liveHeap() }
  const at = monotonicMs()
  await stage.publish(question.value)
  return { id, at }
}

/** Milliseconds of a clock that all processes of the machine share, unlike performance.now(). */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

function liveHeap(): number {
  global.gc!()
  global.gc!()
  return process.memoryUsage().heapUsed
}

/** `listen` for the peers that sit on Node's own HTTP server. */
export function listenOn(server: Server): Promise<number> {
  return new Promise((resolve) => {
    // A deep queue: the driver opens thousands of sockets as fast as it can.
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
      resolve((server.address() as AddressInfo).port)
    })
  })
}
