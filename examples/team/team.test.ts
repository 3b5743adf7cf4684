import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, newContext, openTab } from '../../test/browser/browser.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'
import { typescript } from '../../test/typescript.ts'

const people = (page: Page, text: string) =>
  page.getByLabel('Who is here').getByText(text, { exact: false }).first()
const says = async (page: Page, text: string): Promise<void> => {
  await page.locator('#team-text').fill(text)
  await page.keyboard.press('Enter')
}
const message = (page: Page, text: string) => page.locator('.team-messages').getByText(text)

test('who is here, who types, who is away; tabs are counted [B147]', async () => {
  const one = await visit('/team/design')
  await people(one.page, '(you)').waitFor()
  const two = await visit('/team/design')
  await one.page.locator('.team-people li').nth(1).waitFor()
  const third = await openTab(two.page.url(), two.page.context())
  await one.page.locator('.team-people li', { hasText: '2 tabs' }).waitFor()
  await third.page.close()
  await one.page.locator('.team-people li', { hasText: '2 tabs' }).waitFor({ state: 'detached' })
  await two.page.locator('#team-text').pressSequentially('Hel')
  await people(one.page, 'types…').waitFor()
  await two.page.evaluate(() => dispatchEvent(new Event('blur')))
  await people(one.page, 'is away').waitFor()
  await two.page.evaluate(() => dispatchEvent(new Event('focus')))
  await people(one.page, 'is away').waitFor({ state: 'detached' })
  await says(two.page, 'Hello <b>')
  await message(one.page, 'Hello <b>').waitFor()
  // Another room has its own people.
  await two.page.getByRole('link', { name: 'kitchen' }).click()
  await one.page.locator('.team-people li').nth(1).waitFor({ state: 'detached' })
  assertNoErrors(one)
  assertNoErrors(two)
  await one.page.close()
  await two.page.close()
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/team')
  await says(tab.page, 'Does it fit?')
  await message(tab.page, 'Does it fit?').waitFor()
  await assertLooksRight(tab)
})

/** Waits for lines of a process, in order. */
function linesOf(child: ChildProcess) {
  const lines: string[] = []
  const waiting: (() => void)[] = []
  createInterface(child.stdout!).on('line', (said) => {
    lines.push(said)
    waiting.splice(0).forEach((wake) => wake())
  })
  return async (text: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const said = lines.shift()
      if (said === undefined) await new Promise<void>((resolve) => waiting.push(resolve))
      else if (text.test(said)) return text.exec(said)!
    }
  }
}

test('across two nodes of a cluster, one of which is killed [B147, A160]', async (t) => {
  const args = [...typescript, 'examples/cluster/cluster.ts']
  const cluster = spawn(process.execPath, args, { env: { ...process.env, PORT: '0' } })
  t.after(() => cluster.kill('SIGTERM'))
  cluster.stderr.pipe(process.stderr)
  const line = linesOf(cluster)
  const [, url] = await line(/gallery is at (http:\S+)/)
  const [, pid] = await line(/node A: .*process (\d+)/)

  const tabs = await Promise.all(
    [1, 2, 3, 4].map(async () => openTab(`${url}/team/rollout`, await newContext())),
  )
  for (const { page } of tabs) await page.locator('.team-people li').nth(3).waitFor()
  const served = await Promise.all(tabs.map(({ page }) => page.locator('.team-node').textContent()))
  assert.deepEqual([...new Set(served)].sort(), ['node A', 'node B'])
  const [one, other] = tabs as [(typeof tabs)[0], (typeof tabs)[0]]
  await says(one.page, 'To all nodes')
  for (const { page } of tabs) await message(page, 'To all nodes').waitFor()

  process.kill(Number(pid), 'SIGKILL')
  await line(/node A ended; it is started again/)
  // Those who were there come back at a node that lives, and see everybody.
  for (const tab of tabs) {
    await tab.connected()
    await tab.page.locator('.team-people li').nth(3).waitFor()
  }
  await says(other.page, 'Nothing was lost')
  for (const { page } of tabs) {
    await message(page, 'Nothing was lost').waitFor()
    await message(page, 'To all nodes').waitFor()
  }
  for (const { page } of tabs) await page.close()
  cluster.kill('SIGTERM')
  await once(cluster, 'exit')
})
