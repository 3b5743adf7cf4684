/**
 * Many windows outlive a server that stops: `OVERWIRE_WINDOWS=10000 node --import tsx --test
 * test/server/many-carried.test.ts` prints how long it took and how much memory.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { typescript } from '../typescript.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import type { LoadedPage } from './raw-window.ts'

const WINDOWS = Number(process.env['OVERWIRE_WINDOWS'] ?? 300)
/** Windows that are opened at once. */
const AT_ONCE = 50
const program = fileURLToPath(new URL('many-process.ts', import.meta.url))

async function start(t: TestContext, port = 0) {
  const child = spawn(process.execPath, [...typescript, program, String(port)])
  t.after(() => child.kill('SIGKILL'))
  child.stderr.pipe(process.stderr)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const line = async (): Promise<string> => (await lines.next()).value as string
  const url = await line()
  const memory = async (): Promise<{ peak: number; now: number }> => {
    child.stdin.write('memory\n')
    return JSON.parse(await line()) as { peak: number; now: number }
  }
  return { child, url, memory }
}

interface Visitor {
  page: LoadedPage
  window: RawWindow
}

async function inParallel<T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      const i = next++
      results[i] = await work(i)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

const values = ({ frames }: RawWindow): string =>
  JSON.stringify(frames.findLast(([op]) => op === 4) ?? '')

test(`${WINDOWS} windows go on in the next process, within ten seconds and without a peak of memory`, async (t) => {
  const one = await start(t)
  const visitors = await inParallel(WINDOWS, async (): Promise<Visitor> => {
    const page = await loadPage(one.url)
    const window = await RawWindow.joinPage(one.url, page)
    window.send([1, 1, 0, 'inc'])
    await window.answer(1)
    return { page, window }
  })
  const before = await one.memory()
  const begun = performance.now()
  one.child.kill('SIGTERM')
  await once(one.child, 'exit')
  const stopped = performance.now() - begun
  const two = await start(t, Number(new URL(one.url).port))
  const started = performance.now() - begun
  const back = await inParallel(WINDOWS, async (i) => {
    const { page, window } = visitors[i]!
    await window.until(() => window.closed !== undefined)
    const key = window.frames.findLast(([op]) => op === 0)![3]
    const next = await RawWindow.joinPage(two.url, page, key, window.frames.length, [], '/')
    await next.until(() => next.frames.some(([op]) => op === 4))
    return next
  })
  const over = performance.now() - begun
  const after = await two.memory()
  for (const window of back) {
    assert.equal(window.frames[0]![5], 3, 'it goes on with its state')
    assert.match(values(window), /note 1/)
  }
  const mb = (bytes: number): number => Math.round(bytes / 1e6)
  t.diagnostic(
    `stopped after ${Math.round(stopped)} ms, all back ${Math.round(over - started)} ms after the next one listened; ` +
      `MB before ${mb(before.now)}, after ${mb(after.now)}, at most ${mb(after.peak)}`,
  )
  assert.ok(stopped < 10_000, 'it stops within ten seconds')
  assert.ok(after.peak < 2 * Math.max(before.now, after.now), 'there is no peak of memory')
})
