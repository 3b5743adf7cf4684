/** Redis, app nodes, a worker and a proxy: processes of their own that end with the test. */
import { execFile, fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { startRedis } from '../services/redis-server.ts'
import type { Service } from '../services/service.ts'
import { startProxy } from '../../examples/cluster/proxy.ts'
import { typescript } from '../typescript.ts'

const cli = 'dist/cli/main.js'
const execArgv = typescript

export interface Cluster {
  redis: Service
  /** Where browsers come: the proxy. */
  url: string
  nodes: { child: ChildProcess; port: number }[]
  worker: ChildProcess
  /** Runs `overwire …` to its end. */
  overwire(...words: string[]): Promise<{ stdout: string; stderr: string }>
}

export async function startCluster(t: TestContext): Promise<Cluster> {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const env = {
    ...process.env,
    OVERWIRE_REDIS: redis.url,
    OVERWIRE_SECRET: 'one secret for all processes',
  }
  const start = (script: string, args: string[]): ChildProcess => {
    const child = fork(script, args, { execArgv, env })
    t.after(() => child.kill('SIGKILL'))
    return child
  }
  const nodes = await Promise.all(
    [1, 2].map(async () => {
      const child = start('test/cluster/node.ts', [])
      const [{ port }] = (await once(child, 'message')) as [{ port: number }]
      return { child, port }
    }),
  )
  const worker = start(cli, ['worker', '--queues', 'slow', 'test/cluster/app.ts'])
  const proxy = await startProxy(nodes.map(({ port }) => port))
  t.after(() => proxy.close())
  const run = promisify(execFile)
  return {
    redis,
    url: proxy.url,
    nodes,
    worker,
    overwire: (...words) => run(process.execPath, [cli, ...words], { env }),
  }
}
