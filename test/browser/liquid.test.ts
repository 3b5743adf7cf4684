import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liquid } from 'overwire/liquid'
import { Todos } from '../views/todos.ts'
import { assertNoErrors, openTab, serve } from './browser.ts'

test('a counter and a list from files with a layout, blocks and a partial [A22]', async () => {
  const templates = liquid({ root: 'test/views' })
  const layout = templates.layout('shell.liquid')
  const { url } = await serve((app) => app.live('/', Todos, { title: 'To do' }), {
    templates,
    layout,
  })
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  assert.equal(await page.title(), 'To do')
  assert.equal(await page.textContent('footer'), '/')
  assert.equal(await page.getAttribute('#live-flash-container', 'aria-live'), 'polite')
  await page.waitForSelector('.none')
  await page.click('#more')
  await page.waitForSelector('#count:text("Count: 1")')
  assert.match(
    tab.frames.findLast((frame) => frame.startsWith('<'))!,
    /^< \[1,1,0,\[\d+,\d+,1\]\]$/,
  )
  for (const title of ['<one>', 'two']) {
    await page.fill('#title', title)
    await page.click('#add')
    await page.waitForSelector(`#todos b:text-is("${title}")`)
  }
  assert.equal(await page.textContent('h1'), '2 of 2')
  await page.evaluate(() => document.querySelector('#todos li')!.setAttribute('data-kept', 'yes'))
  await page.click('#todos li:nth-child(1) input')
  await page.waitForSelector('#todos li.done[data-kept=yes]')
  assert.match(
    tab.frames.findLast((frame) => frame.startsWith('<'))!,
    /"row done"/,
  )
  assert.doesNotMatch(
    tab.frames.findLast((frame) => frame.startsWith('<'))!,
    /<one>|two/,
  )
  await page.waitForSelector('h1:text-is("1 of 2")')
  assertNoErrors(tab)
})
