import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { newContext, openTab, serveExample } from '../../test/browser/browser.ts'
import type { Tab } from '../../test/browser/browser.ts'
import { eventually } from '../../test/eventually.ts'
import { addGallery } from '../gallery/gallery.ts'
import { galleryLayout } from '../gallery/layout.ts'
import { unsteadyConnection } from '../../test/browser/unsteady-connection.ts'
import { assertLooksRight } from '../gallery/visit.ts'
import { typescript } from '../../test/typescript.ts'
import { Supervisor } from './supervisor.ts'

/** Comes from the gallery's page, as a visitor does. */
async function open(context?: BrowserContext): Promise<Tab> {
  const { url } = await serveExample(addGallery, { layout: galleryLayout })
  const tab = await openTab(`${url}/unbreakable`, context)
  await tab.page.getByRole('link', { name: 'Open the site' }).click()
  await tab.page.waitForSelector('body.unbreakable')
  await tab.connected()
  return tab
}

const lost = ({ page }: Tab) => page.waitForSelector('html[live-connection=disconnected]')
const counts = ({ page }: Tab, n: number) =>
  page.waitForSelector(`.count:text-is("${n}")`).then(() => undefined)
const kill = ({ page }: Tab) => page.getByRole('button', { name: 'SIGKILL' }).click()
const log = ({ page }: Tab) => page.locator('.unbreakable-log li').allInnerTexts()

/** Waits for the line that tells how the page came back. @returns the milliseconds in it. */
async function back({ page }: Tab, way: string): Promise<number> {
  const line = page.locator('#way-back p', { hasText: way })
  await line.waitFor()
  return Number(/^Back after (\d+) ms/.exec(await line.innerText())?.[1])
}

/** Of refused connections browsers tell in any case. */
function assertOnlyRefused({ errors }: Tab): void {
  assert.deepEqual(
    errors.filter((error) => !/ERR_CONNECTION_(REFUSED|RESET)|WebSocket connection to/.test(error)),
    [],
  )
  errors.length = 0
}

test('a killed server takes nothing with it: not the page, nor text, nor clicks', async (t) => {
  const tab = await open()
  const { page } = tab
  const origin = await page.evaluate(() => performance.timeOrigin)
  await page.getByLabel('Note').pressSequentially('Before')
  for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Count' }).click()
  await counts(tab, 3)
  await kill(tab)
  await lost(tab)
  await page.getByLabel('Note').pressSequentially(', and while it is down')
  for (let i = 0; i < 2; i++) await page.getByRole('button', { name: 'Count' }).click()
  t.diagnostic(`back after ${await back(tab, 'restored')} ms`)
  await counts(tab, 5)
  assert.equal(await page.getByLabel('Note').inputValue(), 'Before, and while it is down')
  assert.equal(await page.evaluate(() => performance.timeOrigin), origin)
  const told = (await log(tab)).toReversed()
  // The kill may be faster than the storing of its own event, which then runs again: by its id it kills once.
  assert.deepEqual(told.map((line) => line.replace(/\d{2,}/, 'N')).toSorted(), [
    'Clicked: 1',
    'Clicked: 2',
    'Clicked: 3',
    'Clicked: 4',
    'Clicked: 5',
    'Process N goes on with it',
    'Process N opened this page',
    'SIGKILL was asked for',
  ])
  assert.deepEqual(told.slice(-2), ['Clicked: 4', 'Clicked: 5'])
  assertOnlyRefused(tab)
  await assertLooksRight(tab)
})

test('a server that stops in order comes back too', async () => {
  const tab = await open()
  const { page } = tab
  await page.getByRole('button', { name: 'Count' }).click()
  await counts(tab, 1)
  await page.getByRole('button', { name: 'SIGTERM' }).click()
  await lost(tab)
  await back(tab, 'restored')
  await page.getByRole('button', { name: 'Count' }).click()
  await counts(tab, 2)
  assertOnlyRefused(tab)
})

test('a lost connection is told from a lost server', async () => {
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const tab = await open(context)
  await connection.cut()
  await lost(tab)
  await tab.page.getByRole('button', { name: 'Count' }).click()
  connection.mend()
  await back(tab, 'resumed')
  await counts(tab, 1)
  assertOnlyRefused(tab)
})

test('the server ends with the gallery, however that ends', async (t) => {
  const program = fileURLToPath(new URL('../server.ts', import.meta.url))
  const env = { ...process.env, PORT: '0' }
  const gallery = spawn(process.execPath, [...typescript, program], { env })
  t.after(() => gallery.kill('SIGKILL'))
  const [line] = (await once(createInterface(gallery.stdout), 'line')) as [string]
  const { url, status } = await fetch(`${line.split(' ').at(-1)}/unbreakable/open`)
  assert.equal(status, 200)
  gallery.kill('SIGKILL')
  await eventually(
    () =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    'the server is gone',
  )
})

test('the server ends with the gallery also when that ended while it was starting', async () => {
  const program = fileURLToPath(new URL('server.ts', import.meta.url))
  const code = `
    const options = { execArgv: ${JSON.stringify(typescript)}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }
    console.log(require('node:child_process').fork(${JSON.stringify(program)}, options).pid)
    setTimeout(() => process.exit(), 50)
  `
  const env = { ...process.env, PORT: '0' }
  const gallery = spawnSync(process.execPath, ['-e', code], { env, encoding: 'utf8' })
  const pid = Number(gallery.stdout)
  const isGone = (): boolean => {
    try {
      return !process.kill(pid, 0)
    } catch {
      return true
    }
  }
  try {
    await eventually(isGone, 'the server is gone')
  } finally {
    if (!isGone()) process.kill(pid, 'SIGKILL')
  }
})

test('whatever pages ask for: two starts a second at most, and one end for one event', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-supervisor-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const [program, starts] = [join(folder, 'server.mjs'), join(folder, 'starts')]
  const lines = (): string[] => readFileSync(starts, 'utf8').trim().split('\n')
  // Three starts ask for their end, the fourth as the third did, and then to be stopped, which it can tell.
  const code = `
    import { appendFileSync, readFileSync } from 'node:fs'
    const tell = (text) => appendFileSync(${JSON.stringify(starts)}, text + '\\n')
    // When the process began: on a busy machine it runs some time later.
    tell(Math.round(performance.timeOrigin))
    const n = readFileSync(${JSON.stringify(starts)}, 'utf8').split('\\n').length - 1
    process.once('disconnect', () => process.exit())
    process.once('SIGTERM', () => process.exit(tell('stopped')))
    process.send({ port: 1 })
    if (n <= 4) process.send({ signal: 'SIGKILL', id: String(Math.min(n, 3)) })
    if (n === 4) process.send({ signal: 'SIGTERM', id: 'another' })
  `
  writeFileSync(program, code)
  // Its children keep no process from ending.
  const busy = setInterval(() => undefined, 1000)
  t.after(() => clearInterval(busy))
  const supervisor = new Supervisor(program)
  assert.equal(await supervisor.port(), 1)
  await eventually(() => lines()[4] === 'stopped', 'the fourth is not killed', { state: lines })
  const times = lines().slice(0, 4).map(Number)
  for (const [i, time] of times.slice(1).entries()) {
    assert.ok(time - times[i]! > 400, `${time - times[i]!} ms from one start to the next`)
  }
})
