/** Cases of queue-suite.ts: what runs, how often, in which order, and how it is stopped. */
import assert from 'node:assert/strict'
import { eventually, Gate, tasksOf } from './queue-bench.ts'
import type { QueueBench } from './queue-bench.ts'
import { silent } from './silent-logger.ts'
import { TaskLog } from './task-log.ts'

export const orderCases = {
  async 'runs each task once, with its fields'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const seen: unknown[] = []
    const worker = await queue.work([line], async ({ signal, ...task }) => {
      seen.push({ ...task, aborted: signal.aborted })
      log.note(task.id)
    })
    const payload = { text: 'ü', list: [1, null, { deep: true }], left: undefined }
    await queue.add({ id: 'a', queue: line, name: 'mail', payload, attempts: 2 })
    for (const task of tasksOf(line, 20)) await queue.add(task)
    await log.until(21)
    await worker.stop()
    assert.equal(new Set(log.notes).size, 21)
    assert.equal(log.notes.length, 21)
    const kept = { text: 'ü', list: [1, null, { deep: true }] }
    const task = { id: 'a', queue: line, name: 'mail', payload: kept, attempts: 2 }
    assert.deepEqual(seen[0], { ...task, attempt: 1, aborted: false })
  },

  async 'keeps what is added before anybody works'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    for (const task of tasksOf(line, 3)) await queue.add(task)
    await queue.work([line], log.run)
    await log.until(3)
  },

  async 'keeps the order with a concurrency of 1'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const tasks = tasksOf(line, 30)
    for (const task of tasks) await queue.add(task)
    const run = async ({ id }: { id: string }): Promise<void> => {
      log.note(`begins ${id}`)
      await new Promise((resolve) => setImmediate(resolve))
      log.note(`ends ${id}`)
    }
    await queue.work([line], run, { concurrency: 1 })
    await log.until(60)
    assert.deepEqual(
      log.notes,
      tasks.flatMap(({ id }) => [`begins ${id}`, `ends ${id}`]),
    )
  },

  async 'runs as many at once as the concurrency says'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const gate = new Gate()
    let most = 0
    let now = 0
    for (const task of tasksOf(line, 9)) await queue.add(task)
    const run = async ({ id }: { id: string }): Promise<void> => {
      most = Math.max(most, ++now)
      log.note(id)
      await gate.passed
      now--
    }
    await queue.work([line], run, { concurrency: 3 })
    await log.until(3)
    gate.open()
    await log.until(9)
    assert.equal(most, 3)
  },

  async 'keeps queues apart'({ queue, line }: QueueBench): Promise<void> {
    const slow = new Gate()
    const log = new TaskLog()
    const run = async ({ queue, id }: { queue: string; id: string }): Promise<void> => {
      if (queue === `${line}-slow`) await slow.passed
      log.note(`${queue} ${id}`)
    }
    await queue.work([`${line}-slow`, `${line}-quick`], run, { concurrency: 1 })
    for (const task of tasksOf(`${line}-slow`, 2)) await queue.add(task)
    for (const task of tasksOf(`${line}-quick`, 2)) await queue.add(task)
    for (const task of tasksOf(`${line}-unworked`, 2)) await queue.add(task)
    await log.until(2)
    slow.open()
    await log.until(4)
    const both = [`${line}-quick 1`, `${line}-quick 2`, `${line}-slow 1`, `${line}-slow 2`]
    assert.deepEqual(log.notes, both)
  },

  async 'takes an id once while it holds it'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const [task] = tasksOf(line, 1)
    await queue.add(task!)
    await queue.add({ ...task!, name: 'second' })
    const run = async ({ name }: { name: string }): Promise<void> => log.note(name)
    const worker = await queue.work([line], run, { concurrency: 1 })
    await queue.add({ ...task!, id: 'last', name: 'last' })
    await log.until(2)
    await worker.stop()
    assert.deepEqual(log.notes, ['count', 'last'])
  },

  async 'takes names with any character'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const odd = `${line}:a%3A b/ü{1}\n"'`
    const ids = ['wait', 'meta', '7', 'a:b', 'a%3Ab', 'at@9', 'ümläut 👍']
    await queue.work([odd], log.run, { concurrency: 1 })
    for (const id of ids) await queue.add({ id, queue: odd, name: odd, payload: null })
    await log.until(ids.length)
    assert.deepEqual(log.notes, ids)
  },

  async 'stops when the running tasks have ended'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const gate = new Gate()
    const run = async ({ id, signal }: { id: string; signal: AbortSignal }): Promise<void> => {
      log.note(`begins ${id}`)
      await gate.passed
      log.note(`ends ${id} ${signal.aborted}`)
    }
    for (const task of tasksOf(line, 2)) await queue.add(task)
    const worker = await queue.work([line], run, { concurrency: 1 })
    await log.until(1)
    const stopped = worker.stop().then(() => log.note('stopped'))
    gate.open()
    await stopped
    assert.deepEqual(log.notes, ['begins 1', 'ends 1 false', 'stopped'])
    // The other one waits for the next worker.
    await queue.work([line], log.run)
    await log.until(4)
    assert.equal(log.notes[3], '2')
  },

  async 'aborts what goes on for too long, and runs it again'(bench: QueueBench): Promise<void> {
    const { queue, line } = bench
    const log = new TaskLog()
    const [task] = tasksOf(line, 1)
    await queue.add(task!)
    const endless = async ({ signal }: { signal: AbortSignal }): Promise<void> => {
      log.note('begins')
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
      })
    }
    const worker = await queue.work([line], endless, { logger: silent })
    await log.until(1)
    await worker.stop({ graceMs: 20 })
    const again = async ({ attempt }: { attempt: number }): Promise<void> => {
      log.note(`attempt ${attempt}`)
    }
    await queue.work([line], again)
    await log.until(2)
    assert.deepEqual(log.notes, ['begins', 'attempt 1'])
    // It was given back, rather than found after a while as if its worker had died.
    const pause = log.times[1]! - log.times[0]!
    assert.ok(pause < 5000, `${pause} ms`)
    await eventually(async () => (await queue.failed(line)).length === 0)
  },
}
