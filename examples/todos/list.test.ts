/** The list without a browser; what needs one is in todos.test.ts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPage } from 'overwire/testing'
import type { TestPage } from 'overwire/testing'
import { app } from '../app.ts'

const open = () => openPage(app, '/todos')
const titles = (page: TestPage) =>
  page.all('.todos input[name=title]').map((field) => (field as HTMLInputElement).value)
const left = (page: TestPage) => page.text('.todos-foot output')
const button = (page: TestPage, name: string | RegExp) => page.getByRole('button', { name })
const welcome = ['Open the gallery', 'Read the source beside it', 'Write my own']

test('adds a todo and clears the field; keeps it and says why when it can not', async () => {
  const page = await open()
  const field = page.getByLabel('New todo')
  assert.deepEqual(titles(page), welcome)
  await button(page, 'Add').click()
  assert.equal(page.text('#problem'), 'Write something.')
  assert.equal(field.attribute('aria-invalid'), 'true')
  await field.fill('x'.repeat(81))
  await field.press('Enter')
  assert.equal(page.text('#problem'), 'At most 80 characters.')
  assert.equal(field.value, 'x'.repeat(81))
  await field.fill('  Learn to <b>whistle</b>  ')
  await field.press('Enter')
  assert.deepEqual(titles(page), [...welcome, 'Learn to <b>whistle</b>'])
  assert.equal(page.text('#problem'), '')
  assert.equal(field.value, '')
  assert.equal(field.attribute('aria-invalid'), 'false')
  assert.equal(left(page), '3 left')
  await field.fill('And to hum')
  await field.press('Enter')
  assert.equal(left(page), '4 left')
  assert.equal(field.value, '', 'cleared the second time too')
  await page.close()
})

test('toggles, filters and clears', async () => {
  const page = await open()
  assert.equal(left(page), '2 left')
  await page.getByLabel('Done: Write my own').click()
  assert.equal(left(page), '1 left')
  await button(page, 'active').click()
  assert.deepEqual(titles(page), ['Read the source beside it'])
  assert.equal(button(page, 'active').attribute('aria-pressed'), 'true')
  await button(page, 'done').click()
  assert.deepEqual(titles(page), ['Open the gallery', 'Write my own'])
  await page.getByLabel('Done: Open the gallery').click()
  assert.deepEqual(titles(page), ['Write my own'])
  await button(page, 'Clear done').click()
  assert.deepEqual([titles(page), page.all('.empty').length], [[], 1])
  await button(page, 'all').click()
  const rest = ['Open the gallery', 'Read the source beside it']
  assert.deepEqual(titles(page), rest)
  assert.ok(button(page, 'Clear done').isDisabled)
  await page.reload()
  assert.deepEqual(titles(page), rest)
  await page.close()
})

test('deletes the last todo and says that there is none', async () => {
  const page = await open()
  for (const name of welcome) await button(page, `Delete: ${name}`).click()
  assert.equal(page.all('.empty').length, 1)
  assert.equal(left(page), '0 left')
  await page.close()
})

test('visitors have lists of their own, and tabs of one visitor filters of their own', async () => {
  const mine = await open()
  const [alsoMine, yours] = [await mine.newTab('/todos'), await open()]
  await button(mine, 'Delete: Write my own').click()
  assert.deepEqual(titles(mine), ['Open the gallery', 'Read the source beside it'])
  await button(alsoMine, 'active').click()
  assert.deepEqual(titles(alsoMine), ['Read the source beside it', 'Write my own'])
  await alsoMine.getByLabel('Done: Read the source beside it').click()
  assert.deepEqual(titles(alsoMine), [])
  await yours.getByLabel('Done: Write my own').click()
  assert.equal(left(yours), '1 left')
  assert.deepEqual(titles(yours), welcome)
  assert.deepEqual(titles(mine), ['Open the gallery', 'Read the source beside it'])
  await Promise.all([mine, alsoMine, yours].map((page) => page.close()))
})
