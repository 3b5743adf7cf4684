/** Where the processes meet: REDIS_URL, or a Redis server of our own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface Meeting {
  url: string
  /** The server, if it was started here. */
  server?: ChildProcess
}

/** @throws when there is no Redis server to be found. */
export async function startRedis(): Promise<Meeting> {
  const url = process.env['REDIS_URL']
  if (url) return { url }
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
  const path = `${process.env['PATH']}:/usr/bin:/usr/sbin:/usr/local/bin`
  const env = { ...process.env, PATH: path }
  const server = spawn('redis-server', args, { stdio: 'ignore', env })
  const failed = once(server, 'error').then(() => {
    throw new Error(
      'Two nodes need Redis. Install it (apt-get install redis-server, brew install redis), ' +
        'or say where one is: REDIS_URL=redis://host:6379 npm run start:cluster',
    )
  })
  await Promise.race([failed, answers(port)])
  return { url: `redis://127.0.0.1:${port}`, server }
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
