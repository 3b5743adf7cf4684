import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertThat, openPage, smoke } from 'overwire/testing'
import { makeApp } from './app.ts'
import { openDatabase } from './database.ts'

const app = async () => makeApp(await openDatabase(':memory:'))

test('a visitor without a log-in is sent to log in', async () => {
  const page = await openPage(await app(), '/')
  assertThat(page).toHaveUrl('/login?next=%2F')
  await page.close()
})

test('one signs up, writes, finds and deletes notes, and sees no others', async () => {
  const made = await app()
  const page = await openPage(made, '/signup')
  await page.getByLabel('E-mail').fill('ann@example.com')
  await page.getByLabel('Password').fill('long enough')
  await page.getByRole('button', { name: 'Sign up' }).click()
  assertThat(page).toHaveUrl('/')

  for (const title of ['Buy milk', 'Call Ben']) {
    await page.getByLabel('New note').fill(title)
    await page.getByRole('button', { name: 'Add' }).click()
    assertThat(page).toHaveFlash(`Added “${title}”.`)
  }
  await page.getByLabel('Search').fill('milk')
  assertThat(page).toHaveCount('li', 1)
  await page.getByRole('button', { name: 'Delete Buy milk' }).click()
  await page.getByLabel('Search').fill('')
  assertThat(page).toHaveCount('li', 1)
  await page.getByRole('button', { name: 'Add' }).click()
  assertThat(page.getByRole('alert')).toHaveText('A note needs a title.')

  const other = await openPage(made, '/', { as: { id: 99, email: 'ben@example.com' } })
  assertThat(other).toContainText('No notes here.')
  await page.getByRole('button', { name: 'Log out' }).click()
  assertThat(page).toHaveUrl('/login')
  await other.close()
  await page.close()
})

test('no event of any view fails, whatever a browser sends', async () => {
  const as = { id: 1, email: 'ann@example.com' }
  const { faults, skipped } = await smoke(await app(), { as, slowMs: 1000 })
  assert.deepEqual({ faults, skipped }, { faults: [], skipped: [] })
})
