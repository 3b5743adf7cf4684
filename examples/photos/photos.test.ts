import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import type { Page } from 'playwright-core'
import { assertLooksRight, visit } from '../gallery/visit.ts'

/** A photo with the place where it was taken in it. */
const photo = async (name: string, background: string) => ({
  name,
  mimeType: 'image/jpeg',
  buffer: await sharp({ create: { width: 1600, height: 900, channels: 3, background } })
    .withExif({ IFD0: { Copyright: 'Nobody', Artist: 'Somewhere' } })
    .jpeg()
    .toBuffer(),
})

const board = (page: Page) => page.locator('.photo-board figcaption').allInnerTexts()

test('photos are previewed, sent and shared: everybody sees them, smaller and without EXIF', async () => {
  const [ada, bob] = [await visit('/photos'), await visit('/photos')]
  await ada.page.setInputFiles('#photos', [
    await photo('red.jpg', '#b33'),
    await photo('blue.jpg', '#33b'),
  ])
  await ada.page.waitForSelector('.photo-list li.done:nth-child(2)')
  assert.match((await ada.page.getAttribute('.photo-list img', 'src'))!, /^blob:/)
  await ada.page.fill('#caption', 'Two <colours>')
  await ada.page.getByRole('button', { name: 'Share' }).click()
  await bob.page.waitForSelector('.photo-board li:nth-child(2)')
  assert.deepEqual((await board(bob.page)).slice(0, 2), ['Two <colours>', 'Two <colours>'])
  const src = await bob.page.getAttribute('.photo-board img', 'src')
  const answer = await bob.page.request.get(new URL(src!, bob.page.url()).href)
  const { width, height, format, exif } = await sharp(await answer.body()).metadata()
  assert.deepEqual(
    { width, height, format, exif },
    { width: 640, height: 360, format: 'webp', exif: undefined },
  )
  await ada.page.waitForSelector('.photo-list li', { state: 'detached' })
  await assertLooksRight(ada)
  await assertLooksRight(bob)
})

test('what is no picture says so beside its name, and can be removed', async () => {
  const tab = await visit('/photos')
  const { page } = tab
  await page.setInputFiles('#photos', [
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') },
    await photo('green.jpg', '#3b3'),
    // Its first bytes are right; it is none all the same.
    {
      name: 'broken.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('ffd8ffe000104a46494600', 'hex'),
    },
  ])
  await page.waitForSelector('.photo-list li.done:nth-child(3)')
  await page.locator('.demo').getByText('Only files of these types can be sent').waitFor()
  // Screen readers are told how far it is.
  await page.waitForSelector('.photo-form [role=status]:text-is("2 of 3 sent")')
  await page.fill('#caption', 'x'.repeat(81))
  await page.getByRole('button', { name: 'Share' }).click()
  await page.locator('.demo').getByText('At most 80 letters.').waitFor()
  await page.fill('#caption', 'Green')
  await page.getByRole('button', { name: 'Share' }).click()
  await page.waitForSelector('figcaption:text("Green")')
  await page.locator('.demo').getByText('The file could not be kept.').waitFor()
  await assertLooksRight(tab)
  // What is of a wrong type will be so again.
  assert.equal(await page.getByRole('button', { name: 'Retry' }).count(), 1)
  await page.getByRole('button', { name: 'Retry broken.jpg' }).press('Enter')
  await page.waitForSelector('.photo-list li.done:nth-child(2)')
  assert.match(await page.locator(':focus').innerText(), /Remove\s+broken\.jpg/)
  await assertLooksRight(tab)
  for (const name of ['notes.txt', 'broken.jpg']) {
    await page.getByRole('button', { name: `Remove ${name}` }).click()
    await page.locator('.photo-list', { hasText: name }).waitFor({ state: 'detached' })
  }
})
