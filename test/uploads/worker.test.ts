/** Files of a signal whose tasks a worker runs: it reads them from the folder that both processes have. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { listen } from 'overwire/node'
import { openTab } from '../browser/browser.ts'
import { eventually } from '../eventually.ts'
import { startRedis } from '../services/redis-server.ts'
import { typescript } from '../typescript.ts'
import { plainBytes } from './plain-bytes.ts'

test('a worker in another process reads the file and removes it [B130]', async (t) => {
  const redis = await startRedis()
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const own = {
    OVERWIRE_REDIS: redis.url,
    UPLOADS: folder,
    OVERWIRE_SECRET: 'one for both processes',
  }
  Object.assign(process.env, own)
  const { app, layer, queue } = await import('./worker-app.ts')
  const server = await listen(app, { port: 0 })
  const args = ['worker', 'test/uploads/worker-app.ts']
  const worker = fork('dist/cli/main.js', args, { execArgv: typescript, env: process.env })
  t.after(async () => {
    worker.kill('SIGKILL')
    await server.close()
    await queue.close()
    await layer.close()
    await redis.stop()
  })
  const tab = await openTab(server.url)
  tab.page.setDefaultTimeout(20_000)
  await tab.connected()
  const buffer = plainBytes(3_000_000)
  await tab.page.setInputFiles('[name=docs]', { name: 'a.bin', mimeType: '', buffer })
  await tab.page.waitForSelector('[data-state=done]')
  await tab.page.click('text=Count')
  await tab.page.waitForSelector('#told:text("a.bin")')
  const sum = createHash('sha256').update(buffer).digest('hex')
  assert.equal(await tab.page.innerText('#told'), `${worker.pid} a.bin true ${sum}`)
  await eventually(async () => (await readdir(folder)).length === 0)
})
