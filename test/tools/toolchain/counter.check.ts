import { createApp } from 'overwire'
import { assertThat, openPage } from 'overwire/testing'
import { expect } from 'overwire/vitest'
import { test } from 'vitest'
import { Counter } from './counter.ts'

test('counts', async () => {
  const page = await openPage(createApp({ secret: 'long enough to be one' }).live('/', Counter))
  await page.getByRole('button', { name: 'Add' }).click()
  assertThat(page.getByRole('heading')).toHaveText('1')
  expect(page.getByRole('heading')).toHaveText('1')
  expect(page).toHaveUrl('/')
  expect(page).not.toHaveUrl('/other')
  await page.close()
})
