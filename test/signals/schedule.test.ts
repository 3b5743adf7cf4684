/** Schedules that modules declare while they are imported, before the app says which queue it has. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp } from 'overwire'
import { disconnectSignals, SERVER, signal, trigger } from 'overwire/signals'
import { memoryQueue, schedule } from 'overwire/tasks'
import type { TaskQueue } from 'overwire/tasks'

/** A queue that says it is a shared one. */
function sharedQueue(): TaskQueue {
  return new Proxy(memoryQueue(), {
    get(queue, name: keyof TaskQueue) {
      if (name === 'shared') return true
      const value = queue[name]
      return typeof value === 'function' ? value.bind(queue) : value
    },
  })
}

test('what was scheduled before the app was made stands in its queue, and is worked there [A157]', async (t) => {
  t.after(() => disconnectSignals())
  let ran = (_text: string): void => undefined
  const hasRun = new Promise<string>((resolve) => (ran = resolve))
  signal<{ text: string }>({ path: 'early.clear', queue: 'early' }, (_info, { text }) => ran(text))
  await schedule('0 3 * * *', 'early.clear', { text: 'at night' })

  const queue = sharedQueue()
  t.after(() => queue.close())
  const app = createApp({ development: true, queue, work: ['early'] })
  await app.ready()
  t.after(() => app.stop())
  assert.deepEqual(await queue.scheduled('early'), ['early.clear#0'])
  await trigger(null, 'early.clear', { to: SERVER, text: 'now' })
  assert.equal(await hasRun, 'now')
})
