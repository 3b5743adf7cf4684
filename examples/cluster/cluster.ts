/**
 * The gallery as a cluster: `npm run start:cluster`. Two nodes, a worker, Redis between them, and in front a
 * proxy that knows nothing of sessions. What dies is started again.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProxy } from './proxy.ts'
import { startRedis } from './redis.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const nodes = ['node A', 'node B']
/** A process that ends sooner than this is not started again: it would never live. */
const SHORT_MS = 2000

const folder = mkdtempSync(join(tmpdir(), 'overwire-cluster-'))
const redis = await startRedis()
const env: NodeJS.ProcessEnv = {
  ...process.env,
  OVERWIRE_REDIS: redis.url,
  OVERWIRE_SECRET: process.env['OVERWIRE_SECRET'] ?? crypto.randomUUID(),
  DATABASE: `file:${join(folder, 'team.db')}`,
}
const children = new Map<string, ChildProcess>()
let isOver = false

/** Starts a process, and again whenever it ends by itself. Resolves with the port that it tells. */
function keep(name: string, script: string, args: string[] = []): Promise<number> {
  // What it was given the first time it gets again, so that the proxy finds it.
  let port = 0
  return new Promise((resolve) => {
    const start = (): void => {
      const started = Date.now()
      const child = fork(script, args, {
        cwd: root,
        execArgv: ['--import', 'tsx'],
        env: { ...env, NODE_NAME: name, PORT: String(port) },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      children.set(name, child)
      child.once('message', (said: { port: number }) => {
        port = said.port
        resolve(port)
      })
      child.once('exit', () => {
        if (isOver) return
        const lived = Date.now() - started > SHORT_MS
        console.log(`${name} ended${lived ? '; it is started again' : ' at once'}.`)
        if (lived) start()
      })
    }
    start()
  })
}

const ports = await Promise.all(nodes.map((name) => keep(name, 'examples/server.ts')))
void keep('the worker', 'dist/cli/main.js', [
  'worker',
  '--queues',
  'default,slow,fast',
  'examples/app.ts',
])

const proxy = await startProxy(ports, Number(process.env['PORT'] ?? 3000))
console.log(`The Overwire gallery is at ${proxy.url}${process.env['BASE_PATH'] ?? ''}`)
for (const [i, name] of nodes.entries()) {
  console.log(`  ${name}: http://localhost:${ports[i]}, process ${children.get(name)!.pid}`)
}
console.log(`  the worker: process ${children.get('the worker')!.pid}, tasks in ${redis.url}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isOver = true
    proxy.close()
    for (const child of children.values()) child.kill('SIGTERM')
    redis.server?.kill()
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  })
}
