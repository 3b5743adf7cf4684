import { createApp } from 'overwire'
import { assertThat, matchers, openPage } from 'overwire/testing'
import { expect, test } from 'vitest'
import { Counter } from './counter.ts'

expect.extend(matchers as never)

test('counts', async () => {
  const page = await openPage(createApp({ secret: 'long enough to be one' }).live('/', Counter))
  await page.getByRole('button', { name: 'Add' }).click()
  assertThat(page.getByRole('heading')).toHaveText('1')
  ;(expect(page.getByRole('heading')) as never as ReturnType<typeof assertThat>).toHaveText('1')
  await page.close()
})
