import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { TaskRunner } from './task-runner.ts'

test('a task that its queue gives out again is lost to the run before', async () => {
  const reasons: string[] = []
  let runs = 0
  const runner = new TaskRunner(
    async ({ signal }) => {
      if (++runs > 1) return
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      reasons.push((signal.reason as { code: string }).code)
      throw signal.reason
    },
    systemClock,
    { info() {}, warn() {}, error() {} },
  )
  const task = { id: 'a', queue: 'q', name: 'n', payload: '' }
  const first = runner.perform(task, 1)
  await new Promise(setImmediate)
  const second = runner.perform(task, 1)
  assert.deepEqual([await second, await first], ['done', 'returned'])
  assert.deepEqual(reasons, ['E_TASK_STOPPED'])
})
