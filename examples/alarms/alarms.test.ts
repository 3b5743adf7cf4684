import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SYNC, trigger } from 'overwire/signals'
import type { BrowserContext, Page } from 'playwright-core'
import { assertNoErrors, newContext } from '../../test/browser/browser.ts'
import type { Tab } from '../../test/browser/browser.ts'
import { unsteadyConnection } from '../../test/browser/unsteady-connection.ts'
import { assertLooksRight, base, pathOf, visit } from '../gallery/visit.ts'
import { eventually } from '../../test/eventually.ts'

const HOME = 'Alarms · Overwire examples'

/** Opens a page of the example, whose actions reach their handlers. */
async function open(path = '/alarms', context?: BrowserContext): Promise<Tab> {
  const tab = await visit(path, context)
  await tab.page.waitForSelector('html[data-liveview-ready]')
  return tab
}

const rows = (page: Page) => page.locator('#alerts tbody tr')
const newest = async (page: Page) => Number(await rows(page).first().locator('.id').innerText())
const dialog = (page: Page) => page.getByRole('dialog')
const add = (page: Page) => page.getByRole('button', { name: 'Add a random alert' }).click()

/** A text of the example; the wire meter below shows it too. */
const text = (page: Page, words: string | RegExp) => page.locator('.alarms').getByText(words)
/** Waits until the page has this address and title. */
const isAt = (page: Page, path: string, title: string) =>
  page.waitForFunction(
    ([a, b]) => location.pathname === a && document.title === b,
    [base + path, title],
  )

/** Waits until what matches has the focus. */
const focused = (page: Page, selector: string) => page.waitForSelector(`${selector}:focus`)

test('the table is served with its page, newest first, and asked for by each window [A152]', async () => {
  const tab = await open()
  const { page, frames } = tab
  const served = await (await page.request.get(page.url())).text()
  assert.match(served, /<tr id="alert-6">/)
  assert.match(served, /aria-label="Details of alert 6"/)
  const ids = await page.locator('#alerts tbody .id').allInnerTexts()
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => Number(b) - Number(a)),
  )
  const types = new Set(await page.locator('#alerts tbody .type').allInnerTexts())
  assert.deepEqual([...types].sort(), ['CRITICAL', 'INFO', 'WARNING'])
  await eventually(
    () => !!frames.some((frame) => frame.startsWith('< [8,') && frame.includes('"#alerts"')),
  )
  assert.ok(frames.some((frame) => frame.includes('"load_alerts_table"')))
  assertNoErrors(tab)
})

test('an alert is there for everybody, with a note that goes after three seconds [A152]', async () => {
  const [mine, yours, elsewhere] = [await open(), await open(), await visit('/minimal')]
  const last = await newest(mine.page)
  await add(mine.page)
  const notes = [mine, yours].map(({ page }) =>
    page.locator('#alarm-notes').getByText(`alert ${last + 1} was added.`),
  )
  for (const note of notes) await note.waitFor()
  const begun = Date.now()
  for (const { page } of [mine, yours]) assert.equal(await newest(page), last + 1)
  // Who sent it may leave, and others come meanwhile.
  await mine.page.close()
  const late = await open()
  await notes[1]!.waitFor({ state: 'detached' })
  const lasted = Date.now() - begun
  assert.ok(lasted > 2000 && lasted < 5000, `${lasted} ms`)
  // Windows with another page are everybody too.
  for (const tab of [yours, elsewhere, late]) assertNoErrors(tab)
})

test('a deleted alert leaves all windows; the focus goes to the next [A152]', async () => {
  const [mine, yours] = [await open(), await open()]
  await add(mine.page)
  await add(mine.page)
  const { page } = mine
  await page.locator('#alarm-notes p').nth(1).waitFor()
  const last = await newest(page)
  await page.getByRole('button', { name: `Delete alert ${last}` }).click()
  for (const tab of [mine, yours]) {
    await tab.page.locator('#alarm-notes').getByText(`Alert ${last} was deleted.`).waitFor()
    assert.equal(await newest(tab.page), last - 1)
  }
  await focused(page, `#alert-${last - 1} button`)
  await page.keyboard.press('Enter')
  await page.locator(`#alert-${last - 1}`).waitFor({ state: 'detached' })
  for (const tab of [mine, yours]) assertNoErrors(tab)
})

test('details open for who asked: an address, a title, the focus; Escape and Close end it [A152]', async () => {
  const [mine, yours] = [await open(), await open()]
  const { page } = mine
  const title = 'Alert 3 · Alarms'
  const link = page.getByRole('link', { name: 'Details of alert 3' })
  for (const close of ['Escape', 'Close', 'Back'] as const) {
    await link.focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('#alert-dialog:modal')
    await isAt(page, '/alarms/alert/3', title)
    assert.match(await dialog(page).innerText(), /Alert 3\s+CRITICAL .* UTC\s+The payment service/)
    await focused(page, '#alert-dialog button')
    if (close === 'Escape') await page.keyboard.press('Escape')
    else if (close === 'Close') await page.keyboard.press('Enter')
    else await page.goBack()
    await isAt(page, '/alarms', HOME)
    await dialog(page).waitFor({ state: 'detached' })
    await focused(page, '#alert-3 a')
  }
  await page.goForward()
  await page.waitForSelector('#alert-dialog:modal')
  await isAt(page, '/alarms/alert/3', title)
  assert.equal(await dialog(yours.page).count(), 0)
  assert.equal(pathOf(yours.page), '/alarms')
  for (const tab of [mine, yours]) assertNoErrors(tab)
})

test('a late answer to Escape does not take the focus back [B35, A152]', async () => {
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const tab = await open('/alarms', context)
  const { page } = tab
  await page.getByRole('link', { name: 'Details of alert 3' }).click()
  await page.waitForSelector('#alert-dialog:modal')
  connection.hold()
  await page.keyboard.press('Escape')
  await focused(page, '#alert-3 a')
  await page.keyboard.press('Tab')
  await focused(page, '#alert-3 button')
  connection.mend()
  await page.locator('#alert-dialog').waitFor({ state: 'detached' })
  await isAt(page, '/alarms', HOME)
  assert.equal(await page.locator('#alert-3 button:focus').count(), 1)
  assertNoErrors(tab)
})

test('every address can be shared [A152]', async () => {
  const details = await open('/alarms/alert/2')
  await details.page.waitForSelector('#alert-dialog:modal')
  assert.equal(await details.page.title(), 'Alert 2 · Alarms')
  await dialog(details.page).getByText('The disk of db-2').waitFor()
  await details.page.keyboard.press('Escape')
  await isAt(details.page, '/alarms', HOME)
  await details.page.goBack()
  await details.page.waitForSelector('#alert-dialog:modal')
  const none = await open('/alarms/alert/none')
  await dialog(none.page).getByText('There is no alert 0.').waitFor()
  const form = await open('/alarms/new')
  assert.equal(await form.page.title(), 'New alert · Alarms')
  await focused(form.page, '#type')
  for (const tab of [details, none, form]) assertNoErrors(tab)
})

test('the form says what is wrong, field by field, and keeps what was typed [A152]', async () => {
  const [mine, yours] = [await open(), await open()]
  const { page } = mine
  await page.getByRole('link', { name: 'New alert…' }).click()
  await isAt(page, '/alarms/new', 'New alert · Alarms')
  await focused(page, '#type')
  const [type, description] = [page.getByLabel('Type'), page.getByLabel('Description')]
  // While one fills it in.
  await description.fill('x'.repeat(501))
  await type.focus()
  await text(page, 'At most 500 characters; these are 501.').waitFor()
  assert.equal(await description.getAttribute('aria-invalid'), 'true')
  assert.equal(await page.locator('#problem-type').innerText(), '')
  await description.fill('  ')
  await type.focus()
  await text(page, 'Say what happened.').waitFor()
  await description.fill('A <b>fire</b>')
  await type.focus()
  await page.waitForSelector('#description[aria-invalid=false]')
  // As a whole.
  await page.getByRole('button', { name: 'Add the alert' }).click()
  await text(page, 'Choose a type.').waitFor()
  await focused(page, '#type[aria-invalid=true]')
  assert.equal(await description.inputValue(), 'A <b>fire</b>')
  assert.equal(pathOf(page), '/alarms/new')
  await type.selectOption('CRITICAL')
  await page.getByRole('button', { name: 'Add the alert' }).click()
  await isAt(page, '/alarms', HOME)
  for (const tab of [mine, yours]) {
    const top = rows(tab.page).first()
    await top.getByText('A <b>fire</b>').waitFor()
    assert.equal(await top.locator('.type').innerText(), 'CRITICAL')
    await tab.page
      .locator('#alarm-notes')
      .getByText(/^CRITICAL: alert \d+ was added\.$/)
      .waitFor()
    assertNoErrors(tab)
  }
})

test('cancel, back and forward restore content, title and scroll position [A152]', async () => {
  const tab = await open()
  const { page } = tab
  await page.setViewportSize({ width: 390, height: 400 })
  const scrolled = () => page.waitForFunction(() => scrollY === 300)
  await page.evaluate(() => scrollTo(0, 300))
  await scrolled()
  await page.getByRole('link', { name: 'New alert…' }).dispatchEvent('click')
  await isAt(page, '/alarms/new', 'New alert · Alarms')
  await page.getByRole('link', { name: 'Cancel' }).click()
  await isAt(page, '/alarms', HOME)
  await focused(page, '#new-alert')
  await page.goBack()
  await isAt(page, '/alarms/new', 'New alert · Alarms')
  await page.getByRole('button', { name: 'Add the alert' }).waitFor()
  await page.goBack()
  await isAt(page, '/alarms', HOME)
  await rows(page).first().waitFor()
  await scrolled()
  await page.goForward()
  await page.getByRole('button', { name: 'Add the alert' }).waitFor()
  await isAt(page, '/alarms/new', 'New alert · Alarms')
  assertNoErrors(tab)
})

test('it is readable in dark and light, on a phone and on a desk [A152]', async () => {
  const tab = await open()
  const { page } = tab
  await assertLooksRight(tab)
  await page.setViewportSize({ width: 390, height: 844 })
  const { scrollWidth, clientWidth } = await page
    .locator('#alerts')
    .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }))
  assert.ok(scrollWidth <= clientWidth, `${scrollWidth} in ${clientWidth}`)
  assert.ok((await page.getByRole('cell', { name: /^Details of alert/ }).count()) > 3)
  await add(page)
  await page.locator('#alarm-notes p').waitFor()
  await assertLooksRight(tab)
  await assertLooksRight(await open('/alarms/alert/1'))
  const form = await open('/alarms/new')
  await form.page.getByRole('button', { name: 'Add the alert' }).click()
  await text(form.page, 'Say what happened.').waitFor()
  await assertLooksRight(form)
})

test('the nightly task clears the table of open windows [A152]', async () => {
  const [mine, form] = [await open(), await open('/alarms/new')]
  await rows(mine.page).first().waitFor()
  await trigger(null, 'alerts.clear', { to: SYNC })
  await text(mine.page, 'No alerts. All is well.').waitFor()
  assert.equal(await rows(mine.page).count(), 0)
  await add(mine.page)
  await rows(mine.page).first().waitFor()
  await mine.page.getByRole('button', { name: /^Delete alert/ }).click()
  await focused(mine.page, '#random-alert')
  for (const tab of [mine, form]) assertNoErrors(tab)
})
