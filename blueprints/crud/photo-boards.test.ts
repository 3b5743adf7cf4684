import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp } from 'overwire'
import { assertThat, openPage, smoke } from 'overwire/testing'
import type { TestPage } from 'overwire/testing'
import { openDatabase } from './database.ts'
import { addPhotoBoards } from './photo-boards.ts'

// user

async function makeApp() {
  const app = createApp({ requireSchemas: true })
  await addPhotoBoards(app, await openDatabase(':memory:'))
  return app
}

async function open() {
  return openPage(await makeApp(), '/photo-boards', visitor)
}

async function add(page: TestPage, title: string) {
  await page.getByRole('button', { name: 'New photo board' }).click()
  // fills
  await page.getByRole('button', { name: 'Save' }).click()
}

test('Photo boards: one is added, changed, found and deleted', async () => {
  const page = await open()
  assertThat(page).toContainText('No photo boards here.')
  await add(page, 'First')
  await add(page, 'Second')
  assertThat(page).toHaveFlash('Saved.')

  await page.getByRole('button', { name: 'Edit Second' }).click()
  // kept
  // checks
  await page.getByLabel('TITLE_LABEL').fill('Third')
  await page.getByRole('button', { name: 'Save' }).click()
  assertThat(page).not.toContainText('Second')
  // shown

  await page.getByLabel('Search').fill('thir')
  assertThat(page).toHaveCount('li', 1)
  await page.getByRole('button', { name: 'Delete Third' }).click()
  assert.deepEqual(page.questions, ['Delete “Third”?'])
  await page.getByLabel('Search').fill('')
  assertThat(page).toHaveCount('li', 1)
  await page.close()
})

test('Photo boards: what is wrong is said beside its field', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'New photo board' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  assertThat(page.locator('#TITLE_NAME-errors')).toHaveText('This is needed.')
  await page.getByRole('button', { name: 'Cancel' }).click()
  assertThat(page).toHaveCount('form', 0)
  await page.close()
})

test('Photo boards: a long list has pages', async () => {
  const page = await open()
  for (let i = 1; i <= 11; i++) await add(page, `Number ${i}`)
  assertThat(page).toHaveCount('li', 10)
  await page.getByRole('button', { name: 'Next' }).click()
  assertThat(page.locator('li')).toContainText('Number 11')
  await page.getByRole('button', { name: 'Delete Number 11' }).click()
  assertThat(page).toHaveCount('li', 10)
  await page.close()
})

test('Photo boards: no event fails, whatever a browser sends', async () => {
  const { faults, skipped } = await smoke(await makeApp(), { ...visitor, slowMs: 1000 })
  assert.deepEqual({ faults, skipped }, { faults: [], skipped: [] })
})
