/** Many open pages that are not used: what they take, and how soon one is back. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually } from '../eventually.ts'
import { typescript } from '../typescript.ts'

const IS_LONG = Number(process.env['OVERWIRE_CASES'] ?? 2000) > 2000
/** A process may have 20,000 open files. */
const [SERVERS, WINDOWS, EVENTS] = IS_LONG ? [3, 16_700, 3000] : [1, 600, 200]
/** Bytes of all servers together: 50,000 windows fit into 2 GB. */
const MOST_RSS = IS_LONG ? 2 * 1024 ** 3 : 300 * 1024 ** 2
/** Bytes of the heap for each that hibernates: 70,000 before. */
const MOST_HEAP = 20_000
/** Milliseconds for all to join; one that hibernates answers with half of the events within 5. */
const JOIN_MS = IS_LONG ? 1_800_000 : 120_000
const WAKE_MS = 5

interface Stats {
  connected: number
  hibernating: number
  heap: number
  rss: number
}

interface Used {
  p50: number
  p99: number
  wrong: number
  closed: number
}

function start(t: TestContext, name: string, args: string[], more: string[] = []): ChildProcess {
  const file = fileURLToPath(new URL(name, import.meta.url))
  const child = fork(file, args, { execArgv: [...typescript, ...more] })
  t.after(() => child.kill('SIGKILL'))
  return child
}

async function told<T>(child: ChildProcess): Promise<T> {
  const stop = new AbortController()
  const { signal } = stop
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a process ended with ${code}`)
  })
  const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [T]
  ended.catch(() => {})
  stop.abort()
  return message
}

async function ask<T>(child: ChildProcess, what: string | number): Promise<T> {
  const answer = told<T>(child)
  child.send(what)
  return answer
}

test(`${SERVERS * WINDOWS} pages hibernate, are woken at random, and lose nothing`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-hibernating-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const stats = async (): Promise<Stats[]> =>
    Promise.all(servers.map((one) => ask<Stats>(one, 'stats')))
  const servers = Array.from({ length: SERVERS }, () =>
    start(t, 'hibernating-process.ts', [folder, '1000'], ['--expose-gc']),
  )
  const urls = await Promise.all(servers.map((one) => told<{ url: string }>(one)))
  const before = await stats()
  const visitors = urls.map(({ url }, i) =>
    start(t, 'idle-visitors.ts', [url, String(WINDOWS), String(i + 1)]),
  )
  const joined = Promise.all(visitors.map((one) => told<{ joined: number }>(one)))
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error('they did not join in time')), JOIN_MS).unref()
  })
  await Promise.race([joined, late])
  const isAsleep = ({ hibernating }: Stats): boolean => hibernating === WINDOWS
  await eventually(async () => (await stats()).every(isAsleep), 'all hibernate', {
    mostMs: JOIN_MS,
    state: stats,
  })
  const sleeping = await stats()
  const heaps = sleeping.map(({ heap }, i) => (heap - before[i]!.heap) / WINDOWS)
  const rss = sleeping.reduce((sum, one) => sum + one.rss, 0)
  // One after another: it is the time of one that is told, and not of a queue.
  const used: Used[] = []
  for (const visitor of visitors) used.push(await ask<Used>(visitor, EVENTS))
  const p50 = Math.max(...used.map((one) => one.p50))
  const p99 = Math.max(...used.map((one) => one.p99))
  t.diagnostic(
    `${SERVERS * WINDOWS} windows: ${Math.round(rss / 1024 ** 2)} MB, ${Math.round(Math.max(...heaps))} bytes of heap each, woken in ${p50.toFixed(1)} ms (p99 ${p99.toFixed(1)})`,
  )
  assert.deepEqual(
    used.map(({ wrong, closed }) => ({ wrong, closed })),
    used.map(() => ({ wrong: 0, closed: 0 })),
  )
  assert.ok(Math.max(...heaps) < MOST_HEAP, `${heaps} bytes each`)
  assert.ok(rss < MOST_RSS, `${rss} bytes`)
  // What else the machine does is in each figure.
  const least = Math.min(...used.map((one) => one.p50))
  assert.ok(least < WAKE_MS, `${least} ms`)
})
