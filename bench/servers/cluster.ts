/**
 * Two nodes of one program and a Redis server, for S5cluster. The first process starts the others and
 * publishes; the second node listens at the port behind the first one's.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { startRedis, twoFreePorts } from './redis.ts'
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
