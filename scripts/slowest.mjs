/**
 * A reporter for Node's test runner: the files whose tests took longest, said at the end, and the processes that
 * tests left behind. Used by test.mjs.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** How many files are named. */
const NAMED = 12

/** Milliseconds that the runner may take to end after its last test. */
const END_MS = 5000

export default async function* slowest(events) {
  const times = new Map()
  for await (const { type, data } of events) {
    const isTest = (type === 'test:pass' || type === 'test:fail') && data.nesting === 0
    if (!isTest || data.file === undefined) continue
    const file = relative(process.cwd(), data.file).replace(/^\.compiled\/(.*)\.js$/, '$1.ts')
    times.set(file, (times.get(file) ?? 0) + data.details.duration_ms)
  }
  const files = [...times].toSorted(([, a], [, b]) => b - a).slice(0, NAMED)
  const lines = files.map(([file, ms]) => `  ${(ms / 1000).toFixed(1).padStart(6)} s  ${file}\n`)
  yield `the files that took longest:\n${lines.join('')}`
  setTimeout(endLeft, END_MS).unref()
}

/**
 * A process that a test left behind holds the pipe to the runner, which would wait for it for ever. It is named
 * and ended, and the run has failed: what is left once is left in each run.
 */
function endLeft() {
  const mark = `OVERWIRE_RUN=${process.env.OVERWIRE_RUN}`
  const read = (pid, what) => {
    try {
      return readFileSync(`/proc/${pid}/${what}`, 'utf8').split('\0')
    } catch {
      return [] // It has ended meanwhile, or is another user's.
    }
  }
  const pids = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  )
  const left = pids.filter((pid) => read(pid, 'environ').includes(mark))
  for (const pid of left) {
    console.error(`left behind by a test: ${pid} ${read(pid, 'cmdline').join(' ')}`)
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
  if (left.length === 0) console.error('The test runner does not end, though no process is left.')
  process.exit(1)
}
