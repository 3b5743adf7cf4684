/** A master of Redis dies under load: three sentinels make its replica the master, and messages go on. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { redisLayer } from 'overwire/redis'
import { eventually } from '../eventually.ts'
import { Service } from '../services/service.ts'

const PASSWORD = 'a password of the test'
const MASTER = 'main'

const redis = (...more: string[]) => ({
  program: 'redis-server',
  scheme: 'redis',
  args: (port: number, folder: string) => [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--requirepass', PASSWORD, '--masterauth', PASSWORD, '--repl-diskless-sync-delay', '0'],
    ...more,
  ],
})

/** Two of three must agree that the master is gone. */
const sentinel = (master: number) => ({
  program: 'redis-server',
  scheme: 'redis',
  args: (port: number, folder: string) => {
    const file = join(folder, 'sentinel.conf')
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor ${MASTER} 127.0.0.1 ${master} 2`,
      `sentinel auth-pass ${MASTER} "${PASSWORD}"`,
      `sentinel down-after-milliseconds ${MASTER} 500`,
      `sentinel failover-timeout ${MASTER} 4000`,
    ]
    writeFileSync(file, `${lines.join('\n')}\n`)
    return [file, '--sentinel']
  },
})

test('Sentinel: messages go on with another master, and the gap is told [A142]', async (t) => {
  const master = await Service.start(redis())
  t.after(() => master.stop())
  const replica = await Service.start(redis('--replicaof', `127.0.0.1 ${master.port}`))
  t.after(() => replica.stop())
  const sentinels = await Promise.all([1, 2, 3].map(() => Service.start(sentinel(master.port))))
  for (const one of sentinels) t.after(() => one.stop())

  const watch = new Redis(sentinels[0]!.port, { lazyConnect: true })
  t.after(() => watch.disconnect())
  await watch.connect()
  await eventually(async () => {
    const [answer] = (await watch.call('SENTINEL', 'MASTERS')) as string[][]
    const known = (name: string): string => answer![answer!.indexOf(name) + 1]!
    return known('num-slaves') === '1' && known('num-other-sentinels') === '2'
  }, 'the sentinels know each other and the replica')

  const open = () => {
    const layer = redisLayer(
      new Redis({
        sentinels: sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
        name: MASTER,
        password: PASSWORD,
        lazyConnect: true,
      }),
    )
    t.after(() => layer.close())
    return layer
  }
  const [sender, listener] = [open(), open()]
  const heard: number[] = []
  let gaps = 0
  listener.onGap(() => gaps++)
  await listener.subscribe('numbers', (text) => heard.push(Number(text)))

  let isOver = false
  let last = 0
  const refused: string[] = []
  const load = (async () => {
    while (!isOver) {
      const n = ++last
      sender
        .publish('numbers', String(n))
        .catch((error: { code: string }) => refused.push(error.code))
      await pause(5)
    }
  })()
  await eventually(() => heard.length >= 100, 'messages come')
  const before = last
  await master.kill()
  await eventually(() => gaps > 0, 'the gap is told', { mostMs: 30_000 })
  const after = last
  await eventually(() => heard.at(-1)! > after + 100, 'messages come by the new master', {
    mostMs: 30_000,
  })
  isOver = true
  await load

  assert.deepEqual(
    heard,
    [...new Set(heard)].sort((a, b) => a - b),
    'in order, none twice',
  )
  assert.equal(heard.filter((n) => n <= before - 20).length, before - 20, 'none lost before')
  assert.deepEqual(new Set(refused), refused.length > 0 ? new Set(['E_LAYER']) : new Set())
  t.diagnostic(`${last} sent, ${heard.length} heard, ${refused.length} refused, ${gaps} gaps told`)
  const [, port] = (await watch.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER)) as string[]
  assert.equal(Number(port), replica.port)
})
