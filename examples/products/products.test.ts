import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, newContext } from '../../test/browser/browser.ts'
import { unsteadyConnection } from '../../test/browser/unsteady-connection.ts'
import { absolute, assertLooksRight, visit } from '../gallery/visit.ts'

const field = (page: Page) => page.locator('main').getByRole('searchbox')
const status = (page: Page, text: string) =>
  page.waitForSelector(`main [role=status].hint:text-is("${text}")`)
const current = (page: Page, name: string) =>
  page.waitForSelector(`.demo [aria-current]:text-is("${name}")`)
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })
const query = (page: Page) => new URL(page.url()).search

test('pages, category and order stand in the address; a reload shows the same', async () => {
  const tab = await visit('/products')
  const { page } = tab
  await status(page, '300 products')
  await link(page, 'Page 2').click()
  await current(page, '2')
  assert.equal(query(page), '?page=2')
  assert.equal(await page.title(), 'Products, page 2 · Overwire examples')
  await link(page, 'Lighting').click()
  await status(page, '50 products')
  const marks = await page.locator('.demo [aria-current]').allInnerTexts()
  assert.deepEqual(marks, ['Lighting', 'Name', '1'])
  assert.equal(query(page), '?category=Lighting', 'another choice begins at page 1')
  await link(page, 'cheapest').click()
  await current(page, 'cheapest')
  const prices = (await page.locator('.shelf b').allInnerTexts()).map((text) => +text.slice(1))
  assert.deepEqual(
    prices,
    prices.toSorted((a, b) => a - b),
  )
  await link(page, 'Next page').click()
  await current(page, '2')
  const names = await page.locator('.shelf a').allInnerTexts()
  await page.reload()
  await tab.connected()
  assert.equal(query(page), '?category=Lighting&sort=cheapest&page=2')
  assert.deepEqual(await page.locator('.shelf a').allInnerTexts(), names)
  assert.equal(await page.title(), 'Lighting, page 2 · Overwire examples')
  assertNoErrors(tab)
})

test('the pager says where it leaves pages out', async () => {
  const { page } = await visit('/products?page=19')
  assert.equal(
    (await page.locator('.pager').innerText()).replaceAll(/\s+/g, ' '),
    '← 1 … 18 19 20 … 38 →',
  )
  await link(page, 'Page 1').click()
  await current(page, '1')
  assert.equal((await page.locator('.pager').innerText()).match(/…/g)?.length, 1)
})

test('back and forward go through what was chosen, three steps each way', async () => {
  const tab = await visit('/products')
  const { page } = tab
  const steps = ['2', '3', '4']
  for (const step of steps) {
    await link(page, `Page ${step}`).click()
    await current(page, step)
  }
  for (const step of ['3', '2', '1']) {
    await page.goBack()
    await current(page, step)
  }
  assert.equal(query(page), '')
  for (const step of steps) {
    await page.goForward()
    await current(page, step)
    assert.equal(query(page), `?page=${step}`)
    assert.equal(await page.title(), `Products, page ${step} · Overwire examples`)
  }
  assertNoErrors(tab)
})

test('searches while one types; the letters are one step of the history', async () => {
  const tab = await visit('/products')
  const { page } = tab
  await link(page, 'Kitchen').click()
  await status(page, '50 products')
  const length = await page.evaluate(() => history.length)
  await field(page).pressSequentially('copper', { delay: 150 })
  await status(page, '10 products')
  assert.equal(await field(page).inputValue(), 'copper')
  assert.equal(query(page), '?q=copper&category=Kitchen')
  assert.equal(await page.evaluate(() => history.length), length)
  await link(page, 'Copper jug').waitFor()
  await field(page).fill('%')
  await status(page, '50 products')
  await field(page).fill('<b>')
  await page.getByText('Nothing here is called “<b>”.').waitFor()
  await page.goBack()
  await status(page, '300 products')
  assert.equal(await field(page).inputValue(), '')
  assertNoErrors(tab)
})

test('a product has a page of its own, and back is where one was', async () => {
  const tab = await visit('/products?page=2')
  const { page } = tab
  const name = await page.locator('.shelf a').first().innerText()
  await page.locator('.shelf a').first().click()
  await page.waitForSelector(`h3:text-is("${name}")`)
  assert.match(page.url(), /\/products\/\d+$/)
  assert.equal(await page.title(), `${name} · Overwire examples`)
  const description = page.locator('meta[name=description]')
  assert.match((await description.getAttribute('content'))!, new RegExp(`^${name} for €`))
  await page.goBack()
  await current(page, '2')
  await description.waitFor({ state: 'detached' })
  assert.equal(await page.locator('.shelf a').first().innerText(), name)
  await page.goForward()
  await page.waitForSelector(`h3:text-is("${name}")`)
  await link(page, 'All products').click()
  await status(page, '300 products')
  const documents = await page.evaluate(() => performance.getEntriesByType('navigation').length)
  assert.equal(documents, 1)
  assert.equal(tab.frames.filter((frame) => frame.startsWith('> [0,')).length, 1, 'one socket')
  assertNoErrors(tab)
})

test('an address that means nothing shows the nearest that does; no product is a 404', async () => {
  const tab = await visit('/products?page=999&sort=size&category=Toys&q=lamp')
  const { page } = tab
  await status(page, '20 products')
  await current(page, '3')
  await current(page, 'name')
  assertNoErrors(tab)
  for (const id of ['301', 'x', "1'--"]) {
    const answer = await page.request.get(absolute(page, `/products/${id}`))
    assert.equal(answer.status(), 404, id)
  }
})

test('the keyboard is enough', async () => {
  const tab = await visit('/products')
  const { page } = tab
  await page.locator('main').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('teak bench')
  await status(page, '1 product')
  // Over seven categories and three orders to the only product.
  for (let i = 0; i < 11; i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForSelector('h3:text-is("Teak bench"):focus')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await status(page, '300 products')
  assertNoErrors(tab)
})

test('without a connection a link waits for the next one', async () => {
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const tab = await visit('/products', context)
  const { page } = tab
  await connection.cut()
  await page.waitForSelector('html[live-connection=disconnected]')
  await link(page, 'Page 2').click()
  connection.mend()
  await page.waitForURL('**/products?page=2')
  await current(page, '2')
})

test('two tabs look at pages of their own', async () => {
  const one = await visit('/products')
  const two = await visit('/products?category=Garden', one.page.context())
  await link(one.page, 'Page 2').click()
  await current(one.page, '2')
  await current(two.page, 'Garden')
  await status(two.page, '50 products')
  assertNoErrors(one)
  assertNoErrors(two)
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  await assertLooksRight(await visit('/products?q=glass&page=3'))
  await assertLooksRight(await visit('/products?q=nothing'))
  await assertLooksRight(await visit('/products/7'))
})
