/** What is checked when one of several processes starts. */
import assert from 'node:assert/strict'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp } from 'overwire'
import { listen } from 'overwire/node'
import { redisLayer } from 'overwire/redis'
import { freePort } from '../free-port.ts'
import { startRedis } from '../services/redis-server.ts'
import { execArgv, script, startApp } from './process.ts'
import type { Started } from './process.ts'

const secret = 'one secret for all processes'

async function startWorker(
  t: TestContext,
  args: string[],
  environment: Record<string, string> = {},
): Promise<Started> {
  cluster.setupPrimary({ exec: script, args, execArgv })
  const worker = cluster.fork({ OVERWIRE_SECRET: '', ...environment })
  t.after(() => worker.kill('SIGKILL'))
  const [said] = (await once(worker, 'message')) as [Started]
  return { ...said, child: worker.process }
}

test('a worker of node:cluster does not start without a layer that reaches the others [B157]', async (t) => {
  const { code, message } = await startWorker(t, ['none'], { OVERWIRE_SECRET: secret })
  assert.equal(code, 'E_LAYER_MEMORY')
  assert.match(message, /a worker of node:cluster; got "memory".*redisLayer\(url\)/)
})

test('a worker of node:cluster starts with a layer and a secret, and not with the layer alone [A139]', async (t) => {
  const server = await startRedis()
  t.after(() => server.stop())
  const good = await startWorker(t, ['redis', server.url], { OVERWIRE_SECRET: secret })
  assert.equal((await fetch(good.url)).status, 200)
  const bare = await startApp(t, ['redis', server.url], { NODE_APP_INSTANCE: '1' })
  assert.equal(bare.code, 'E_OPTION')
  assert.match(bare.message, /OVERWIRE_SECRET.*NODE_APP_INSTANCE is 1, got none/)
})

test('a single instance of a process manager starts as it is', async (t) => {
  const { url } = await startApp(t, ['none'], { NODE_APP_INSTANCE: '0' })
  assert.equal((await fetch(url)).status, 200)
})

test('createApp({ processes }) is believed', () => {
  const several = { processes: 2, secret }
  assert.throws(() => createApp(several), { code: 'E_LAYER_MEMORY' })
  assert.throws(() => createApp({ processes: 0 }), { code: 'E_OPTION' })
  void createApp({ processes: 1 }).stop()
})

test('an app whose server is out of reach does not start, and says which [B157]', async (t) => {
  const layer = redisLayer(`redis://user:hidden@127.0.0.1:${await freePort()}`)
  t.after(() => layer.close())
  const logger = { info: () => {}, warn: () => {}, error: () => {} }
  const app = createApp({ layer, logger })
  t.after(() => app.stop())
  const failed = (error: Error & { code?: string }): boolean => {
    assert.equal(error.code, 'E_LAYER')
    assert.match(error.message, /"redis 127\.0\.0\.1:\d+" was not reached.*ECONNREFUSED/)
    assert.doesNotMatch(error.message, /hidden/)
    return true
  }
  await assert.rejects(listen(app, { port: 0 }), failed)
})

test('an address without its package says what to install', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-bare-'))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync('dist', join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'run.js'),
    `import { natsLayer } from './dist/nats.js'
     import { redisLayer } from './dist/redis.js'
     for (const layer of [redisLayer('redis://localhost'), natsLayer('nats://localhost')]) {
       await layer.ready().catch((error) => console.log(error.message))
       await layer.close()
     }`,
  )
  const said = execFileSync(process.execPath, [join(folder, 'run.js')], { encoding: 'utf8' })
  assert.match(said, /\[E_OPTION\].*npm install redis/)
  assert.match(said, /\[E_OPTION\].*npm install @nats-io\/transport-node/)
})
