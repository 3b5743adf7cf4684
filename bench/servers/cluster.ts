/**
 * Two nodes of one program and a Redis server, for S5cluster. The first process starts the others and
 * publishes; the second node listens at the port behind the first one's.
 */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { serve } from './stage.ts'

export interface NodeProgram {
  /** Serves at this port, and joins the others over Redis at this address. */
  start(port: number, redis: string): Promise<void>
  publish(value: number): void | Promise<void>
}

const SECOND = 'BENCH_SECOND_NODE'

/** @param url of the program: it is started once more. */
export async function serveCluster(url: string, program: NodeProgram): Promise<void> {
  const second = process.env[SECOND]
  if (second) {
    const [port, redis] = second.split(' ')
    await program.start(Number(port), redis!)
    process.on('disconnect', () => process.exit())
    return void process.send!('ready')
  }
  await serve({
    async listen() {
      const redis = await startRedis()
      const port = await twoFreePorts()
      const child = fork(new URL(url), {
        env: { ...process.env, [SECOND]: `${port + 1} ${redis}` },
      })
      await once(child, 'message')
      await program.start(port, redis)
      return port
    },
    publish: (value) => program.publish(value),
  })
}

async function startRedis(): Promise<string> {
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
async function twoFreePorts(): Promise<number> {
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
