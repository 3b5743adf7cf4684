import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNoErrors } from '../../test/browser/browser.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

test('buttons count and reset', async () => {
  const tab = await visit('/counter')
  const { page } = tab
  const shows = (count: number) => page.waitForSelector(`output:text-is("Count: ${count}")`)
  await shows(0)
  await page.getByRole('button', { name: '+10' }).click()
  await shows(10)
  await page.getByRole('button', { name: '+1', exact: true }).click()
  await shows(11)
  assert.match(
    tab.frames.findLast((frame) => frame.startsWith('<'))!,
    /^< \[1,2,0,\[\d+,0,11\]\]$/,
  )
  await page.getByRole('button', { name: 'Reset' }).click()
  await shows(0)
  assertNoErrors(tab)
})

test('the keyboard is enough', async () => {
  const tab = await visit('/counter')
  const { page } = tab
  const shows = (count: number) => page.waitForSelector(`output:text-is("Count: ${count}")`)
  await page.locator('main').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await shows(1)
  await page.keyboard.press('ArrowUp')
  await shows(2)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await shows(0)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await shows(10)
  assertNoErrors(tab)
})

test('two tabs count for themselves', async () => {
  const one = await visit('/counter')
  const two = await visit('/counter', one.page.context())
  await one.page.getByRole('button', { name: '+10' }).click()
  await one.page.waitForSelector('text=Count: 10')
  await two.page.getByRole('button', { name: '+1', exact: true }).click()
  await two.page.waitForSelector('output:text-is("Count: 1")')
  assert.equal(await one.page.locator('.demo output').innerText(), 'Count: 10')
  assertNoErrors(one)
  assertNoErrors(two)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  await assertLooksRight(await visit('/counter'))
})
