/** Workers of an app, started by the command line: killed, stopped, and asked what failed. */
import assert from 'node:assert/strict'
import { execFile, fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { redisLayer } from 'overwire/redis'
import { startRedis } from '../services/redis-server.ts'
import { eventually } from '../eventually.ts'

const cli = 'dist/cli/main.js'
const app = 'test/cluster/worker-app.ts'

async function open(t: TestContext) {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const env = {
    ...process.env,
    OVERWIRE_REDIS: redis.url,
    OVERWIRE_SECRET: 'one secret for all processes',
  }
  const layer = redisLayer(redis.url)
  t.after(() => layer.close())
  const said: string[] = []
  await layer.subscribe('info:work', (message) => {
    said.push((JSON.parse(message) as { data: string }).data)
  })
  const hears = async (text: string | RegExp): Promise<string> => {
    const fits = (one: string): boolean => one.match(text) !== null
    await eventually(() => said.some(fits))
    return said.find(fits)!
  }
  /** Waits until it was said more often than `before`. */
  const again = async (text: string, before: number): Promise<void> => {
    await eventually(() => said.filter((one) => one.includes(text)).length > before)
  }
  const run = promisify(execFile)
  return {
    said,
    hears,
    again,
    worker: (name: string): ChildProcess => {
      const args = ['worker', '--queues', 'slow,fast', app]
      const child = fork(cli, args, {
        execArgv: ['--import', 'tsx'],
        env: { ...env, WORKER: name },
      })
      t.after(() => child.kill('SIGKILL'))
      return child
    },
    overwire: async (...words: string[]) =>
      (await run(process.execPath, [cli, ...words], { env })).stdout,
  }
}

test('a worker that is killed in the middle of a task: another one runs it again [A160, B95]', async (t) => {
  const { said, hears, worker, overwire } = await open(t)
  const first = worker('first')
  await overwire('trigger', 'job.long', '--args', '{"n":7}')
  const began = await hears(/^first began 7/)
  first.kill('SIGKILL')
  await once(first, 'exit')
  worker('second')
  const ended = await hears(/^second ended 7/)
  // The task's id is the same: a key for what must happen once.
  assert.equal(ended.split(' ').at(-1), began.split(' ').at(-1))
  assert.equal(said.filter((text) => text.includes('ended 7')).length, 1)
})

test('a worker that is told to stop ends what it does first [A160]', async (t) => {
  const { said, hears, worker, overwire } = await open(t)
  const only = worker('only')
  await overwire('trigger', 'job.graceful')
  await hears('began gracefully')
  only.kill('SIGTERM')
  const [code] = (await once(only, 'exit')) as [number]
  assert.equal(code, 0)
  assert.ok(said.includes('only ended gracefully'))
})

test('dead letters are listed and tried again; schedules run once for all workers [A160]', async (t) => {
  const { said, hears, again, worker, overwire } = await open(t)
  worker('a')
  worker('b')
  await hears('ticked')
  await overwire('trigger', 'job.broken')
  await hears('attempt 2')
  let listed = ''
  // The last attempt is over a moment after it said so.
  const isListed = async (): Promise<boolean> => {
    listed = await overwire('failed', 'slow')
    return !listed.startsWith('No task')
  }
  await eventually(isListed, 'the failed task is listed', { state: () => listed, mostMs: 60_000 })
  assert.match(listed, /job\.broken#0 {2}\S+ {2}2 attempts {2}broken on purpose/)
  const id = listed.split('  ')[2]!
  const before = said.filter((text) => text.includes('attempt 1')).length
  await overwire('retry', 'slow', id)
  await again('attempt 1', before)
  assert.match(await overwire('failed', 'fast'), /No task of fast failed/)
  await assert.rejects(overwire('retry', 'slow', 'nothing'), /E_DEAD_LETTER/)
})
