/** A reporter for Node's test runner: the files whose tests took longest, said at the end. Used by test.mjs. */
import { relative } from 'node:path'

/** How many files are named. */
const NAMED = 12

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
}
