import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors } from '../../test/browser/browser.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

const said = (page: Page, text: string) =>
  page.locator('.messages li', { hasText: text }).last().waitFor()
const count = (page: Page) => page.locator('.messages li').count()

test('two browsers talk; the field is cleared, and the newest message is in sight', async () => {
  const [ada, ben] = [await visit('/chat/kitchen'), await visit('/chat/kitchen')]
  const field = ada.page.getByRole('textbox')
  for (let i = 1; i <= 12; i++) {
    await field.fill(`number ${i} <b>`)
    await field.press('Enter')
    await said(ben.page, `number ${i} <b>`)
    await ada.page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('#text')!.value === '',
    )
  }
  for (const { page } of [ada, ben]) {
    assert.equal(await count(page), 12)
    await page.waitForFunction(() => {
      const box = document.querySelector('.messages')!
      return box.scrollHeight - box.scrollTop - box.clientHeight < 2
    })
  }
  // A row is some bytes, however many there are.
  const last = ben.frames.findLast((frame) => frame.startsWith('<'))!
  assert.ok(last.length < 250, last)
  for (const tab of [ada, ben]) assertNoErrors(tab)
})

test('rooms are apart, and come without loading the page; a late visitor sees what was said', async () => {
  const tab = await visit('/chat/garden')
  const { page } = tab
  const opened = await page.evaluate(() => ((window as { mark?: number }).mark = 7))
  await page.getByRole('textbox').fill('Roses')
  await page.getByRole('button', { name: 'Send' }).click()
  await said(page, 'Roses')
  await page.getByRole('link', { name: 'lobby' }).click()
  await said(page, 'what you wrote when it is back')
  assert.equal(await page.locator('.messages li', { hasText: 'Roses' }).count(), 0)
  await page.goBack()
  await said(page, 'Roses')
  assert.equal(await page.evaluate(() => (window as { mark?: number }).mark), opened)
  const late = await visit('/chat/garden')
  await said(late.page, 'Roses')
  for (const each of [tab, late]) assertNoErrors(each)
})

test('older messages come on request, until there are none, by keyboard alone', async () => {
  const tab = await visit('/chat')
  const { page } = tab
  assert.equal(await count(page), 30)
  for (const expected of [60, 90]) {
    await page.getByRole('button', { name: 'Older messages' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(
      (rows) => document.querySelectorAll('.messages li').length === rows,
      expected,
    )
  }
  await page.getByRole('button', { name: 'Older messages' }).click()
  await page.getByRole('button', { name: 'Older messages' }).waitFor({ state: 'detached' })
  assert.equal(await count(page), 90)
  assertNoErrors(tab)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  await assertLooksRight(await visit('/chat'))
})
