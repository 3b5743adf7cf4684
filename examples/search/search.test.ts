import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, newContext } from '../../test/browser/browser.ts'
import { unsteadyConnection } from '../../test/browser/unsteady-connection.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

const field = (page: Page) => page.getByRole('combobox')
const status = (page: Page, text: string) =>
  page.locator('.search-status', { hasText: text }).waitFor()
const active = (page: Page, name: string) =>
  page.locator('[role=option][aria-selected=true]', { hasText: name }).waitFor()

test('finds while you type, marks what was found and counts', async () => {
  const tab = await visit('/search')
  const { page } = tab
  await status(page, '3,474 characters of Unicode')
  await field(page).pressSequentially('arrow right')
  await status(page, '81 of 3,474 characters of Unicode in')
  assert.match(await page.locator('.search-status').innerText(), /in \d+\.\d ms$/)
  assert.equal(await page.locator('[role=option]').count(), 8)
  const first = page.locator('[role=option]').first()
  assert.equal((await first.locator('.name').innerText()).trim(), 'rightwards arrow')
  assert.deepEqual(await first.locator('mark').allInnerTexts(), ['right', 'arrow'])
  assert.equal(await field(page).inputValue(), 'arrow right')
  const events = tab.frames.filter((frame) => frame.startsWith('> [1,'))
  assert.ok(events.length < 'arrow right'.length, 'keystrokes are bundled')
  assertNoErrors(tab)
})

test('finds a character by itself and takes signs literally', async () => {
  const tab = await visit('/search')
  const { page } = tab
  await field(page).fill('☂')
  await status(page, '1 of')
  await page.locator('[role=option]', { hasText: 'umbrella' }).waitFor()
  for (const query of ['%', '_', '(', '\\', '<b>', "'"]) {
    await field(page).fill(`${query}${query}`)
    await page.locator('.empty', { hasText: `“${query}${query}”` }).waitFor()
  }
  assertNoErrors(tab)
})

test('says when there is nothing', async () => {
  const tab = await visit('/search')
  await field(tab.page).fill('no such thing')
  await tab.page.getByText('No name has “no such thing” in it.').waitFor()
  await status(tab.page, '0 of 3,474')
  assert.equal(await tab.page.locator('[role=option]').count(), 0)
  assertNoErrors(tab)
})

test('the keyboard is enough: arrows move, Enter picks, Escape clears', async () => {
  const tab = await visit('/search')
  const { page } = tab
  const { keyboard } = page
  await page.locator('main').focus()
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await keyboard.type('chess')
  await active(page, 'white chess king')
  await keyboard.press('ArrowDown')
  await active(page, 'white chess rook')
  const id = await field(page).getAttribute('aria-activedescendant')
  assert.equal(await page.locator(`#${id}`).getAttribute('aria-selected'), 'true')
  await keyboard.press('ArrowUp')
  await active(page, 'white chess king')
  await keyboard.press('ArrowUp')
  await page.waitForSelector('[role=option]:last-child[aria-selected=true]')
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await active(page, 'white chess rook')
  await keyboard.press('Enter')
  await page.locator('.picked', { hasText: 'U+2656' }).waitFor()
  await page.locator('.picked .glyph', { hasText: '♖' }).waitFor()
  await keyboard.press('Escape')
  await page.waitForSelector('.search-status:text-is("3,474 characters of Unicode")')
  await page.locator('.picked').waitFor({ state: 'detached' })
  assert.equal(await field(page).inputValue(), '')
  await keyboard.type('snowman')
  await keyboard.press('Enter')
  await page.locator('.picked', { hasText: 'snowman, from Miscellaneous Symbols' }).waitFor()
  assert.equal(await field(page).inputValue(), 'snowman')
  await keyboard.press('Escape')
  await page.getByRole('button', { name: 'greek omega' }).focus()
  await keyboard.press('Enter')
  await status(page, ' of 3,474')
  assert.equal(await field(page).inputValue(), 'greek omega')
  assertNoErrors(tab)
})

test('a click picks', async () => {
  const tab = await visit('/search')
  await field(tab.page).fill('euro')
  await tab.page.locator('[role=option]', { hasText: 'euro sign' }).click()
  await tab.page.locator('.picked', { hasText: 'euro sign, from Currency Symbols' }).waitFor()
  await active(tab.page, 'euro sign')
  assertNoErrors(tab)
})

test('what is typed while an answer is on its way stays', async () => {
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const tab = await visit('/search', context)
  const { page } = tab
  connection.hold()
  await field(page).pressSequentially('gre')
  await page.waitForSelector('#query[aria-busy=true]')
  await field(page).pressSequentially('ek small letter om')
  const values = await field(page).evaluateHandle((element) => {
    const field = element as HTMLInputElement
    const seen: string[] = []
    new MutationObserver(() => seen.push(field.value)).observe(field, { attributes: true })
    return seen
  })
  connection.mend()
  await active(page, 'greek small letter omega')
  assert.deepEqual([...new Set(await values.jsonValue())], ['greek small letter om'])
  await page.waitForSelector('#query:not([aria-busy])')
  assertNoErrors(tab)
})

test('two tabs search for themselves', async () => {
  const one = await visit('/search')
  const two = await visit('/search', one.page.context())
  await field(one.page).fill('chess')
  await field(two.page).fill('umbrella')
  await active(one.page, 'white chess king')
  await active(two.page, 'umbrella')
  await field(one.page).press('ArrowDown')
  await active(one.page, 'white chess rook')
  assert.deepEqual([...new Set(await one.page.locator('mark').allInnerTexts())], ['chess'])
  assert.equal(await field(one.page).inputValue(), 'chess')
  assertNoErrors(one)
  assertNoErrors(two)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/search')
  await assertLooksRight(tab)
  await field(tab.page).fill('arrow right')
  await tab.page.locator('[role=option]').first().click()
  await tab.page.waitForSelector('.picked')
  await assertLooksRight(tab)
})
