import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assertNoErrors, newContext } from '../../test/browser/browser.ts'
import { examples } from './examples.ts'
import { unsteadyConnection } from '../../test/browser/unsteady-connection.ts'
import { absolute, assertLooksRight, base, visit } from './visit.ts'

test('the index shows each example with its source and a way to try it', async () => {
  const { page } = await visit('/')
  assert.equal(await page.title(), 'Overwire: live pages, written once')
  assert.equal(await page.locator('article').count(), examples.length)
  for (const { path, title, view } of examples) {
    const card = page.locator('article', { has: page.getByRole('heading', { name: title }) })
    const begins = view
      ? `class ${title} extends LiveView`
      : `liveviewHandler|app\\.page|class ${title} extends`
    assert.match(await card.locator('pre').innerText(), new RegExp(begins))
    assert.ok((await card.locator('.hljs-keyword').count()) > 3, 'the source is highlighted')
    assert.equal(
      await card.getByRole('link').getAttribute('href'),
      base + (path === '/' && base ? '' : path),
    )
    const html = await (await page.request.get(absolute(page, path))).text()
    assert.ok(html.includes(`<title>${title} · Overwire examples</title>`), path)
    assert.match(html, new RegExp(`<h1[^>]*>${title}</h1>`))
  }
  const [first] = examples
  await page.locator('article').first().getByRole('link').click()
  await page.waitForURL(`**${first!.path}`)
  await page.getByRole('link', { name: 'All examples' }).click()
  await page.waitForURL((url) => [base, `${base}/`].includes(url.pathname))
})

test('`overwire new --example` has the list of the gallery', () => {
  const list = new URL('../../blueprints/examples/list.json', import.meta.url)
  const told = examples.map(({ path, title, sentence, site, ...example }) => {
    const { view, pages, setUp, assets = [], libraries = [] } = example
    const views = Object.entries({ ...(view && { [path]: view }), ...pages })
    const live = Object.fromEntries(views.map(([at, { name }]) => [at, name]))
    const start = site ?? path
    const named = setUp && { setUp: setUp.name }
    return [path.slice(1), { title, sentence, start, live, ...named, assets, libraries }]
  })
  assert.deepEqual(JSON.parse(readFileSync(list, 'utf8')), Object.fromEntries(told))
})

test('the headline can be tried out, and the wire meter shows the frames', async () => {
  const tab = await visit('/')
  await tab.page.getByRole('button', { name: 'Click me' }).click()
  await tab.page.waitForSelector('.proof p output:text-is("1")')
  const sent = tab.page.locator('[data-wire=sent]')
  const received = tab.page.locator('[data-wire=received]')
  assert.match(await sent.innerText(), /^\d+ bytes \[1,1,0,"click"\]$/)
  assert.match(await received.innerText(), /^\d+ bytes \[1,1,0,\[\d+,0,1\]\]$/)
  await tab.page.getByText(/^\d+ bytes in all; each is sent once$/).waitFor()
  assertNoErrors(tab)
})

test('the index is readable in dark and light, on a phone and on a desk', async () => {
  await assertLooksRight(await visit('/'))
})

test('with the keyboard alone one reaches the content, the source and an example', async () => {
  const tab = await visit('/')
  const { page } = tab
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
  await page.keyboard.press('Tab')
  assert.equal(await focused(), 'Skip to content')
  await page.keyboard.press('Enter')
  await page.waitForSelector('main:focus')
  await page.keyboard.press('Tab')
  assert.equal(await focused(), 'Click me')
  await page.keyboard.press('Tab')
  assert.equal(await focused(), 'On the wire')
  await page.keyboard.press('Tab')
  assert.equal(await focused(), 'Try the counter')
  const outline = () => page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
  assert.equal(await outline(), 'solid')
  await page.keyboard.press('Tab')
  assert.match(await focused(), /class Counter/)
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/counter')
  assertNoErrors(tab)
})

test('landmarks, icon and the connection are there on every page', async () => {
  for (const path of ['/', ...examples.map((example) => example.path)]) {
    const { page } = await visit(path)
    for (const landmark of ['banner', 'main', 'contentinfo'] as const) {
      assert.equal(await page.getByRole(landmark).count(), 1, `${landmark} of ${path}`)
    }
    assert.equal(await page.getByRole('navigation', { name: 'Examples' }).count(), 1)
    assert.equal(await page.locator('.connection').innerText(), 'Live')
    const current = page.locator('body > :is(header, nav) [aria-current=page]')
    assert.equal(await current.getAttribute('href'), base + (path === '/' && base ? '' : path))
    const icon = await page.locator('link[rel=icon]').getAttribute('href')
    const answer = await page.request.get(new URL(icon!, page.url()).href)
    assert.equal(answer.headers()['content-type'], 'image/svg+xml')
    await page.close()
  }
})

test('a lost connection is shown until it is back', async () => {
  const context = await newContext()
  const connection = await unsteadyConnection(context)
  const { page } = await visit('/counter', context)
  await page.getByRole('button', { name: '+10' }).click()
  await page.waitForSelector('text=Count: 10')
  await connection.cut()
  await page.locator('.when-disconnected').waitFor()
  assert.equal(await page.locator('.when-connected').isVisible(), false)
  connection.mend()
  await page.locator('.when-connected').waitFor()
  await page.getByRole('button', { name: '+10' }).click()
  await page.waitForSelector('text=Count: 20')
})

test('on a phone one button has all examples; Escape closes them', async () => {
  const { page } = await visit('/counter')
  await page.setViewportSize({ width: 390, height: 844 })
  const menu = page.locator('#menu')
  assert.equal(await menu.isVisible(), false)
  assert.ok((await page.locator('body > header').boundingBox())!.height < 90)
  await page.getByRole('button', { name: 'Examples' }).click()
  assert.equal(await menu.getByRole('link').count(), examples.length)
  await page.keyboard.press('Escape')
  assert.equal(await menu.isVisible(), false)
  await page.getByRole('button', { name: 'Examples' }).click()
  await menu.getByRole('link', { name: 'Todos', exact: true }).click()
  await page.waitForURL('**/todos')
})

test('examples are found by a word of their name or sentence', async () => {
  const tab = await visit('/')
  const { page } = tab
  const search = page.getByLabel('Find an example')
  const links = page.locator('#menu a:visible')
  await search.fill('sql data')
  assert.deepEqual(await links.allInnerTexts(), ['Todos'])
  await search.fill('nothing like it')
  assert.equal(await links.count(), 0)
  await page.getByText('No example is called that.').waitFor()
  await search.fill('chat')
  await search.press('Enter')
  await page.waitForURL('**/chat')
  assertNoErrors(tab)
})

test('the menu beside a page shows where one is, far down too', async () => {
  const { page } = await visit('/alarms')
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.reload()
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector('#menu [aria-current]')!.getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  })
})

test('where nothing crosses the wire no meter is shown', async () => {
  const site = await visit('/starter')
  assert.equal(await site.page.locator('.workbench .wire').count(), 0)
})

test('the wire meter never covers an example, and can be closed', async () => {
  const { page } = await visit('/signals')
  await page.setViewportSize({ width: 1280, height: 800 })
  const wire = page.locator('.workbench .wire')
  const [demo, meter] = [await page.locator('.demo').boundingBox(), await wire.boundingBox()]
  assert.ok(meter!.y >= demo!.y + demo!.height)
  await wire.getByText('On the wire').click()
  assert.equal(await page.locator('[data-wire=sent]').isVisible(), false)
})
