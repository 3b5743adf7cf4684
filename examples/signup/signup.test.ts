import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoErrors, openTab, serveExample } from '../../test/browser/browser.ts'
import { addGallery } from '../gallery/gallery.ts'
import { galleryLayout } from '../gallery/layout.ts'
import { absolute, assertLooksRight, visit } from '../gallery/visit.ts'
import { eventually } from '../../test/eventually.ts'

const at = (page: Page, step: string) => page.waitForSelector(`#${step} h3:focus`)
const next = (page: Page) => page.getByRole('button', { name: 'Next' }).click()
const problem = (page: Page, label: string, text: string) =>
  page.locator('.field', { hasText: label }).getByText(text, { exact: true }).waitFor()

async function fillIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Name').fill('Grace')
  await page.getByLabel('Email', { exact: true }).fill(email)
  await next(page)
  await at(page, 'address')
  await page.getByLabel('Street').fill('High Street 7')
  await page.getByLabel('Postcode').fill('10115')
  await page.getByLabel('City').fill('Berlin')
  await next(page)
  await at(page, 'plan')
}

test('only what was used shows what is wrong, until Next shows all of the step', async () => {
  const tab = await visit('/signup')
  const { page } = tab
  await page.getByLabel('Email', { exact: true }).fill('nobody')
  await page.getByLabel('Email', { exact: true }).press('Tab')
  await problem(page, 'Email', 'That is no address of the form name@example.org.')
  assert.equal(await page.getByLabel('Name').getAttribute('aria-invalid'), 'false')
  await next(page)
  await problem(page, 'Name', 'At least two letters.')
  await page.waitForSelector('#name:focus')
  await page.getByLabel('Name').fill('Grace')
  await page.getByLabel('Email', { exact: true }).fill('grace@example.org')
  await next(page)
  await at(page, 'address')
  assert.equal(await page.locator('#address [aria-invalid=true]').count(), 0)
  assertNoErrors(tab)
})

test('a team has rows that come and go; the summary shows all of it, and it is stored', async () => {
  const tab = await visit('/signup')
  const { page } = tab
  await fillIn(page, 'grace@example.org')
  assert.equal(await page.getByLabel('Email of member 1').isVisible(), false)
  await page.getByLabel('A team').check()
  await page.getByLabel('Email of member 1').fill('one@example.org')
  const add = page.getByRole('button', { name: 'Add a member' })
  for (const member of [2, 3]) {
    await add.click()
    await page.getByLabel(`Email of member ${member}`).waitFor()
  }
  await page.getByLabel('Email of member 3').fill('three@example.org')
  await next(page)
  await problem(page, 'member 2', 'That is no address of the form name@example.org.')
  await page.getByRole('button', { name: 'Remove member 2' }).click()
  await page.getByLabel('Email of member 3').waitFor({ state: 'detached' })
  assert.equal(await page.getByLabel('Email of member 2').inputValue(), 'three@example.org')
  await next(page)
  await at(page, 'summary')
  await page.getByText('A team: one@example.org, three@example.org').waitFor()
  await page.getByText('High Street 7, 10115, Berlin').waitFor()
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByText('Welcome, Grace.').waitFor()
  assertNoErrors(tab)
})

test('back loses nothing, by link and by the browser; what the server refuses is shown', async () => {
  const tab = await visit('/signup')
  const { page } = tab
  await fillIn(page, 'Ada@example.org')
  await page.goBack()
  await page.locator('#address').waitFor()
  assert.equal(await page.getByLabel('City').inputValue(), 'Berlin')
  await page.getByRole('link', { name: 'Back' }).click()
  await page.locator('#account').waitFor()
  assert.equal(await page.getByLabel('Name').inputValue(), 'Grace')
  await next(page)
  await at(page, 'address')
  await next(page)
  await at(page, 'plan')
  await next(page)
  await at(page, 'summary')
  await page.getByRole('button', { name: 'Sign up' }).click()
  await at(page, 'account')
  await problem(page, 'Email', 'There is an account with this address.')
  await page.getByLabel('Email', { exact: true }).fill('ada.two@example.org')
  await page.getByLabel('Email', { exact: true }).press('Tab')
  await page.waitForSelector('#email[aria-invalid=false]')
  await page.goBack()
  await page.locator('#summary').getByText('Grace, ada.two@example.org').waitFor()
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByText('Welcome, Grace.').waitFor()
  assertNoErrors(tab)
})

test('the keyboard is enough', async () => {
  const tab = await visit('/signup')
  const { page } = tab
  const { keyboard } = page
  const type = async (...texts: string[]) => {
    for (const text of texts) {
      await keyboard.press('Tab')
      await keyboard.type(text)
    }
    await keyboard.press('Enter')
  }
  await page.locator('#account h3').focus()
  await type('Grace', 'keys@example.org')
  await at(page, 'address')
  await type('High Street 7', '10115', 'Berlin')
  await at(page, 'plan')
  await keyboard.press('Tab')
  await keyboard.press('ArrowDown')
  await page.locator('.members').waitFor()
  await type('one@example.org')
  await at(page, 'summary')
  for (let i = 0; i < 4; i++) await keyboard.press('Tab')
  await keyboard.press('Enter')
  await page.getByText('Welcome, Grace.').waitFor()
  assertNoErrors(tab)
})

test('a server that lost the view gets all steps, rows and the step from the page', async () => {
  const options = { layout: galleryLayout, limits: { graceMs: 0 } }
  const { url, server } = await serveExample(addGallery, options)
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  const tab = await openTab(`${url}/signup`)
  const { page } = tab
  await tab.connected()
  await fillIn(page, 'lost@example.org')
  await page.getByLabel('A team').check()
  await page.getByRole('button', { name: 'Add a member' }).click()
  await page.getByLabel('Email of member 2').fill('two@example.org')
  await page.getByLabel('Email of member 1').fill('half@examp')
  const joins = () => tab.frames.filter((frame) => frame.startsWith('< [0,1,')).length
  const before = joins()
  for (const socket of sockets) socket.destroy()
  await eventually(() => joins() !== before)
  await page.getByLabel('Email of member 2').waitFor()
  assert.equal(await page.getByLabel('Email of member 1').inputValue(), 'half@examp')
  assert.equal(await page.getByLabel('Email of member 2').inputValue(), 'two@example.org')
  await page.getByLabel('Email of member 1').fill('half@example.org')
  await next(page)
  await at(page, 'summary')
  await page.getByText('A team: half@example.org, two@example.org').waitFor()
  await page.getByText('High Street 7, 10115, Berlin').waitFor()
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByText('Welcome, Grace.').waitFor()
  assertNoErrors(tab)
})

test('who begins at the end is sent to what is missing', async () => {
  const { page } = await visit('/signup?step=summary')
  await page.getByRole('button', { name: 'Sign up' }).click()
  await at(page, 'account')
})

test('it is readable in dark and light, on a phone and on a desk', async () => {
  const tab = await visit('/signup')
  await next(tab.page)
  await problem(tab.page, 'Name', 'At least two letters.')
  await assertLooksRight(tab)
  await tab.page.goto(absolute(tab.page, '/signup?step=plan'))
  await tab.connected()
  await tab.page.getByLabel('A team').check()
  await tab.page.locator('.members').waitFor()
  await assertLooksRight(tab)
  await tab.page.goto(absolute(tab.page, '/signup?step=summary'))
  await tab.connected()
  await assertLooksRight(tab)
})
