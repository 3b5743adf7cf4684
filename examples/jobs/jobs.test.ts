import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { SYNC, trigger } from 'overwire/signals'
import { assertNoErrors, newContext, openTab } from '../../test/browser/browser.ts'
import { startRedis } from '../../test/services/redis-server.ts'
import { pace } from './julia.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'
import { typescript } from '../../test/typescript.ts'

const order = (page: Page, title: string): Promise<void> =>
  page.getByRole('button', { name: title, exact: true }).click()
const card = (page: Page, title: string): Locator => page.locator('.job', { hasText: title })
const says = (page: Page, title: string, text: string | RegExp): Promise<void> =>
  card(page, title).locator('.job-says', { hasText: text }).waitFor()
const deadLetter = (page: Page): Locator =>
  card(page, 'One without ink').getByText('A dead letter since')
/** Resolves when the browser has decoded a picture. */
const isShown = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () => document.querySelector<HTMLImageElement>('.job img')?.naturalWidth === 320,
  )

test('all windows of a session see how far a task is, and get what it made [A157, A166]', async () => {
  const context = await newContext()
  const one = await visit('/jobs', context)
  const two = await visit('/jobs', context)
  const stranger = await visit('/jobs')
  await order(one.page, 'Rabbit')
  await says(two.page, 'Rabbit', /Draws, [1-9]/)
  const bar = two.page.getByLabel('Rabbit, how far')
  const before = Number(await bar.getAttribute('value'))
  assert.ok(before > 0 && before <= 1)
  for (const { page } of [one, two]) {
    await says(page, 'Rabbit', 'Drawn.')
    await isShown(page)
  }
  assert.equal(await bar.getAttribute('value'), '1')
  assert.equal(await stranger.page.locator('.job').count(), 0)
  // What is drawn can be fetched by whoever ordered it, and is there after a reload.
  const link = await one.page.getByRole('link', { name: 'Download' }).getAttribute('href')
  const address = new URL(link!, one.page.url()).href
  const answer = await one.page.request.get(address)
  assert.equal((await answer.body()).subarray(0, 2).toString(), 'BM')
  assert.equal((await stranger.page.request.get(address)).status(), 404)
  await two.page.reload()
  await isShown(two.page)
  for (const tab of [one, two]) assertNoErrors(tab)
  await two.page.close()

  // The schedule's function, with no age to wait for.
  await trigger(null, 'jobs.clear', { to: SYNC, olderThanMs: -1 })
  await card(one.page, 'Rabbit').waitFor({ state: 'detached' })
  assert.equal((await one.page.request.get(address)).status(), 404)
  await one.page.close()
  await stranger.page.close()
})

test('what fails is tried again later, then it is a dead letter, which can be tried again [A161]', async () => {
  const tab = await visit('/jobs')
  const { page } = tab
  await order(page, 'One that slips')
  await order(page, 'One without ink')
  await says(page, 'One that slips', 'The pen slipped. Attempt 1 of 3 failed; it is tried again.')
  await says(page, 'One without ink', 'There is no ink left. It was tried 3 times.')
  await says(page, 'One that slips', 'Drawn at attempt 2.')
  await deadLetter(page).waitFor()
  await assertLooksRight(tab)
  await page.getByRole('button', { name: 'Refill and try again' }).click()
  await says(page, 'One without ink', 'Drawn.')
  assert.equal(await deadLetter(page).count(), 0)
  assertNoErrors(tab)
  await page.close()
})

test('more than six at once are refused', async (t) => {
  const { page } = await visit('/jobs')
  const { nextStrip } = pace
  const held: (() => void)[] = []
  // None is finished before the seventh is ordered.
  pace.nextStrip = () => new Promise<void>((resolve) => held.push(resolve))
  t.after(() => {
    Object.assign(pace, { nextStrip })
    for (const goOn of held) goOn()
  })
  for (let i = 0; i < 6; i++) await order(page, 'Dragon')
  await page.locator('.job').nth(5).waitFor()
  await order(page, 'Rabbit')
  await page.locator('.problem', { hasText: '6 at once are enough.' }).waitFor()
  assert.equal(await page.locator('.job').count(), 6)
  await page.close()
})

/** A node and a worker with a Redis server and a database of their own. */
async function startProcesses(t: TestContext) {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const folder = mkdtempSync(join(tmpdir(), 'overwire-jobs-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const env = {
    ...process.env,
    PORT: '0',
    OVERWIRE_REDIS: redis.url,
    OVERWIRE_SECRET: 'one secret for all processes',
    DATABASE: `file:${join(folder, 'jobs.db')}`,
  }
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [...typescript, ...args], { env })
    child.stderr.pipe(process.stderr)
    t.after(() => child.kill('SIGKILL'))
    return child
  }
  const server = start('examples/server.ts')
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string]
  const url = /http:\S+/.exec(line)![0]
  const worker = () =>
    start('dist/cli/main.js', 'worker', '--queues', 'slow,fast', 'examples/app.ts')
  return { url, worker }
}

test('a worker of its own draws over Redis what waits, and what failed again [A160]', async (t) => {
  const { url, worker } = await startProcesses(t)
  const tab = await openTab(`${url}/jobs`)
  const { page } = tab
  await tab.connected()
  await order(page, 'One without ink')
  await says(page, 'One without ink', 'Waits in the queue.')
  worker()
  await says(page, 'One without ink', 'It was tried 3 times.')
  await page.getByRole('button', { name: 'Refill and try again' }).click()
  await says(page, 'One without ink', 'Drawn.')
  await isShown(page)
  assertNoErrors(tab)
  await page.close()
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  await assertLooksRight(await visit('/jobs'))
})
