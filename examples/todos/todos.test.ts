import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, newContext } from '../../test/browser/browser.ts'
import { unsteadyConnection } from '../../test/browser/unsteady-connection.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

const titles = (page: Page) =>
  page
    .locator('.todos input[name=title]')
    .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))

/** Waits until exactly these todos are shown. */
async function shows(page: Page, ...expected: string[]): Promise<void> {
  await page.waitForFunction((wanted) => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('.todos input[name=title]')]
    return fields.map((field) => field.value).join('|') === wanted
  }, expected.join('|'))
}

const row = (page: Page, number: number) => page.locator('.todos li').nth(number)
const title = (page: Page, number: number) => row(page, number).getByRole('textbox')
const count = (page: Page, text: string) =>
  page.waitForSelector(`.todos-foot output:text-is("${text}")`)
const welcome = ['Open the gallery', 'Read the source beside it', 'Write my own']

test('a double click edits; leaving the field saves', async () => {
  const tab = await visit('/todos')
  const { page } = tab
  await title(page, 1).dblclick()
  await page.waitForSelector('.todos li:nth-child(2) input[name=title]:not([readonly])')
  await title(page, 1).fill('Read it twice')
  await page.getByLabel('New todo').click()
  await page.waitForSelector('.todos li:nth-child(2) input[readonly]')
  await shows(page, 'Open the gallery', 'Read it twice', 'Write my own')
  await page.reload()
  await shows(page, 'Open the gallery', 'Read it twice', 'Write my own')
  assertNoErrors(tab)
})

test('the keyboard is enough: Enter edits and saves, Escape leaves it as it was', async () => {
  const tab = await visit('/todos')
  const { page } = tab
  const { keyboard } = page
  const isFocused = () => title(page, 1).evaluate((field) => field === document.activeElement)
  const writable = '.todos li:nth-child(2) input[name=title]:not([readonly])'
  const readonly = '.todos li:nth-child(2) input[name=title][readonly]'
  await page.getByLabel('New todo').focus()
  for (let i = 0; i < 6; i++) await keyboard.press('Tab')
  assert.ok(await isFocused())
  await keyboard.press('Enter')
  await page.waitForSelector(writable)
  await keyboard.press('Control+a')
  await keyboard.type('Something else')
  await keyboard.press('Escape')
  await page.waitForSelector(readonly)
  await shows(page, ...welcome)
  assert.ok(await isFocused())
  await keyboard.press('Enter')
  await page.waitForSelector(writable)
  await keyboard.press('Control+a')
  await keyboard.press('Delete')
  await keyboard.press('Enter')
  await row(page, 1).getByText('Write something.').waitFor()
  assert.deepEqual(await titles(page), ['Open the gallery', '', 'Write my own'])
  await keyboard.type('Read')
  await keyboard.press('Enter')
  await page.waitForSelector(readonly)
  await shows(page, 'Open the gallery', 'Read', 'Write my own')
  await keyboard.press('Shift+Tab')
  await keyboard.press('Space')
  await count(page, '1 left')
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await shows(page, 'Open the gallery', 'Write my own')
  assertNoErrors(tab)
})

test('a slow answer shows on the button, once', async () => {
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const tab = await visit('/todos', context)
  const { page } = tab
  await page.getByLabel('New todo').fill('Wait')
  connection.hold()
  await page.getByLabel('New todo').press('Enter')
  const waiting = page.getByRole('button', { name: 'Adding…' })
  await waiting.waitFor()
  assert.ok(await waiting.isDisabled())
  connection.mend()
  await page.getByRole('button', { name: 'Add', exact: true }).waitFor()
  await shows(page, ...welcome, 'Wait')
  assertNoErrors(tab)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/todos')
  await tab.page.getByRole('button', { name: 'Add' }).click()
  await tab.page.waitForSelector('#problem:text-is("Write something.")')
  await assertLooksRight(tab)
})
