/** Processes that work on one queue, and one that is killed in the middle of a task. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bullmqQueue } from 'overwire/bullmq'
import { TaskLog } from '../../src/testing/task-log.ts'
import { typescript } from '../typescript.ts'
import { startRedis } from './redis.ts'
import type { RedisServer } from './redis.ts'

let redis: RedisServer
before(async () => {
  redis = await startRedis()
})
after(() => redis.close())

const script = fileURLToPath(new URL('worker-process.ts', import.meta.url))

/** Starts a worker and resolves when it takes tasks. What it tells goes into the log. */
async function startWorker(log: TaskLog, line: string, ...more: string[]): Promise<ChildProcess> {
  const args = [redis.url, line, ...more]
  const child = fork(script, args, { execArgv: typescript })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)))
    child.on('message', (text: string) => (text === 'ready' ? resolve() : log.note(text)))
  })
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** The notes about a task. */
const about = (log: TaskLog, id: string): string[] =>
  log.notes.filter((note) => note.endsWith(` ${id}`))

test('a task whose process is killed is run by another, once to its end', async () => {
  const queue = bullmqQueue({ connection: redis.url })
  const log = new TaskLog()
  const line = 'killed'
  await queue.add({ id: 'long', queue: line, name: 'hang', payload: null })
  const first = await startWorker(log, line)
  await log.untilNoted('begins long')
  const second = await startWorker(log, line, 'finish')
  assert.deepEqual(about(log, 'long'), ['begins long'])
  await kill(first)
  await log.untilNoted('ends long')
  // What comes later is run as well, and nothing a second time.
  await queue.add({ id: 'short', queue: line, name: 'short', payload: null })
  await log.untilNoted('ends short')
  assert.deepEqual(about(log, 'long'), ['begins long', 'begins long', 'ends long'])
  assert.deepEqual(about(log, 'short'), ['begins short', 'ends short'])
  assert.deepEqual(await queue.failed(line), [])
  await kill(second)
  await queue.close()
})

test('two processes share tasks and schedules: each is run once', async () => {
  const queue = bullmqQueue({ connection: redis.url })
  const logs = [new TaskLog(), new TaskLog()] as const
  const line = 'shared'
  const workers = await Promise.all(logs.map((log) => startWorker(log, line)))
  for (let i = 0; i < 40; i++) {
    await queue.add({ id: `task${i}`, queue: line, name: 'quick', payload: null })
  }
  await queue.add({
    id: 'last',
    queue: line,
    name: 'quick',
    payload: null,
    runAt: Date.now() + 2100,
  })
  await Promise.race(logs.map((log) => log.untilNoted('ends last')))
  const notes = logs.flatMap((log) => log.notes)
  const ended = notes.filter((note) => note.startsWith('ends '))
  assert.equal(new Set(ended).size, ended.length, ended.join())
  assert.equal(ended.filter((note) => note.startsWith('ends task')).length, 40)
  const ticks = ended.filter((note) => note.startsWith('ends tick@'))
  assert.ok(ticks.length >= 2 && ticks.length <= 5, ticks.join())
  assert.deepEqual(await queue.scheduled(line), ['tick'])
  await Promise.all(workers.map(kill))
  await queue.close()
})
