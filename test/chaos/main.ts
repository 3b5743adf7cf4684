/** `npm run chaos`. */
import { parseArgs } from 'node:util'
import { chaos } from './run.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    windows: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    store: { type: 'string', default: 'redis' },
    'redis-restarts': { type: 'string', default: '2' },
  },
})
const result = await chaos({
  seconds: Number(values.seconds),
  windows: Number(values.windows),
  seed: Number(values.seed),
  store: values.store === 'lmdb' ? 'lmdb' : 'redis',
  redisRestarts: Number(values['redis-restarts']),
})
console.log(result)
process.exit(result.lost + result.twice + result.wrong.length > 0 ? 1 : 0)
