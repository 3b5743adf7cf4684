/** A Redis server for one run. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

/** Starts a Redis that keeps nothing on the disk. @returns its address. */
export async function startRedis(): Promise<string> {
  const port = await twoFreePorts()
  const args = ['--port', String(port), '--save', '', '--bind', '127.0.0.1']
  // It ends with this process: its input is held by a shell that waits for its end.
  const keeper = 'redis-server "$@" <&- >/dev/null & cat; kill -9 $!'
  spawn('sh', ['-c', keeper, 'redis', ...args], { stdio: ['pipe', 'ignore', 'inherit'] })
  while (!(await answers(port)));
  return `redis://127.0.0.1:${port}`
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket.destroy() !== undefined))
    socket.once('error', () => resolve(false))
  })
}

/** A port that is free, and so is the one behind it. */
export async function twoFreePorts(): Promise<number> {
  const first = await opened(0)
  const { port } = first.address() as AddressInfo
  const second = await opened(port + 1).catch(() => undefined)
  first.close()
  second?.close()
  return second ? port : twoFreePorts()
}

async function opened(port: number): Promise<ReturnType<typeof createServer>> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
