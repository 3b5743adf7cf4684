import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNoErrors } from '../../test/browser/browser.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

test('the smallest page with a handler greets by the name that was sent, and escapes it [A68]', async () => {
  const tab = await visit('/minimal')
  const { page } = tab
  await page.getByLabel('Your name').fill('Ann <b>')
  await page.keyboard.press('Enter')
  await page.getByText('Hello, Ann <b>!').waitFor()
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Ann <b>')
  await page.getByLabel('Your name').fill('')
  await page.getByRole('button', { name: 'Say hello' }).click()
  await page.getByText('Hello, stranger!').waitFor()
  assertNoErrors(tab)
  await page.close()
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  await assertLooksRight(await visit('/minimal'))
})
