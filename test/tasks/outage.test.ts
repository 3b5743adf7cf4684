/** Redis goes away and comes back: nothing crashes, nothing is lost, work goes on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { bullmqQueue } from 'overwire/bullmq'
import { Gate, TaskLog } from '../../src/testing/task-log.ts'
import { startRedis } from './redis.ts'

async function open(t: TestContext) {
  const redis = await startRedis()
  const warnings: object[] = []
  const silent = { info: () => {}, error: () => {} }
  const logger = { ...silent, warn: (fields: object) => void warnings.push(fields) }
  const queue = bullmqQueue({ connection: redis.url, patienceMs: 400, logger })
  t.after(async () => {
    await queue.close()
    await redis.close()
  })
  const add = (id: string): Promise<void> => queue.add({ id, queue: 'q', name: 'n', payload: 1 })
  return { redis, queue, warnings, add }
}

test('work goes on after an outage, and what ran meanwhile is not run again', async (t) => {
  const { redis, queue, warnings, add } = await open(t)
  const log = new TaskLog()
  const gate = new Gate()
  await queue.work(['q'], async ({ id }) => {
    log.note(`begins ${id}`)
    if (id === 'long') await gate.passed
    log.note(`ends ${id}`)
  })
  await add('long')
  await log.untilNoted('begins long')
  await redis.kill()
  await assert.rejects(add('refused'), {
    code: 'E_TASK_QUEUE',
    message: /did not answer in 400 ms/,
  })
  gate.open()
  await log.untilNoted('ends long')
  await redis.restart()
  await add('after')
  await log.untilNoted('ends after')
  assert.equal(log.notes.filter((note) => note === 'begins long').length, 1)
  assert.deepEqual(await queue.failed('q'), [])
  assert.ok(warnings.length > 0)
  assert.ok(warnings.length < 20, `${warnings.length} warnings`)
})

test('a queue whose Redis is not there yet works once it is', async (t) => {
  const { redis, queue, add } = await open(t)
  await redis.kill()
  const log = new TaskLog()
  await queue.work(['q'], log.run)
  await assert.rejects(add('early'), { code: 'E_TASK_QUEUE' })
  await redis.restart()
  await add('early')
  await log.untilNoted('early')
})

test('a worker stops and a queue closes without Redis', async (t) => {
  const { redis, queue, add } = await open(t)
  const log = new TaskLog()
  const worker = await queue.work(['q'], async ({ id, signal }) => {
    log.note(id)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    signal.throwIfAborted()
  })
  await add('stopped')
  await log.untilNoted('stopped')
  await redis.kill()
  const started = Date.now()
  await worker.stop({ graceMs: 50 })
  await queue.close()
  assert.ok(Date.now() - started < 8000, `${Date.now() - started} ms`)
})
