/** A file that is being sent goes on where it was: after a cut, a kill, a deploy, and with another process. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openTab } from '../browser/browser.ts'
import { eventually } from '../eventually.ts'
import { startRedis } from '../services/redis-server.ts'
import { typescript } from '../typescript.ts'
import { plainBytes } from './plain-bytes.ts'

/** Bytes of the file: `OVERWIRE_UPLOAD_MB=200` for a longer look. */
const SIZE = Number(process.env['OVERWIRE_UPLOAD_MB'] ?? 12) * 1_000_000
const CHUNK = 1_048_576

const folder = mkdtempSync(join(tmpdir(), 'overwire-outliving-'))
const running = new Set<ChildProcess>()
after(() => {
  for (const process of running) process.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const source = join(folder, 'source.bin')
const bytes = plainBytes(SIZE)
writeFileSync(source, bytes)
const sum = createHash('sha256').update(bytes).digest('hex')

interface Started {
  url: string
  port: string
  /** With SIGUSR2 it cuts all its connections, and goes on; with others it ends. */
  end(signal: NodeJS.Signals): Promise<void>
}

async function start(port: string, ...args: string[]): Promise<Started> {
  const all = [...typescript, 'test/uploads/upload-process.ts', port, ...args]
  const env = { ...process.env, NODE_ENV: 'production' }
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit'], env })
  running.add(child)
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  const url = String(said).trim()
  return {
    url,
    port: new URL(url).port,
    async end(signal) {
      if (signal === 'SIGUSR2') return void child.kill(signal)
      running.delete(child)
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}

const rss = async (url: string) => Number(await (await fetch(`${url}/rss`)).text()) / 1e6

/**
 * Sends the file, and does something to the server half-way.
 * @param clicks what the page shows at the end of three clicks: two before, one after.
 */
async function sends(
  name: string,
  args: string[],
  signal: NodeJS.Signals,
  { clicks }: { clicks: string },
): Promise<void> {
  const own = join(folder, name)
  let server = await start('0', args[0]!, own, ...args.slice(1))
  const { port } = server
  const tab = await openTab(server.url)
  const { page } = tab
  page.setDefaultTimeout(30_000 + SIZE / 1000)
  await tab.connected()
  const born = await page.evaluate(() => performance.timeOrigin)
  await page.click('#click')
  await page.click('#click')
  await page.waitForSelector('h1:text("2")')
  const before = await rss(server.url)
  let accepted = 0
  const answers: Promise<number>[] = []
  page.on('response', (response) => {
    if (!response.url().endsWith('/_overwire/upload') || response.status() !== 200) return
    const from = Number(response.request().headers()['overwire-offset'])
    answers.push(
      response.json().then(
        ({ offset }: { offset: number }) => (accepted += offset - from),
        () => 0,
      ),
    )
  })
  let restarted: Promise<void> | undefined
  let most = before
  await page.route('**/_overwire/upload', async (route) => {
    const offset = route.request().headers()['overwire-offset']
    if (Number(offset) >= SIZE / 2 && !restarted) {
      most = await rss(server.url)
      restarted = server.end(signal).then(async () => {
        if (signal !== 'SIGUSR2') server = await start(port, args[0]!, own, ...args.slice(1))
      })
    }
    // The one on its way when the server goes is lost.
    await route.continue().catch(() => {})
  })
  await page.setInputFiles('input[type=file]', source)
  await page.waitForSelector('.docs .done')
  assert.ok(restarted)
  await restarted
  most = Math.max(most, await rss(server.url))
  await page.click('#keep')
  await page.waitForSelector('.kept li')
  assert.deepEqual(await page.locator('.kept li').allInnerTexts(), [
    `source.bin ${SIZE} ${sum} ${sum}`,
  ])
  await page.click('#click')
  await page.waitForSelector(`h1:text("${clicks}")`)
  assert.equal(await page.evaluate(() => performance.timeOrigin), born)
  await Promise.all(answers)
  // What a killed server had taken and not answered is the one part that may come twice.
  assert.ok(accepted >= SIZE - CHUNK && accepted <= SIZE + CHUNK, `${accepted} bytes were taken`)
  assert.ok(most - before < 50, `memory went from ${before} to ${most} MB`)
  await eventually(
    () => readdirSync(join(own, 'files')).length === 0,
    'nothing is left on the disk',
  )
}

test('a lost connection: the file goes on with the part that was on its way', () =>
  sends('cut', ['ordinary'], 'SIGUSR2', { clicks: '3' }))

test('kill -9, a durable view: the file goes on, and so does the page [B136]', () =>
  sends('durable', ['durable'], 'SIGKILL', { clicks: '3' }))

test('kill -9, an ordinary view: the file goes on in the page that is mounted anew', () =>
  sends('anew', ['ordinary'], 'SIGKILL', { clicks: '1' }))

test('a deploy: state and file go on in the next process', () =>
  sends('deploy', ['ordinary'], 'SIGTERM', { clicks: '3' }))

test('kill -9, a form of a handler: the file goes on in the page that is mounted anew', () =>
  sends('handler', ['handler'], 'SIGKILL', { clicks: '1' }))

test('a deploy, a form of a handler: the file goes on in the next process', () =>
  sends('handler-deploy', ['handler'], 'SIGTERM', { clicks: '1' }))

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`${signal}: a form of a handler that is sent while its server is away takes its files along`, async () => {
    const own = join(folder, `away-${signal}`)
    let server = await start('0', 'handler', own)
    const { port } = server
    const { page, connected } = await openTab(server.url)
    await connected()
    const file = { name: 'small.txt', mimeType: 'text/plain', buffer: Buffer.from('small') }
    await page.setInputFiles('input[type=file]', file)
    await page.waitForSelector('.docs .done')
    await server.end(signal)
    await page.waitForSelector('html:not([live-connection=connected])')
    await page.click('#keep')
    server = await start(port, 'handler', own)
    await page.waitForSelector('.kept li')
    const [kept = ''] = await page.locator('.kept li').allInnerTexts()
    assert.match(kept, /^small\.txt 5 /)
  })
}

test('another process with the same Redis and folder goes on with the file', async (t) => {
  const redis = await startRedis()
  t.after(() => redis.stop())
  await sends('redis', ['redis', redis.url], 'SIGKILL', { clicks: '3' })
})
