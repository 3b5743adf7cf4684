/** A Redis of its own for a test file: on a free port, in a folder of its own, writing all it is told. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'

export interface RedisServer {
  readonly url: string
  /** Ends it without a word, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same port, with what it had. */
  restart(): Promise<void>
  /** Lets it stand still, with its connections. */
  freeze(): void
  thaw(): void
  /** Kills it and removes its folder. */
  close(): Promise<void>
}

export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-redis-'))
  const port = await freePort()
  let server = await start(port, folder)
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    async restart() {
      server = await start(port, folder)
    },
    async close() {
      await kill()
      rmSync(folder, { recursive: true })
    },
  }
}

async function start(port: number, dir: string): Promise<ChildProcess> {
  const settings = { port, dir, bind: '127.0.0.1', save: '', appendonly: 'yes' }
  const args = Object.entries({ ...settings, appendfsync: 'always' })
  const server = spawn(
    'redis-server',
    args.flatMap(([key, value]) => [`--${key}`, String(value)]),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.on('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
    server.stdout.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve()
    })
  })
  return server
}
