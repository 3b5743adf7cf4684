import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors } from '../../test/browser/browser.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const status = (page: Page, text: string) =>
  page.locator('.report [role=status]', { hasText: text }).waitFor()
/** Waits until the report is further than that. */
const progress = (page: Page, percent: number) =>
  page.waitForFunction(
    (at) => parseInt(document.querySelector('.report-progress output')?.textContent ?? '0') > at,
    percent,
  )

test('a report tells how far it is, and its button waits until it is done', async () => {
  const tab = await visit('/report')
  const { page } = tab
  await button(page, 'By regions').click()
  await button(page, 'Building…').waitFor()
  assert.ok(await button(page, 'Building…').isDisabled())
  await progress(page, 10)
  await progress(page, 60)
  assert.ok(await button(page, 'Building…').isDisabled())
  await status(page, 'Revenue by regions')
  assert.ok(await button(page, 'By regions').isEnabled())
  const orders = await page.locator('.totals tbody td:nth-child(2)').allInnerTexts()
  const sum = orders.map((text) => Number(text.replace(',', ''))).reduce((a, b) => a + b)
  assert.deepEqual([orders.length, sum], [4, 20_000])
  assert.equal(await page.locator('.report-progress').count(), 0)
  assertNoErrors(tab)
})

test('a report can be cancelled, and another one built after it', async () => {
  const tab = await visit('/report')
  const { page } = tab
  await button(page, 'By months').click()
  await progress(page, 5)
  await button(page, 'Cancel').click()
  await status(page, 'Cancelled.')
  await button(page, 'By months').waitFor()
  assert.equal(await page.locator('.totals').count(), 0)
  await button(page, 'By products').click()
  await status(page, 'Revenue by products')
  assert.equal(await page.locator('.totals tbody tr').count(), 5)
  assertNoErrors(tab)
})

test('a newer report takes the place of the one that is building', async () => {
  const tab = await visit('/report')
  const { page } = tab
  await button(page, 'By regions').click()
  await progress(page, 5)
  await button(page, 'By months').click()
  await button(page, 'By regions').waitFor()
  await page.locator('.report-progress label', { hasText: 'By months' }).waitFor()
  await status(page, 'Revenue by months')
  assert.equal(await page.locator('.totals tbody tr').count(), 6)
  assertNoErrors(tab)
})

test('a report that fails says so, and the page goes on', async () => {
  const tab = await visit('/report')
  const { page } = tab
  await button(page, 'One that fails').click()
  await page.locator('button.trying').waitFor()
  await status(page, 'That report failed.')
  await page.locator('button.trying').waitFor({ state: 'detached' })
  await button(page, 'By regions').click()
  await status(page, 'Revenue by regions')
  assertNoErrors(tab)
})

test('a background event goes on beside a report', async () => {
  const tab = await visit('/report')
  const { page } = tab
  await button(page, 'Count orders').click()
  await button(page, 'Counting…').waitFor()
  await button(page, 'By regions').click()
  await progress(page, 5)
  await page.locator('.report-check output', { hasText: '20,000 orders' }).waitFor()
  await button(page, 'Count orders').waitFor()
  await status(page, 'Revenue by regions')
  assertNoErrors(tab)
})

test('the keyboard is enough, and two windows build for themselves', async () => {
  const one = await visit('/report')
  const two = await visit('/report', one.page.context())
  const { page } = one
  await page.locator('main').focus()
  for (let i = 0; i < 2; i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await progress(page, 5)
  await button(page, 'Cancel').focus()
  await page.keyboard.press('Space')
  await status(page, 'Cancelled.')
  await status(two.page, 'Choose a report.')
  assertNoErrors(one)
  assertNoErrors(two)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/report')
  await button(tab.page, 'By months').click()
  await progress(tab.page, 5)
  await assertLooksRight(tab)
  await status(tab.page, 'Revenue by months')
  await assertLooksRight(tab)
})
