/** Cases of queue-suite.ts: failing attempts, dead letters, and what is refused. */
import assert from 'node:assert/strict'
import { eventually, tasksOf } from './queue-bench.ts'
import type { QueueBench } from './queue-bench.ts'
import { silent } from './silent-logger.ts'
import { TaskLog } from './task-log.ts'

export const failureCases = {
  async 'tries a failing task again, after growing pauses'(bench: QueueBench): Promise<void> {
    const { queue, line } = bench
    const log = new TaskLog()
    const run = async ({ attempt, payload }: { attempt: number; payload: unknown }) => {
      log.note(`${attempt} ${JSON.stringify(payload)}`)
      ;(payload as { number: number }).number = 0
      if (attempt < 3) throw new Error('not yet')
    }
    await queue.work([line], run, { logger: silent })
    const [task] = tasksOf(line, 1)
    await queue.add({ ...task!, attempts: 3, backoffMs: 100 })
    await log.until(3)
    assert.deepEqual(log.notes, ['1 {"number":1}', '2 {"number":1}', '3 {"number":1}'])
    const [first, second, third] = log.times
    // Clocks of two machines may differ by a little.
    assert.ok(second! - first! >= 95, `${second! - first!} ms`)
    assert.ok(third! - second! >= 195, `${third! - second!} ms`)
    assert.deepEqual(await queue.failed(line), [])
  },

  async 'keeps a task whose last attempt failed'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const run = async ({ id }: { id: string }): Promise<void> => {
      log.note(id)
      if (id !== '2') throw new Error(`no luck with ${id}`)
    }
    await queue.work([line], run, { concurrency: 1, logger: silent })
    const tasks = tasksOf(line, 3).map((task) => ({ ...task, attempts: 2, backoffMs: 1 }))
    const before = Date.now()
    for (const [i, task] of tasks.entries()) {
      await queue.add(task)
      // One after the other, so that it is known which letter is the newer one.
      await eventually(async () => (await queue.failed(line)).length >= [1, 1, 2][i]!)
    }
    const letters = await queue.failed(line)
    assert.deepEqual(log.notes.toSorted(), ['1', '1', '2', '3', '3'])
    assert.deepEqual(
      letters.map(({ task, error, attempts }) => ({ task, error, attempts })),
      [
        { task: tasks[2], error: 'no luck with 3', attempts: 2 },
        { task: tasks[0], error: 'no luck with 1', attempts: 2 },
      ],
    )
    assert.ok(letters.every(({ failedAt }) => failedAt >= before && failedAt <= Date.now()))
  },

  async 'runs a dead letter again when asked'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    let broken = true
    const run = async ({ id, attempt }: { id: string; attempt: number }): Promise<void> => {
      log.note(`${id} ${attempt}`)
      if (broken) throw new Error('broken')
    }
    await queue.work([line], run, { logger: silent })
    const [task] = tasksOf(line, 1)
    await queue.add({ ...task!, id: 'a:1@2', attempts: 2, backoffMs: 1 })
    await eventually(async () => (await queue.failed(line)).length === 1)
    broken = false
    await queue.retry(line, 'a:1@2')
    await log.until(3)
    assert.deepEqual(log.notes, ['a:1@2 1', 'a:1@2 2', 'a:1@2 1'])
    assert.deepEqual(await queue.failed(line), [])
    await assert.rejects(queue.retry(line, 'a:1@2'), { code: 'E_DEAD_LETTER' })
  },

  async 'takes whatever is thrown'({ queue, line }: QueueBench): Promise<void> {
    // Not an Error, on purpose.
    const run = (): Promise<void> => Promise.reject(undefined as unknown as Error)
    await queue.work([line], run, { logger: silent })
    await queue.add(tasksOf(line, 1)[0]!)
    await eventually(async () => (await queue.failed(line)).length === 1)
    assert.equal((await queue.failed(line))[0]!.error, 'undefined')
  },

  async 'refuses what is not JSON'({ queue, line }: QueueBench): Promise<void> {
    const ring: { self?: unknown } = {}
    ring.self = ring
    const values = [undefined, NaN, 1n, () => 1, new Date(), new Map(), [undefined], ring, /x/]
    for (const value of values) {
      const task = { id: '1', queue: line, name: 'odd', payload: { deep: [{ value }] } }
      // A property that is undefined is no property.
      if (value === undefined) await queue.add(task)
      else await assert.rejects(queue.add(task), { code: 'E_TASK', message: /payload\.deep\[0\]/ })
    }
    const whole = { id: '1', queue: line, name: 'odd', payload: undefined }
    await assert.rejects(queue.add(whole), { code: 'E_TASK' })
  },

  async 'refuses fields that can’t be meant'({ queue, line }: QueueBench): Promise<void> {
    const task = tasksOf(line, 1)[0]!
    const odd = [{ id: '' }, { queue: '' }, { name: '' }, { id: '\ud800' }, { attempts: 0 }]
    for (const fields of [...odd, { attempts: 1.5 }, { backoffMs: -1 }, { runAt: NaN }]) {
      await assert.rejects(queue.add({ ...task, ...fields }), { code: 'E_TASK' })
    }
    const options = { concurrency: 0 }
    await assert.rejects(
      queue.work([line], async () => {}, options),
      { code: 'E_OPTION' },
    )
  },

  async 'takes nothing once it is closed'({ queue, line }: QueueBench): Promise<void> {
    await queue.close()
    await assert.rejects(queue.add(tasksOf(line, 1)[0]!), { code: 'E_TASK_QUEUE' })
    await assert.rejects(
      queue.work([line], async () => {}),
      { code: 'E_TASK_QUEUE' },
    )
  },
}
