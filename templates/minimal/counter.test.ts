import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPage } from 'overwire/testing'
import { app } from './app.ts'

test('it counts and greets', async () => {
  const page = await openPage(app)
  await page.getByRole('button', { name: 'Count' }).click()
  assert.equal(page.getByRole('heading').text, 'Count: 1')
  await page.getByLabel('Your name').fill('Ann')
  await page.getByRole('button', { name: 'Greet' }).click()
  assert.equal(page.text('p'), 'Hello, Ann!')
  await page.close()
})
