/** What two clients that flood a server cost those that do not. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inTime } from '../eventually.ts'
import { RawWindow } from './raw-window.ts'

/** Round trips of one measurement. */
const ROUNDS = 300
/** Milliseconds below which a median is the machine's, not the server's. */
const LEAST_MS = 0.5

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

async function median(window: RawWindow, first: number): Promise<number> {
  const times: number[] = []
  for (let n = first; n < first + ROUNDS; n++) {
    const start = performance.now()
    window.send([1, n, window.frames.length - 1, 'add'])
    assert.equal((await window.answer(n))[0], 1)
    times.push(performance.now() - start)
    // Within what a window may send.
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return times.sort((a, b) => a - b)[ROUNDS / 2]!
}

test('two flooding clients keep the median answer of others under five times its quiet value', async (t) => {
  const server = fork(file('hammered-process.ts'), { execArgv: ['--import', 'tsx'], silent: true })
  t.after(() => server.kill())
  const [{ url }] = (await inTime(once(server, 'message'), 'the server runs')) as [{ url: string }]
  server.on('message', () => {})
  const window = await RawWindow.join(url)
  const quiet = await median(window, 1)
  const flood = fork(file('flooding-process.ts'), [url], { execArgv: ['--import', 'tsx'] })
  t.after(() => flood.kill())
  await inTime(once(flood, 'message'), 'the flood has had what its address may have at once')
  const loud = await median(window, ROUNDS + 1)
  t.diagnostic(`quiet ${quiet.toFixed(2)} ms, flooded ${loud.toFixed(2)} ms`)
  assert.ok(loud < 5 * Math.max(quiet, LEAST_MS), `quiet ${quiet} ms, flooded ${loud} ms`)
})
