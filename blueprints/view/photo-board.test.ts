import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp } from 'overwire'
import { openPage } from 'overwire/testing'
import { PhotoBoard } from './photo-board.ts'

test('Photo board: what is saved shows', async () => {
  const page = await openPage(createApp().live('/', PhotoBoard))
  await page.getByLabel('Text').fill('Hello')
  await page.getByRole('button', { name: 'Save' }).click()
  assert.equal(page.getByRole('status').text, 'Hello')
  await page.close()
})
