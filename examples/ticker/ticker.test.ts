import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, serveExample } from '../../test/browser/browser.ts'
import { RawWindow } from '../../test/server/raw-window.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'
import { Ticker } from './ticker.ts'

const prices = (page: Page) => page.locator('.stocks .price').allInnerTexts()
const status = (page: Page, text: string) =>
  page.locator('.ticker-status', { hasText: text }).waitFor()

/** Waits until a price differs from those given. */
async function ticks(page: Page, before: string[]): Promise<void> {
  await page.waitForFunction((shown) => {
    const cells = [...document.querySelectorAll<HTMLElement>('.stocks .price')]
    return cells.map((cell) => cell.innerText).join() !== shown
  }, before.join())
}

test('for 100 windows a tick is one render and the same bytes', async (t) => {
  const { url } = await serveExample((app) => app.live('/', Ticker))
  const windows = await Promise.all(Array.from({ length: 100 }, () => RawWindow.join(url)))
  const heard = windows.map((window) => {
    const texts: string[] = []
    window.socket.on('message', (data) => texts.push(String(data)))
    return texts
  })
  const render = t.mock.method(Ticker.prototype, 'render')
  const handleTick = t.mock.method(Ticker.prototype, 'handleTick')
  await windows[0]!.until(() => heard[0]!.length === 3)
  const last = heard[0]![2]!
  await Promise.all(windows.map((window, i) => window.until(() => heard[i]!.includes(last))))
  for (const texts of heard) assert.deepEqual(texts.slice(0, 3), heard[0]!.slice(0, 3))
  assert.equal(render.mock.callCount(), handleTick.mock.callCount())
  assert.ok(JSON.stringify(windows[0]!.frames).includes('"100 watching"'))
  await Promise.all(windows.map((window) => window.close()))
})

test('two windows show the same prices, and how many watch', async () => {
  const one = await visit('/ticker')
  const two = await visit('/ticker')
  await status(one.page, '2 watching')
  assert.equal(await one.page.locator('.stocks li').count(), 12)
  await ticks(one.page, await prices(one.page))
  await one.page.getByRole('button', { name: 'Pause for all' }).click()
  await status(one.page, 'Paused')
  await status(two.page, 'Paused')
  assert.deepEqual(await prices(one.page), await prices(two.page))
  await two.page.getByRole('button', { name: 'Resume for all' }).click()
  await status(one.page, '2 watching')
  await ticks(one.page, await prices(one.page))
  await two.page.close()
  await status(one.page, '1 watching')
  assertNoErrors(one)
  assertNoErrors(two)
  await one.page.close()
})

test('the keyboard is enough: it pauses, and what is paused stays so when the page is loaded again', async () => {
  const tab = await visit('/ticker')
  const { page } = tab
  await page.locator('main').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Resume for all' }).waitFor()
  const shown = await prices(page)
  await page.reload()
  await tab.connected()
  await status(page, 'Paused')
  assert.deepEqual(await prices(page), shown)
  await page.getByRole('button', { name: 'Resume for all' }).focus()
  await page.keyboard.press('Space')
  await ticks(page, shown)
  await status(page, '1 watching')
  assertNoErrors(tab)
  await page.close()
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  await assertLooksRight(await visit('/ticker'))
})
