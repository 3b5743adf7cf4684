/** The examples with forms, in a browser that runs no script. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { newContext, openTab, serveExample } from '../../test/browser/browser.ts'
import { addGallery } from './gallery.ts'
import { galleryLayout } from './layout.ts'

async function open(path: string): Promise<{ page: Page; url: string }> {
  const { url } = await serveExample(addGallery, { layout: galleryLayout })
  const { page } = await openTab(url + path, await newContext({ javaScriptEnabled: false }))
  return { page, url }
}

/** Does something that loads a page, and waits for it. */
async function loaded(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()])
}

test('todos are added, refused, saved, filtered and deleted without a script', async () => {
  const { page, url } = await open('/todos')
  const button = (name: string) =>
    loaded(page, () => page.getByRole('button', { name, exact: true }).click())
  const titles = () =>
    page
      .locator('.todos input[name=title]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('value')))
  const before = await titles()
  await button('Add')
  assert.equal(await page.textContent('#problem'), 'Write something.')
  await page.getByLabel('New todo').fill('Without <script>')
  await button('Add')
  assert.equal(page.url(), `${url}/todos`)
  assert.deepEqual(await titles(), [...before, 'Without <script>'])
  assert.equal(await page.textContent('#problem'), '')
  assert.equal(await page.getByLabel('New todo').inputValue(), '')
  await button('Delete: Without <script>')
  assert.deepEqual(await titles(), before)
  await button('done')
  assert.equal(await page.locator('button[aria-pressed=true]').textContent(), 'done')
  assert.ok((await titles()).length < before.length)
  await button('Clear done')
  assert.deepEqual(await titles(), [])
})

test('a visitor signs up step by step without a script', async () => {
  const { page, url } = await open('/signup')
  const next = () =>
    loaded(page, () =>
      page.locator('.step:not([hidden])').getByRole('button', { name: 'Next' }).click(),
    )
  await next()
  assert.match((await page.textContent('#account'))!, /At least two letters\./)
  await page.getByLabel('Name').fill('Grace')
  await page.getByLabel('Email', { exact: true }).fill('without-script@example.org')
  await next()
  assert.equal(page.url(), `${url}/signup?step=address`)
  await page.getByLabel('Street').fill('High Street 7')
  await page.getByLabel('Postcode').fill('10115')
  await page.getByLabel('City').fill('Berlin')
  await next()
  await next()
  assert.match((await page.textContent('#summary dl'))!, /Grace, without-script@example\.org/)
  await loaded(page, () => page.getByRole('button', { name: 'Sign up' }).click())
  assert.match((await page.textContent('.welcome'))!, /Welcome, Grace\./)
})

test('products are found, sorted and opened without a script', async () => {
  const { page, url } = await open('/products')
  const count = Number.parseInt((await page.textContent('main .hint[role=status]'))!, 10)
  await page.getByLabel('Search the shop').fill('lamp')
  await loaded(page, () => page.getByLabel('Search the shop').press('Enter'))
  assert.equal(page.url(), `${url}/products?q=lamp`)
  const found = Number.parseInt((await page.textContent('main .hint[role=status]'))!, 10)
  assert.ok(found > 0 && found < count, `${found} of ${count}`)
  await loaded(page, () => page.locator('.choices[aria-label="Sort by"] a >> nth=1').click())
  assert.match(page.url(), /q=lamp/)
  await loaded(page, () => page.locator('.shelf a >> nth=0').click())
  assert.match(page.url(), /\/products\/\d+$/)
  assert.equal(await page.locator('.product').count(), 1)
})
