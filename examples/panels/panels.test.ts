import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, newContext } from '../../test/browser/browser.ts'
import type { Tab } from '../../test/browser/browser.ts'
import { unsteadyConnection } from '../../test/browser/unsteady-connection.ts'
import { assertLooksRight, visit } from '../gallery/visit.ts'

const named = (page: Page, role: Parameters<Page['getByRole']>[0], name: string) =>
  page.getByRole(role, { name, exact: true })
const focused = (page: Page, selector: string) => page.waitForSelector(`${selector}:focus`)

function assertNothingAsked(tab: Tab): void {
  assert.deepEqual(
    tab.frames.filter((frame) => frame.startsWith('> [1,')),
    [],
  )
  assertNoErrors(tab)
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

test('tabs: a click and arrow keys select, the panel follows, one tab is a stop', async () => {
  const tab = await visit('/panels')
  const { page } = tab
  const shows = async (name: string, command: string) => {
    await page.waitForSelector(`#tab-${name}[aria-selected=true][tabindex="0"]`)
    await page.getByRole('tabpanel', { name, exact: true }).getByText(command).waitFor()
    assert.equal(await page.getByRole('tabpanel').count(), 1)
    assert.equal(await page.locator('.tabs [aria-selected=true]').count(), 1)
    assert.equal(await page.locator('.tabs [role=tab][tabindex="0"]').count(), 1)
  }
  await shows('npm', 'npm install overwire')
  await named(page, 'tab', 'yarn').click()
  await shows('yarn', 'yarn add overwire')
  await press(page, 'ArrowRight')
  await focused(page, '#tab-npm')
  await shows('npm', 'npm install overwire')
  await press(page, 'ArrowLeft', 'ArrowLeft')
  await focused(page, '#tab-pnpm')
  await shows('pnpm', 'pnpm add overwire')
  await press(page, 'Tab')
  await focused(page, '#install-pnpm .copy')
  await press(page, 'Shift+Tab')
  await focused(page, '#tab-pnpm')
  assertNothingAsked(tab)
})

test('the copy button copies the command and says so for a while', async () => {
  const tab = await visit('/panels')
  const { page } = tab
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await named(page, 'button', 'Copy').click()
  await named(page, 'button', 'Copied').waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'npm install overwire')
  await named(page, 'button', 'Copy').waitFor()
  assertNothingAsked(tab)
})

test('the menu: keys go round, Escape and Tab close it, Enter chooses', async () => {
  const tab = await visit('/panels')
  const { page } = tab
  const button = named(page, 'button', 'Text size')
  const menu = page.getByRole('menu')
  await button.focus()
  await press(page, 'Enter')
  await focused(page, '#size-normal')
  assert.equal(await button.getAttribute('aria-expanded'), 'true')
  await press(page, 'ArrowDown', 'ArrowDown')
  await focused(page, '#size-small')
  await press(page, 'ArrowUp')
  await focused(page, '#size-large')
  await press(page, 'Escape')
  await focused(page, '#size-button')
  await menu.waitFor({ state: 'hidden' })
  assert.equal(await button.getAttribute('aria-expanded'), 'false')
  await press(page, 'Space', 'ArrowDown', 'Enter')
  await focused(page, '#size-button')
  await menu.waitFor({ state: 'hidden' })
  await page.waitForSelector('.questions[data-size=large]')
  await press(page, 'Enter')
  await focused(page, '#size-large[aria-checked=true]')
  assert.equal(await page.locator('[aria-checked=true]').count(), 1)
  await press(page, 'Tab')
  await menu.waitFor({ state: 'hidden' })
  await focused(page, '.panels-head > button')
  assertNothingAsked(tab)
})

test('the menu: a click elsewhere closes it', async () => {
  const tab = await visit('/panels')
  const { page } = tab
  await named(page, 'button', 'Text size').click()
  await page.getByRole('menu').waitFor()
  await page.locator('h1').click()
  await page.getByRole('menu').waitFor({ state: 'hidden' })
  await page.waitForSelector('#size-button[aria-expanded=false]')
  assertNothingAsked(tab)
})

test('the accordion opens and closes each answer, and all of them, also by keys', async () => {
  const tab = await visit('/panels')
  const { page } = tab
  const question = named(page, 'button', 'And without a connection?')
  const answer = named(page, 'region', 'And without a connection?')
  await question.click()
  await answer.waitFor()
  assert.equal(await question.getAttribute('aria-expanded'), 'true')
  await press(page, 'Enter')
  await answer.waitFor({ state: 'hidden' })
  assert.equal(await question.getAttribute('aria-expanded'), 'false')
  await named(page, 'button', 'Open all').click()
  await answer.waitFor()
  assert.equal(await page.locator('.answer:visible').count(), 3)
  assert.equal(await page.locator('.questions [aria-expanded=true]').count(), 3)
  assertNothingAsked(tab)
})

test('the dialog keeps the focus, and Escape, a button and a click beside it close it', async () => {
  const tab = await visit('/panels')
  const { page } = tab
  const opener = named(page, 'button', 'Start over…')
  const closed = async () => {
    await page.waitForSelector('#start-over', { state: 'hidden' })
    assert.ok(await opener.evaluate((element) => element === document.activeElement))
  }
  await opener.focus()
  await press(page, 'Enter')
  await page.waitForSelector('#start-over:modal')
  for (const name of ['Keep it', 'Start over', 'Keep it']) {
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), name)
    await press(page, 'Tab')
  }
  await press(page, 'Shift+Tab', 'Shift+Tab')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Start over')
  await press(page, 'Escape')
  await closed()
  await press(page, 'Enter', 'Enter')
  await closed()
  await opener.click()
  await page.locator('#start-over p').click()
  await page.waitForSelector('#start-over:modal')
  await page.mouse.click(5, 5)
  await closed()
  assertNothingAsked(tab)
})

test('starting over undoes what the other panels did', async () => {
  const tab = await visit('/panels')
  const { page } = tab
  await named(page, 'tab', 'pnpm').click()
  await named(page, 'button', 'Open all').click()
  await named(page, 'button', 'Text size').click()
  await named(page, 'menuitemradio', 'large').click()
  await named(page, 'button', 'Start over…').click()
  await named(page, 'button', 'Start over').click()
  await page.waitForSelector('#start-over', { state: 'hidden' })
  await page.waitForSelector('#tab-npm[aria-selected=true]')
  await page.waitForSelector('.questions[data-size=normal]')
  assert.equal(await page.locator('.answer:visible').count(), 0)
  assert.equal(await page.locator('.questions [aria-expanded=true]').count(), 0)
  assertNothingAsked(tab)
})

test('all of it works while the connection is lost', async () => {
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const { page } = await visit('/panels', context)
  await connection.cut()
  await page.locator('.when-disconnected').waitFor()
  await named(page, 'tab', 'yarn').click()
  await named(page, 'tabpanel', 'yarn').waitFor()
  await named(page, 'button', 'Open all').click()
  connection.mend()
  await page.locator('.when-connected').waitFor()
  assert.equal(await page.locator('.answer:visible').count(), 3)
  await named(page, 'tabpanel', 'yarn').waitFor()
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/panels')
  const { page } = tab
  await named(page, 'button', 'Open all').click()
  await named(page, 'button', 'Text size').click()
  await page.waitForSelector('.coming', { state: 'detached' })
  await assertLooksRight(tab)
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 844 })
    const box = await page.locator('#sizes').boundingBox()
    assert.ok(box!.x >= 0 && box!.x + box!.width <= width, `the menu in a window of ${width}`)
  }
  await named(page, 'button', 'Start over…').click()
  await assertLooksRight(tab)
})
