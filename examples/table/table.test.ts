import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, newContext } from '../../test/browser/browser.ts'
import type { Tab } from '../../test/browser/browser.ts'
import { unsteadyConnection } from '../../test/browser/unsteady-connection.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'
import { eventually } from '../../test/eventually.ts'

const rows = (page: Page, text: string) =>
  page.locator('.table-status', { hasText: new RegExp(`^\\s*${text}\\s*$`) }).waitFor()
/** A button above the table: there are thousands in it, and each has a name to be worked out. */
const button = (page: Page, name: string) =>
  page.locator('.buttons').getByRole('button', { name, exact: true })
const press = (page: Page, name: string) => button(page, name).click()

/** The texts of a column, from the top. */
const column = (page: Page, name: string) => page.locator(`td.${name}`).allInnerTexts()

/** The bytes of the answer. Templates that come with the first answer of their kind don't count. */
async function bytesOf(tab: Tab, act: () => Promise<void>): Promise<number> {
  const before = tab.frames.length
  await act()
  const answer = () => tab.frames.slice(before).find((frame) => frame.startsWith('< [1,'))
  await eventually(() => answer())
  return Buffer.byteLength(answer()!.slice(2))
}

test('sorts by each column, both ways', async () => {
  const tab = await visit('/table')
  const { page } = tab
  assert.equal(await page.locator('th.id').getAttribute('aria-sort'), 'ascending')
  for (const name of ['name', 'price', 'stock', 'id']) {
    for (const direction of ['ascending', 'descending']) {
      await page.locator(`th.${name} button`).click()
      await page.waitForSelector(`th.${name}[aria-sort=${direction}]`)
      assert.equal(await page.locator('th[aria-sort]').count(), 1)
      const texts = await column(page, name)
      const values = name === 'name' ? texts : texts.map(Number)
      const sorted = values.toSorted((a, b) =>
        typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b),
      )
      assert.deepEqual(values, direction === 'ascending' ? sorted : sorted.toReversed())
    }
  }
  assertNoErrors(tab)
})

test('swaps, updates and removes with few bytes', async () => {
  const tab = await visit('/table')
  const { page } = tab
  await rows(page, '1,000 rows')
  const swapped = await bytesOf(tab, () => press(page, 'Swap 2nd and last'))
  await page.waitForSelector('tr:nth-child(2) td.id:text-is("1000")')
  await page.waitForSelector('tr:last-child td.id:text-is("2")')
  const prices = await column(page, 'price')
  const updated = await bytesOf(tab, () => press(page, 'Update every 10th'))
  const raised = (await column(page, 'price')).map((price, i) => Number(price) - Number(prices[i]))
  assert.deepEqual(
    raised.map(Math.round),
    prices.map((_, i) => (i % 10 === 0 ? 1 : 0)),
  )
  const removed = await bytesOf(tab, () => page.locator('tr:nth-child(500) .remove button').click())
  await rows(page, '999 rows')
  assert.ok(swapped < 100, `a swap took ${swapped} bytes`)
  assert.ok(updated < 4000, `updating 100 rows took ${updated} bytes`)
  assert.ok(removed < 50, `a removal took ${removed} bytes`)
  assertNoErrors(tab)
})

test('appends, clears and creates', async () => {
  const tab = await visit('/table')
  const { page } = tab
  await press(page, 'Append 1,000')
  await rows(page, '2,000 rows')
  await page.waitForSelector('tr:last-child td.id:text-is("2000")')
  await press(page, 'Clear')
  await rows(page, '0 rows')
  await page.locator('.table-frame .empty', { hasText: 'No rows.' }).waitFor()
  assert.ok(await button(page, 'Clear').isDisabled())
  await press(page, 'Create 1,000')
  await rows(page, '1,000 rows')
  await page.waitForSelector('tr:first-child td.id:text-is("2001")')
  assert.equal(await page.locator('.table-frame .empty').count(), 0)
  for (const count of [2, 3, 4, 5]) {
    await press(page, 'Append 1,000')
    await rows(page, `${count},000 rows`)
  }
  assert.ok(await button(page, 'Append 1,000').isDisabled())
  assertNoErrors(tab)
})

test('selects a row, with the keyboard alone too', async () => {
  const tab = await visit('/table')
  const { page } = tab
  await page.locator('.table-frame').focus()
  for (let i = 0; i < 5; i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await rows(page, '1,000 rows, number 1 selected')
  assert.equal(await page.locator('tr.selected td.id').innerText(), '1')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await rows(page, '1,000 rows, number 2 selected')
  assert.equal(await page.locator('[aria-pressed=true]').count(), 1)
  await page.keyboard.press('Space')
  await rows(page, '1,000 rows')
  await page.keyboard.press('Enter')
  await rows(page, '1,000 rows, number 2 selected')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await rows(page, '999 rows')
  await page.locator('th.name button').focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('th.name[aria-sort=ascending]')
  assertNoErrors(tab)
})

test('a slow answer shows on the button', async () => {
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const tab = await visit('/table', context)
  connection.hold()
  await press(tab.page, 'Create 1,000')
  await button(tab.page, 'Creating…').waitFor()
  connection.mend()
  await button(tab.page, 'Create 1,000').waitFor()
  await tab.page.waitForSelector('tr:first-child td.id:text-is("1001")')
  assertNoErrors(tab)
})

test('two tabs have tables of their own', async () => {
  const one = await visit('/table')
  const two = await visit('/table', one.page.context())
  await press(one.page, 'Clear')
  await rows(one.page, '0 rows')
  await press(two.page, 'Swap 2nd and last')
  await two.page.waitForSelector('tr:nth-child(2) td.id:text-is("1000")')
  await rows(two.page, '1,000 rows')
  assertNoErrors(one)
  assertNoErrors(two)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/table')
  await tab.page.locator('td.name button').nth(2).click()
  await tab.page.waitForSelector('tr.selected')
  await assertLooksRight(tab)
})
