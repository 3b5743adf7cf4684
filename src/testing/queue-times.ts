/** Cases of queue-suite.ts: delays, expiry and schedules. */
import assert from 'node:assert/strict'
import { tasksOf } from './queue-bench.ts'
import type { QueueBench } from './queue-bench.ts'
import { silent } from './silent-logger.ts'
import { TaskLog } from './task-log.ts'

const everySecond = '* * * * * *'

export const timeCases = {
  async 'runs a task at its time, others before it'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const [late, soon] = tasksOf(line, 2)
    const runAt = Date.now() + 300
    await queue.work([line], log.run, { concurrency: 1 })
    await queue.add({ ...late!, runAt })
    await queue.add(soon!)
    await log.until(2)
    assert.deepEqual(log.notes, ['2', '1'])
    assert.ok(log.times[1]! >= runAt, `${log.times[1]! - runAt} ms`)
  },

  async 'drops what expired before it began'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const dropped: string[] = []
    const logger = { ...silent, warn: (_: object, sentence: string) => dropped.push(sentence) }
    const [old, fresh] = tasksOf(line, 2)
    await queue.add({ ...old!, expiresAt: Date.now() - 1 })
    await queue.add({ ...fresh!, expiresAt: Date.now() + 60_000 })
    const worker = await queue.work([line], log.run, { concurrency: 1, logger })
    await log.until(1)
    await worker.stop()
    assert.deepEqual(log.notes, ['2'])
    assert.equal(dropped.length, 1)
    assert.deepEqual(await queue.failed(line), [])
  },

  async 'adds a task at each time of a schedule'({ queue, line }: QueueBench): Promise<void> {
    const log = new TaskLog()
    const ids: string[] = []
    const run = async ({ id, name }: { id: string; name: string }): Promise<void> => {
      ids.push(id)
      log.note(name)
    }
    const task = { queue: line, name: 'tick', payload: null }
    await queue.work([line], run, { concurrency: 1 })
    await queue.schedule({ id: 'a:b', cron: everySecond, timezone: 'Europe/Berlin', task })
    assert.deepEqual(await queue.scheduled(line), ['a:b'])
    await log.until(2)
    const times = ids.map((id) => Number(/^a:b@(\d+)$/.exec(id)?.[1]))
    assert.ok(
      times.every((time, i) => time % 1000 === 0 && log.times[i]! >= time),
      ids.join(),
    )
    assert.ok(times[1]! > times[0]!, ids.join())
  },

  async 'replaces a schedule with the same id, and ends it'(bench: QueueBench): Promise<void> {
    const { queue, line } = bench
    const log = new TaskLog()
    const run = async ({ name }: { name: string }): Promise<void> => log.note(name)
    const tick = (id: string, name: string): Promise<void> =>
      queue.schedule({ id, cron: everySecond, task: { queue: line, name, payload: 1 } })
    await tick('one', 'old')
    await tick('one', 'new')
    await queue.work([line], run, { concurrency: 1 })
    await log.until(1)
    assert.equal(await queue.unschedule(line, 'one'), true)
    assert.equal(await queue.unschedule(line, 'one'), false)
    assert.deepEqual(await queue.scheduled(line), [])
    const ended = log.notes.length
    // Two ticks of another schedule are time enough for one of the ended one.
    await tick('other', 'other')
    await log.until(ended + 2)
    assert.deepEqual([...new Set(log.notes)], ['new', 'other'])
    assert.ok(log.notes.lastIndexOf('new') < log.notes.indexOf('other'))
  },

  async 'reads cron expressions as all queues do'({ queue, line }: QueueBench): Promise<void> {
    const task = { queue: line, name: 'tick', payload: null }
    // Not every reader knows the weekday nearest to the 15th, nicknames, or the last Friday.
    const crons = ['0 12 15W * *', '@daily', '0 12 * * FRI#L']
    for (const cron of crons) await queue.schedule({ id: cron, cron, task })
    assert.deepEqual((await queue.scheduled(line)).toSorted(), crons.toSorted())
  },

  async 'refuses schedules that can’t be meant'({ queue, line }: QueueBench): Promise<void> {
    const task = { queue: line, name: 'tick', payload: null }
    const good = { id: 'one', cron: '0 3 * * *', task }
    const odd = [{ id: '' }, { cron: 'daily' }, { cron: '61 * * * *' }, { cron: '0 0 30 2 *' }]
    for (const fields of [...odd, { timezone: 'Mars/Base' }]) {
      await assert.rejects(queue.schedule({ ...good, ...fields }), { code: 'E_SCHEDULE' })
    }
    const payload = new Date()
    const withDate = { ...good, task: { ...task, payload } }
    await assert.rejects(queue.schedule(withDate), { code: 'E_TASK' })
    assert.deepEqual(await queue.scheduled(line), [])
  },
}
