/** Redis goes away and comes back: nothing crashes, nothing is lost, work goes on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { Redis } from 'ioredis'
import type { RunningTask } from 'overwire/tasks'
import { bullmqQueue } from 'overwire/bullmq'
import type { BullmqOptions } from 'overwire/bullmq'
import { Gate } from '../../src/testing/queue-bench.ts'
import { TaskLog } from '../../src/testing/task-log.ts'
import { startRedis } from './redis.ts'

async function open(t: TestContext, options: Partial<BullmqOptions> = {}) {
  const redis = await startRedis()
  const warnings: object[] = []
  const silent = { info: () => {}, error: () => {} }
  const logger = { ...silent, warn: (fields: object) => void warnings.push(fields) }
  const queue = bullmqQueue({ connection: redis.url, patienceMs: 10_000, logger, ...options })
  t.after(async () => {
    await queue.close()
    await redis.close()
  })
  const add = (id: string): Promise<void> => queue.add({ id, queue: 'q', name: 'n', payload: 1 })
  return { redis, queue, warnings, add }
}

/** Adds a task as soon as the queue has found its Redis again: what was refused may be added again. */
async function untilAdded(add: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await add()
    } catch (error) {
      if ((error as { code?: string }).code !== 'E_TASK_QUEUE') throw error
    }
  }
}

test('work goes on after an outage, and what ran meanwhile is not run again', async (t) => {
  const { redis, queue, warnings, add } = await open(t, { patienceMs: 400 })
  const log = new TaskLog()
  const gate = new Gate()
  await queue.work(['q'], async ({ id }) => {
    log.note(`begins ${id}`)
    if (id === 'long') await gate.passed
    log.note(`ends ${id}`)
  })
  await untilAdded(() => add('long'))
  await log.untilNoted('begins long')
  await redis.kill()
  await assert.rejects(add('refused'), {
    code: 'E_TASK_QUEUE',
    message: /Redis (did not answer|was not reached) within 400 ms/,
  })
  gate.open()
  await log.untilNoted('ends long')
  await redis.restart()
  await untilAdded(() => add('after'))
  await log.untilNoted('ends after')
  assert.equal(log.notes.filter((note) => note === 'begins long').length, 1)
  assert.deepEqual(await queue.failed('q'), [])
  assert.ok(warnings.length > 0)
  assert.ok(warnings.length < 20, `${warnings.length} warnings`)
})

test('a queue whose Redis is not there yet works once it is', async (t) => {
  const { redis, queue, add } = await open(t, { patienceMs: 400 })
  await redis.kill()
  const log = new TaskLog()
  await queue.work(['q'], log.run)
  await assert.rejects(add('early'), { code: 'E_TASK_QUEUE' })
  await redis.restart()
  await untilAdded(() => add('early'))
  await log.untilNoted('early')
})

test('a worker stops and a queue closes without Redis; the task is run by another', async (t) => {
  const { redis, queue, add } = await open(t, { lockMs: 300, stalledMs: 100 })
  const log = new TaskLog()
  const worker = await queue.work(['q'], (task) => untilAborted(task, log))
  await add('stopped')
  await log.untilNoted('begins stopped')
  await redis.kill()
  await worker.stop({ graceMs: 50 })
  await queue.close()
  await redis.restart()
  const other = bullmqQueue({ connection: redis.url, stalledMs: 100 })
  await other.work(['q'], log.run)
  await log.untilNoted('stopped')
  await other.close()
})

test('a task that its worker lost is told so, and run again', async (t) => {
  const { redis, queue, add } = await open(t, { lockMs: 400, stalledMs: 100 })
  const log = new TaskLog()
  let runs = 0
  await queue.work(['q'], (task) => (++runs === 1 ? untilAborted(task, log) : log.run(task)))
  await add('lost')
  await log.untilNoted('begins lost')
  const client = new Redis(redis.url)
  t.after(() => client.disconnect())
  assert.equal(await client.del('overwire:q:t.lost:lock'), 1)
  await log.untilNoted('aborted lost E_TASK_STOPPED')
  await log.untilNoted('lost')
  assert.equal(runs, 2)
  assert.deepEqual(await queue.failed('q'), [])
})

/** A task that ends only when its signal is aborted. */
async function untilAborted({ id, signal }: RunningTask, log: TaskLog): Promise<void> {
  log.note(`begins ${id}`)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  log.note(`aborted ${id} ${(signal.reason as { code: string }).code}`)
  throw signal.reason
}

test('what a Redis that stands still was not given never arrives once refused', async (t) => {
  const { redis, queue } = await open(t, { patienceMs: 1000 })
  const log = new TaskLog()
  await queue.work(['q'], async ({ id }) => log.note(id))
  const add = (id: string): Promise<void> =>
    queue.add({ id, queue: 'q', name: 'n', payload: 'x'.repeat(20_000) })
  await untilAdded(() => add('first'))
  await log.untilNoted('first')
  redis.freeze()
  const results = await Promise.allSettled(Array.from({ length: 1000 }, (_, i) => add(`t${i}`)))
  const reasons = results.map((one) => (one.status === 'rejected' ? String(one.reason) : 'added'))
  assert.ok(reasons.every((text) => text.includes('E_TASK_QUEUE')))
  assert.ok(reasons.some((text) => text.includes('too much waits')))
  redis.thaw()
  await untilAdded(() => add('last'))
  await log.untilNoted('last')
  assert.ok(log.notes.length <= 22, `${log.notes.length} ran`)
})
