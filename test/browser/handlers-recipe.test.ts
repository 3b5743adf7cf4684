/** A test of an app in a real browser, as docs/guide/testing.md shows it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, html } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { listen } from 'overwire/node'
import { chromium } from 'playwright-core'

test('click a button, wait for the answer [A136, A137]', async (t) => {
  liveviewHandler('say_hello', (consumer) =>
    send(consumer, { target: '#greeting', text: 'Hello!' }),
  )
  const app = createApp().page(
    '/',
    () => html`<main data-controller="page"><p id="greeting"></p>
      <button data-action="click->page#run" data-liveview-function="say_hello">Greet</button></main>`,
  )
  const server = await listen(app, { port: 0 })
  t.after(() => server.close())
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  t.after(() => browser.close())
  const page = await browser.newPage()
  await page.goto(server.url)
  await page.waitForSelector('html[data-liveview-ready]')
  await page.click('[data-liveview-function="say_hello"]')
  await page.waitForSelector('#greeting:text-is("Hello!")')
  assert.equal(await page.textContent('#greeting'), 'Hello!')
})
