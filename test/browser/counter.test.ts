import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Counter } from '../../examples/counter/counter.ts'
import { assertNoErrors, openTab, serve } from './browser.ts'

test('a click changes the number, with a few bytes [B1]', async () => {
  const { url } = await serve((app) => app.live('/', Counter))
  const tab = await openTab(url)
  await tab.connected()
  await tab.page.click('text=+10')
  await tab.page.waitForSelector('text=Count: 10')
  await tab.page.click('text="+1"')
  await tab.page.waitForSelector('text=Count: 11')
  assert.match(
    tab.frames.findLast((frame) => frame.startsWith('<'))!,
    /^< \[1,2,0,\[\d+,0,11\]\]$/,
  )
  assertNoErrors(tab)
})
