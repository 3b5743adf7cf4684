import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors } from '../../test/browser/browser.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel('Your question').fill(question)
  await page.getByLabel('Your question').press('Enter')
}

/** The words as they crossed the wire, put together. */
const sent = (frames: string[]) =>
  frames
    .filter((frame) => frame.startsWith('< [1,'))
    .flatMap((frame) => [...frame.matchAll(/\{"\+":("(?:[^"\\]|\\.)*")\}/g)])
    .map(([, text]) => JSON.parse(text!) as string)
    .join('')

test('an answer grows word by word; nothing is lost or out of order', async () => {
  const tab = await visit('/assistant')
  const { page } = tab
  await ask(page, 'What is a view?')
  await page.waitForSelector('article[aria-busy=true] p')
  assert.ok(await button(page, 'Ask').isDisabled())
  const field = page.getByLabel('Your question')
  assert.equal(await field.inputValue(), '', 'the next question can be typed meanwhile')
  await page.keyboard.type('And an event?')
  await page.waitForSelector('article[aria-busy=false]')
  const answer = (await page.locator('article p').textContent()) ?? ''
  assert.match(answer, /^[A-Z].*\.$/)
  assert.ok(answer.endsWith(sent(tab.frames)), 'what was added is what is shown')
  assert.ok(sent(tab.frames).length > answer.length / 2, 'it was not sent as a whole')
  assert.equal(await field.inputValue(), 'And an event?')
  await page.keyboard.press('Enter')
  await page.waitForSelector('article:nth-of-type(2)[aria-busy=false]')
  assert.equal(await page.locator('article p').first().textContent(), answer)
  assertNoErrors(tab)
})

test('an answer can be stopped with the keyboard, and keeps what it said', async () => {
  const tab = await visit('/assistant')
  const { page } = tab
  const last = page.locator('article').last()
  const stopped = last.getByText('Stopped.', { exact: true })
  // On a busy machine an answer may be over before it is stopped.
  for (let tries = 0; tries < 5; tries++) {
    await ask(page, 'How long is a page?')
    await last.locator('p', { hasText: ' ' }).first().waitFor()
    await button(page, 'Stop').focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('article:last-of-type[aria-busy=false]')
    if (await stopped.isVisible()) break
  }
  await stopped.waitFor()
  const count = await page.locator('article').count()
  const answer = await last.locator('p').first().textContent()
  assert.ok(await button(page, 'Stop').isDisabled())
  await page.waitForSelector('#question:focus')
  await page.keyboard.type('Go on.')
  await page.keyboard.press('Enter')
  await page.waitForSelector(`article:nth-of-type(${count + 1})[aria-busy=false]`)
  const before = page.locator('article').nth(count - 1)
  assert.equal(await before.locator('p').first().textContent(), answer)
  assertNoErrors(tab)
})

test('two windows ask for themselves', async () => {
  const one = await visit('/assistant')
  const two = await visit('/assistant', one.page.context())
  await ask(one.page, 'Are you there?')
  await one.page.waitForSelector('article[aria-busy=false]')
  assert.equal(await two.page.locator('article').count(), 0)
  assertNoErrors(one)
  assertNoErrors(two)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/assistant')
  await assertLooksRight(tab)
  await ask(tab.page, 'Is this readable?')
  await tab.page.waitForSelector('article[aria-busy=false]')
  await assertLooksRight(tab)
})
