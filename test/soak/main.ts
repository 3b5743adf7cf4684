/** `npm run soak`. */
import { parseArgs } from 'node:util'
import { faults, soak } from './run.ts'
import type { Leak } from './samples.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1200' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    leak: { type: 'string' },
  },
})
const result = await soak({
  seconds: Number(values.seconds),
  seed: Number(values.seed),
  ...(values.leak !== undefined && { leak: values.leak as Leak }),
})
console.log(result)
const found = faults(result, { rest: 0.05, heap: 0.05, rss: 0.05 })
console.log(found.length === 0 ? 'Nothing grows, and nothing is left.' : found.join('\n'))
process.exit(found.length === 0 ? 0 : 1)
