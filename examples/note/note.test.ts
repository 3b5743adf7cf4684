import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, newContext, openTab, serveExample } from '../../test/browser/browser.ts'
import { addGallery } from '../gallery/gallery.ts'
import { galleryLayout } from '../gallery/layout.ts'
import { unsteadyConnection } from '../../test/browser/unsteady-connection.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

const field = (page: Page, number: number) => page.locator('.note textarea').nth(number)
const mine = (page: Page) => page.locator('.mine').waitFor()
const gone = (page: Page, kind: '.mine' | '.theirs') =>
  page.locator(kind).waitFor({ state: 'detached' })

/** Waits until a paragraph is exactly this text. */
async function reads(page: Page, number: number, text: string): Promise<void> {
  await page.waitForFunction(
    ([at, wanted]) => document.querySelectorAll('textarea')[Number(at)]?.value === wanted,
    [String(number), text],
  )
}

/** Writes a paragraph anew, and leaves it. */
async function rewrite(page: Page, number: number, text: string): Promise<void> {
  await field(page, number).click()
  await mine(page)
  await field(page, number).fill(text)
  await field(page, number).blur()
  await gone(page, '.mine')
}

test('what one types arrives at the other, who sees who it is and can’t write there', async () => {
  const one = await visit('/note')
  const two = await visit('/note')
  const name = await one.page.locator('.note-name b').innerText()
  await field(one.page, 0).click()
  await mine(one.page)
  await two.page.locator('.theirs', { hasText: `${name} is writing…` }).waitFor()
  assert.equal(await field(two.page, 0).isEditable(), false)
  await field(one.page, 0).fill('From one')
  await reads(two.page, 0, 'From one')
  await field(two.page, 0).click()
  await field(one.page, 0).pressSequentially(' to two')
  await reads(two.page, 0, 'From one to two')
  await field(one.page, 0).blur()
  await gone(two.page, '.theirs')
  assertNoErrors(one)
  assertNoErrors(two)
})

test('two write at once: caret and unsent text stay', async () => {
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const one = await visit('/note', context)
  const two = await visit('/note')
  await rewrite(one.page, 0, 'ab')
  await field(one.page, 0).click()
  await mine(one.page)
  await one.page.keyboard.press('Home')
  await one.page.keyboard.press('ArrowRight')
  connection.hold()
  await one.page.keyboard.type('--')
  await rewrite(two.page, 1, 'Meanwhile')
  await one.page.keyboard.type('++')
  connection.mend()
  await reads(one.page, 1, 'Meanwhile')
  await one.page.keyboard.type('!')
  await reads(two.page, 0, 'a--++!b')
  await reads(one.page, 0, 'a--++!b')
  await field(one.page, 0).blur()
  await gone(two.page, '.theirs')
  assertNoErrors(one)
  assertNoErrors(two)
})

test('what was typed offline and can’t be saved any more is kept and asked about', async () => {
  const layout = galleryLayout
  const { url } = await serveExample(addGallery, { layout, limits: { graceMs: 0 } })
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const one = await openTab(`${url}/note`, context)
  const two = await openTab(`${url}/note`)
  for (const tab of [one, two]) await tab.connected()
  await rewrite(one.page, 0, 'Both know this')
  await field(one.page, 0).click()
  await mine(one.page)
  await connection.cut()
  await one.page.keyboard.type(', and one adds to it')
  await gone(two.page, '.theirs')
  await rewrite(two.page, 0, 'Two was faster')
  connection.mend()
  await one.page.locator('blockquote', { hasText: 'Both know this, and one adds' }).waitFor()
  await reads(one.page, 0, 'Two was faster')
  const before = await one.page.locator('textarea').count()
  await one.page.getByRole('button', { name: 'Add it as a paragraph' }).click()
  await reads(one.page, before, 'Both know this, and one adds to it')
  await reads(two.page, before, 'Both know this, and one adds to it')
  await one.page.locator('.unsaved').waitFor({ state: 'detached' })
  await field(one.page, before).fill('')
  await field(one.page, before).blur()
  await two.page.waitForFunction((n) => document.querySelectorAll('textarea').length === n, before)
  assertNoErrors(two)
})

test('the keyboard is enough, and a closed window gives its paragraph back', async () => {
  const one = await visit('/note')
  const two = await visit('/note')
  const { keyboard } = one.page
  await one.page.getByRole('button', { name: 'New paragraph' }).focus()
  await keyboard.press('Enter')
  await one.page.waitForSelector('.mine textarea:focus')
  await keyboard.type('First line')
  await keyboard.press('Enter')
  await keyboard.type('second line')
  await reads(two.page, 2, 'First line\nsecond line')
  await two.page.locator('.theirs').waitFor()
  await one.page.close()
  await gone(two.page, '.theirs')
  await field(two.page, 2).focus()
  await mine(two.page)
  await two.page.keyboard.press('Control+a')
  await two.page.keyboard.press('Delete')
  await two.page.keyboard.press('Shift+Tab')
  await two.page.waitForFunction(() => document.querySelectorAll('textarea').length === 2)
  await two.page.waitForSelector('.mine textarea:focus')
  assertNoErrors(two)
  await two.page.close()
})

test('the note is there when the page is loaded again', async () => {
  const tab = await visit('/note')
  await rewrite(tab.page, 0, 'It lasts')
  await tab.page.reload()
  await tab.connected()
  await reads(tab.page, 0, 'It lasts')
  assertNoErrors(tab)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const one = await visit('/note')
  const two = await visit('/note')
  await field(one.page, 1).click()
  await field(two.page, 0).click()
  await two.page.locator('.theirs').waitFor()
  await mine(two.page)
  await assertLooksRight(two)
})
