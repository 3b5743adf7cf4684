/** Windows that come and go, and events, leave nothing behind. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Counter } from './counter.ts'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'
import { eventually } from '../eventually.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Live heap, once finalizers and closing sockets had their turns. */
async function liveHeap(): Promise<number> {
  for (let i = 0; i < 6; i++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed
}

test('200 windows and 10,000 events leave the heap where it was, within 5 %', async (t) => {
  const limits = { eventsPerSecond: Infinity, graceMs: 0 }
  const { url, app } = await serve(t, (app) => app.live('/', Counter), { limits })
  const cycle = async (events: number): Promise<void> => {
    const window = await RawWindow.join(url)
    for (let n = 1; n <= events; n++) window.send([1, n, n - 1, 'inc'])
    for (let n = 1; n <= events; n++) window.send([1, events + n, 0, 'nothing'])
    if (events > 0) await window.answer(events * 2)
    window.socket.terminate()
    await window.closing()
  }
  const gone = async (): Promise<void> => {
    const open = (): number => app.counts.connected + app.counts.pending + app.counts.absent
    await eventually(() => open() === 0)
  }
  for (let i = 0; i < 100; i++) await cycle(25)
  await gone()
  const before = await liveHeap()
  for (let i = 0; i < 200; i++) await cycle(25)
  await gone()
  const after = await liveHeap()
  t.diagnostic(`${before} bytes before, ${after} after`)
  assert.ok(after < before * 1.05, `${before} -> ${after}`)
})
