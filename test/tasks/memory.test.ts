/** The queue in memory, by a clock that the test moves. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { memoryQueue } from 'overwire/tasks'
import type { RunningTask, Task, TaskQueue } from 'overwire/tasks'
import { FakeClock, turn } from './fake-clock.ts'

const DAY = 86_400_000
const start = Date.UTC(2026, 0, 31, 12, 0, 0)

interface Heard {
  level: string
  fields: { id?: string; attempt?: number }
  sentence: string
}

function open(options: { deadLetters?: number; mostBytes?: number; taskMs?: number } = {}) {
  const clock = new FakeClock(start)
  const queue = memoryQueue({ clock, ...options })
  const heard: Heard[] = []
  const hear = (level: string) => (fields: object, sentence: string) =>
    void heard.push({ level, fields, sentence })
  const logger = { info: hear('info'), warn: hear('warn'), error: hear('error') }
  return { clock, queue, heard, logger }
}

const task = (id: string, more: Partial<Task> = {}): Task => ({
  ...{ id, queue: 'q', name: 'n', payload: null },
  ...more,
})

/** Works and notes when each task began, in seconds since the start. */
async function noteBegins(queue: TaskQueue, clock: FakeClock): Promise<string[]> {
  const notes: string[] = []
  const run = async ({ id }: RunningTask): Promise<void> => {
    notes.push(`${id} ${(clock.now() - start) / 1000}`)
  }
  await queue.work(['q'], run, { concurrency: 1 })
  return notes
}

test('the pauses between attempts double, and the log tells of each failure', async () => {
  const { clock, queue, heard, logger } = open()
  const times: number[] = []
  const run = async ({ attempt }: RunningTask): Promise<void> => {
    times.push(clock.now() - start)
    throw new Error(`attempt ${attempt}`)
  }
  await queue.work(['q'], run, { logger })
  await queue.add(task('a', { attempts: 5 }))
  await clock.advance(60_000)
  assert.deepEqual(times, [0, 1000, 3000, 7000, 15_000])
  const [letter] = await queue.failed('q')
  assert.deepEqual(letter, {
    task: task('a', { attempts: 5 }),
    error: 'attempt 5',
    attempts: 5,
    failedAt: start + 15_000,
  })
  assert.deepEqual(
    heard.map(({ level, fields }) => `${level} ${fields.id} ${fields.attempt}`),
    ['warn a 1', 'warn a 2', 'warn a 3', 'warn a 4', 'error a 5'],
  )
})

test('a task waits for its time, however far away that is', async () => {
  const { clock, queue } = open()
  const notes = await noteBegins(queue, clock)
  await queue.add(task('far', { runAt: start + 100 * DAY }))
  await queue.add(task('near', { runAt: start + 1000 }))
  assert.ok(clock.waits.every((ms) => ms < 2 ** 31))
  await clock.advance(100 * DAY - 1)
  assert.deepEqual(notes, ['near 1'])
  await clock.advance(1)
  assert.deepEqual(notes, ['near 1', `far ${(100 * DAY) / 1000}`])
})

test('a task that expires while it waits is dropped with a line in the log', async () => {
  const { clock, queue, heard, logger } = open()
  await queue.add(task('a', { expiresAt: start + 1000 }))
  await clock.advance(1000)
  await queue.work(['q'], () => assert.fail('it ran'), { logger })
  await turn()
  assert.deepEqual(
    heard.map(({ level, fields }) => `${level} ${fields.id}`),
    ['warn a'],
  )
  assert.deepEqual(await queue.failed('q'), [])
})

test('a queue keeps the newest dead letters', async () => {
  const { clock, queue, logger } = open({ deadLetters: 3 })
  const run = (): Promise<void> => Promise.reject(new Error('no'))
  await queue.work(['q'], run, { logger, concurrency: 1 })
  for (let i = 1; i <= 5; i++) await queue.add(task(`${i}`))
  await clock.advance(0)
  const ids = (await queue.failed('q')).map(({ task }) => task.id)
  assert.deepEqual(ids, ['5', '4', '3'])
  await assert.rejects(queue.retry('q', '1'), { code: 'E_DEAD_LETTER' })
})

test('a schedule follows the clock of its timezone', async () => {
  const { clock, queue } = open()
  const notes = await noteBegins(queue, clock)
  const daily = { cron: '30 2 * * *', task: { queue: 'q', name: 'n', payload: null } }
  await queue.schedule({ ...daily, id: 'utc' })
  await queue.schedule({ ...daily, id: 'berlin', timezone: 'Europe/Berlin' })
  await clock.advance(DAY)
  const at = (id: string, time: number): string => `${id}@${time} ${(time - start) / 1000}`
  assert.deepEqual(notes, [
    at('berlin', Date.UTC(2026, 1, 1, 1, 30)),
    at('utc', Date.UTC(2026, 1, 1, 2, 30)),
  ])
})

test('a schedule that nobody works on leaves one task, not one for each time', async () => {
  const { clock, queue } = open()
  const each = { queue: 'q', name: 'n', payload: null }
  await queue.schedule({ id: 'tick', cron: '* * * * * *', task: each })
  await clock.advance(60_000)
  const notes = await noteBegins(queue, clock)
  await clock.advance(1000)
  const [first, second] = [start + 1000, start + 61_000]
  assert.deepEqual(notes, [`tick@${first} 60`, `tick@${second} 61`])
})

test('a failing scheduled task does not hold up those after it', async () => {
  const { clock, queue, logger } = open()
  const notes: string[] = []
  const run = async ({ id, attempt }: RunningTask): Promise<void> => {
    notes.push(`${(Number(id.slice(5)) - start) / 1000} attempt ${attempt}`)
    throw new Error('no')
  }
  await queue.work(['q'], run, { logger })
  const failing = { queue: 'q', name: 'n', payload: null, attempts: 2, backoffMs: 1500 }
  await queue.schedule({ id: 'tick', cron: '* * * * * *', task: failing })
  await clock.advance(2500)
  assert.deepEqual(notes, ['1 attempt 1', '2 attempt 1', '1 attempt 2'])
})

test('closing forgets what waits and leaves no timer behind', async () => {
  const { clock, queue } = open()
  const notes = await noteBegins(queue, clock)
  const each = { queue: 'q', name: 'n', payload: null }
  await queue.schedule({ id: 'tick', cron: '0 * * * *', task: each })
  await queue.add(task('later', { runAt: start + 1000 }))
  await queue.close()
  assert.equal(clock.pending, 0)
  await clock.advance(DAY)
  assert.deepEqual(notes, [])
})

test('stopping waits for the grace, aborts, and leaves what does not listen', async () => {
  const { clock, queue, heard, logger } = open()
  const reasons: string[] = []
  const run = ({ id, signal }: RunningTask): Promise<void> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reasons.push(`${id} ${(signal.reason as { code: string }).code}`)
        if (id === 'polite') reject(signal.reason as Error)
      })
    })
  const worker = await queue.work(['q'], run, { logger })
  for (const id of ['polite', 'deaf']) await queue.add(task(id))
  await turn()
  let isStopped = false
  const stopped = worker.stop({ graceMs: 5000 }).then(() => (isStopped = true))
  await clock.advance(4999)
  assert.deepEqual(reasons, [])
  await clock.advance(1)
  assert.deepEqual(reasons, ['polite E_TASK_STOPPED', 'deaf E_TASK_STOPPED'])
  assert.equal(isStopped, false)
  await clock.advance(1000)
  await stopped
  const told = heard.map(({ fields, sentence }) => `${fields.id}: ${sentence}`)
  assert.deepEqual(told, ['deaf: A task goes on although its signal is aborted.'])
  assert.equal(clock.pending, 0)
  // The polite one went back, the deaf one did not.
  const notes = await noteBegins(queue, clock)
  await turn()
  assert.deepEqual(notes, ['polite 6'])
})

test('many tasks go through in order, and are forgotten', async () => {
  const { queue } = open()
  const count = 20_000
  const add = async (): Promise<void> => {
    for (let i = 0; i < count; i++) await queue.add(task(`${i}`))
  }
  let next = 0
  let finish = (): void => {}
  const run = async ({ id }: RunningTask): Promise<void> => {
    assert.equal(id, String(next++))
    if (next === count) finish()
  }
  // The second time their ids are free again.
  for (const worker of [1, 2]) {
    next = 0
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    await add()
    if (worker === 1) await queue.work(['q'], run, { concurrency: 1 })
    await finished
  }
})

test('a queue that waits does not keep its process alive', () => {
  const code = `
    import { memoryQueue } from 'overwire/tasks'
    const queue = memoryQueue()
    const task = { queue: 'q', name: 'n', payload: null }
    await queue.work(['q'], async () => {})
    await queue.add({ ...task, id: 'later', runAt: Date.now() + 3600000 })
    await queue.schedule({ id: 'hourly', cron: '0 * * * *', task })
    console.log('ready')`
  const args = ['--input-type=module', '--eval', code]
  const { stdout, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 20_000,
  })
  assert.equal(stdout, 'ready\n')
  assert.equal(status, 0)
})

test('what waits is bounded in bytes, whatever it waits for, and makes room when it ends', async () => {
  const { queue, logger } = open({ mostBytes: 10_000 })
  const payload = 'x'.repeat(4000)
  await queue.add(task('a', { payload }))
  await queue.add(task('b', { payload, runAt: start + DAY }))
  await assert.rejects(queue.add(task('c', { payload })), { code: 'E_TASK_QUEUE' })
  await queue.add(task('c', { payload, queue: 'other' }))
  const ran: string[] = []
  await queue.work(['q'], async ({ id }) => void ran.push(id), { logger })
  for (let i = 0; i < 10 && ran.length === 0; i++) await turn()
  await turn()
  assert.deepEqual(ran, ['a'])
  await queue.add(task('c', { payload }))
  for (let i = 0; i < 10 && ran.length === 1; i++) await turn()
  assert.deepEqual(ran, ['a', 'c'])
})

test('tasks of many owners begin in turn, those of one in order', async () => {
  const { queue, logger } = open()
  for (let i = 0; i < 50; i++) await queue.add(task(`ann${i}`, { owner: 'ann' }))
  for (let i = 0; i < 3; i++) await queue.add(task(`nobody${i}`))
  for (let i = 0; i < 3; i++) await queue.add(task(`bob${i}`, { owner: 'bob' }))
  assert.equal(queue.heldBy!('ann').tasks, 50)
  const ran: string[] = []
  const run = async ({ id }: RunningTask): Promise<void> => void ran.push(id)
  await queue.work(['q'], run, { logger, concurrency: 1 })
  for (let i = 0; i < 500 && ran.length < 56; i++) await turn()
  assert.deepEqual(ran.slice(0, 10), [
    ...['ann0', 'nobody0', 'bob0', 'ann1', 'nobody1', 'bob1', 'ann2', 'nobody2', 'bob2', 'ann3'],
  ])
  assert.deepEqual(
    ran.filter((id) => id.startsWith('ann')),
    Array.from({ length: 50 }, (_, i) => `ann${i}`),
  )
  await turn()
  assert.deepEqual(queue.heldBy!('ann'), { tasks: 0, bytes: 0 })
})

test('an owner’s tasks are counted in all queues until they end, however they end', async () => {
  const { queue, logger, clock } = open()
  const own = { owner: 'ann' }
  await queue.add(task('done', own))
  await queue.add(task('fails', own))
  await queue.add(task('again', { ...own, attempts: 2 }))
  await queue.add(task('late', { ...own, expiresAt: start - 1 }))
  await queue.add(task('later', { ...own, runAt: start + DAY }))
  await queue.add(task('other', { ...own, queue: 'other' }))
  await queue.add(task('other', { ...own, queue: 'other' }))
  assert.equal(queue.heldBy!('ann').tasks, 6)
  assert.ok(queue.heldBy!('ann').bytes > 6 * 300)
  const run = async ({ id }: RunningTask): Promise<void> => {
    if (id === 'fails' || id === 'again') throw new Error('no')
  }
  await queue.work(['q'], run, { logger })
  for (let i = 0; i < 20; i++) await turn()
  assert.equal(queue.heldBy!('ann').tasks, 3, 'again, later and other')
  await clock.advance(DAY)
  for (let i = 0; i < 20; i++) await turn()
  assert.equal(queue.heldBy!('ann').tasks, 1, 'other')
  await assert.rejects(queue.add(task('x', { owner: '' })), { code: 'E_TASK' })
})

test('dead letters are bounded in bytes too: the newest are kept', async () => {
  const { queue, logger } = open({ mostBytes: 40_000 })
  const payload = 'x'.repeat(4000)
  const fails = async (): Promise<void> => {
    throw new Error('no')
  }
  await queue.work(['q'], fails, { logger })
  for (const id of ['a', 'b', 'c']) {
    await queue.add(task(id, { payload }))
    for (let i = 0; i < 10; i++) await turn()
  }
  const ids = (await queue.failed('q')).map((letter) => letter.task.id)
  assert.deepEqual(ids, ['c', 'b'])
  await queue.retry('q', 'b')
  for (let i = 0; i < 10; i++) await turn()
  assert.deepEqual(
    (await queue.failed('q')).map((letter) => letter.task.id),
    ['b', 'c'],
  )
})

test('an owner’s tasks run in half of the places, and others’ in the rest', async () => {
  const { queue, logger } = open()
  const began: string[] = []
  const ends = new Map<string, () => void>()
  const run = async ({ id }: RunningTask): Promise<void> => {
    began.push(id)
    if (id.startsWith('slow')) await new Promise<void>((resolve) => ends.set(id, resolve))
  }
  await queue.work(['q'], run, { concurrency: 4, logger })
  for (let i = 0; i < 6; i++) await queue.add(task(`slow ${i}`, { owner: 'ann' }))
  await queue.add(task('quick', { owner: 'bob' }))
  await queue.add(task('nobody’s'))
  await turn()
  assert.deepEqual(began, ['slow 0', 'slow 1', 'quick', 'nobody’s'])
  ends.get('slow 1')!()
  await turn()
  assert.deepEqual(began.slice(4), ['slow 2'])
})

test('one place alone is taken by all', async () => {
  const { queue, clock } = open()
  const began = await noteBegins(queue, clock)
  for (const id of ['a1', 'a2']) await queue.add(task(id, { owner: 'ann' }))
  await queue.add(task('b1', { owner: 'bob' }))
  await turn()
  assert.deepEqual(began, ['a1 0', 'a2 0', 'b1 0'])
})

test('an attempt that takes too long has failed, and its place is free', async () => {
  const { clock, queue, heard, logger } = open({ taskMs: 1000 })
  const reasons: unknown[] = []
  const run = async ({ id, signal }: RunningTask): Promise<void> => {
    if (id === 'quick') return
    signal.addEventListener('abort', () => reasons.push((signal.reason as { code: string }).code))
    await new Promise(() => {})
  }
  await queue.work(['q'], run, { concurrency: 1, logger })
  await queue.add(task('hangs', { attempts: 2 }))
  await clock.advance(1000)
  assert.deepEqual(reasons, ['E_TASK_TIME'])
  await queue.add(task('quick'))
  await clock.advance(5000)
  assert.deepEqual(reasons, ['E_TASK_TIME', 'E_TASK_TIME'])
  const [letter] = await queue.failed('q')
  assert.equal(letter!.task.id, 'hangs')
  assert.match(letter!.error, /E_TASK_TIME/)
  assert.equal(heard.at(-1)!.level, 'error')
  assert.equal(queue.heldBy!('').tasks, 0)
})

test('owners with one large task each leave room for the next one’s', async () => {
  const { queue } = open({ mostBytes: 100_000 })
  const large = { text: 'x'.repeat(30_000) }
  await assert.rejects(queue.add(task('too large', { owner: 'ann', payload: large })), {
    code: 'E_TASKS',
  })
  for (let i = 0; i < 40; i++) {
    const payload = { text: 'x'.repeat(20_000) }
    await queue.add(task(`l${i}`, { owner: `owner ${i}`, payload })).catch(() => {})
  }
  await queue.add(task('small', { owner: 'bob' }))
})

test('between tasks that keep the process busy others have their turn', async () => {
  // With a clock that goes on while they run.
  const queue = memoryQueue({})
  let turns = 0
  let isOver = false
  const seen: number[] = []
  const done = new Promise<void>((resolve) => {
    const run = async (): Promise<void> => {
      seen.push(turns)
      const end = performance.now() + 8
      while (performance.now() < end);
      if (seen.length === 20) resolve()
    }
    void queue.work(['q'], run, { concurrency: 4 })
  })
  const others = (): void => {
    turns++
    if (!isOver) setImmediate(others)
  }
  setImmediate(others)
  for (let i = 0; i < 20; i++) await queue.add(task(`${i}`))
  await done
  isOver = true
  assert.ok(seen.at(-1)! >= 14, `of 20 tasks the last began after ${seen.at(-1)} turns`)
})
