/** Files in forms of handlers, in Chromium: the same way, limits and errors as files of views. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, test } from 'node:test'
import { html } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { diskUploads } from 'overwire/node'
import { z } from 'zod'
import { eventually } from '../eventually.ts'
import { assertNoErrors, openTab, partStarted, serve } from '../browser/browser.ts'
import { plainBytes } from './plain-bytes.ts'
import type { Page } from 'playwright-core'

const file = (name: string, size: number, mimeType = 'application/octet-stream') => ({
  name,
  mimeType,
  buffer: plainBytes(size),
})

const form = (title = '', error = '') => html`
  <form data-action="submit->page#run" data-liveview-function="keep">
    <input name="title" value=${title} />
    <label>Docs <input type="file" name="docs" multiple /></label>
    <button>Keep</button>
    <p class="error">${error}</p>
    <div live-untrusted><input type="file" name="docs" class="users" /></div>
  </form>
`

let runs = 0
let mayCall = true

beforeEach(() => {
  runs = 0
  mayCall = true
  liveviewRegistry.clear()
  liveviewHandler(
    'keep',
    {
      middleware: [() => mayCall],
      uploads: { docs: { maxEntries: 3, maxFileSize: 3_000_000, accept: ['.bin', 'image/*'] } },
      form: z.object({ title: z.string().min(1, 'A title is needed.') }),
      invalid: (consumer, content, issues) =>
        send(consumer, {
          target: '#form',
          html: form(String(content.form['title']), issues['title']?.join()),
        }),
    },
    async (consumer, content) => {
      runs++
      const kept = await content.uploads.docs.consume(
        async (one) => `${one.name} ${(await one.bytes()).length}`,
      )
      await send(consumer, [
        { target: '#form', html: form() },
        { target: '#kept', text: `${content.form.title}: ${kept.join(', ')}` },
      ])
    },
  )
})

beforeEach(() => {
  liveviewHandler('at_once', { uploads: { now: {} } }, async (consumer, { uploads }) => {
    const texts = await uploads.now.consume((one) => one.text())
    await send(consumer, { target: '#kept', text: texts.join() })
  })
  liveviewHandler('undeclared', (consumer, { uploads }) =>
    send(consumer, { target: '#kept', text: `fields: ${Object.keys(uploads).join()}` }),
  )
})

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const served = await serve(
    (app) =>
      app.page(
        '/',
        () => html`
          <main data-controller="page">
            <div id="form">${form()}</div>
            <p id="kept"></p>
            <label>
              Now
              <input
                type="file" name="now" data-action="page#run" data-liveview-function="at_once"
              />
            </label>
            <form id="odd" data-action="submit->page#run" data-liveview-function="undeclared">
              <input type="file" name="odd" /><button>Send</button>
            </form>
            <div live-untrusted>
              <form data-action="page#run" data-liveview-function="keep">
                <input type="file" name="docs" class="users" />
              </form>
            </div>
          </main>
        `,
      ),
    { uploads: diskUploads(folder) },
  )
  const tab = await openTab(served.url)
  tab.page.setDefaultTimeout(15_000)
  await tab.page.waitForSelector('html[data-liveview-ready]')
  await partStarted(tab.page, 'uploads')
  return { ...served, folder, tab, page: tab.page }
}

const waitFor = (page: Page, ...wanted: string[]) =>
  page.waitForFunction(
    (text) =>
      [...document.querySelectorAll('[data-liveview-upload] li')]
        .map((one) => `${one.querySelector('span')!.textContent} ${one.getAttribute('data-state')}`)
        .join() === text,
    wanted.join(),
  )

test('files of a form come to its handler, and are shown beside the field until it takes them [B130, B132]', async () => {
  const { tab, page, folder } = await open()
  await page.setInputFiles('[name=docs]', [file('large.bin', 2_900_000), file('small.bin', 5)])
  await waitFor(page, 'large.bin done', 'small.bin done')
  assert.equal((await readdir(folder)).length > 0, true)
  await page.fill('[name=title]', 'Mine')
  await page.click('text=Keep')
  await page.waitForSelector('#kept:text("Mine: large.bin 2900000, small.bin 5")')
  await waitFor(page)
  assert.deepEqual(await readdir(folder), [])
  await eventually(async () => (await page.inputValue('[name=docs]')) === '')
  assert.equal(runs, 1)
  assertNoErrors(tab)
})

const errors = (page: Page) => page.locator('[data-liveview-upload] [role=alert]').allInnerTexts()

test('too many, too large and of a wrong type: each says why beside the others [B131]', async () => {
  const { tab, page } = await open()
  await page.setInputFiles('[name=docs]', [
    file('a.bin', 10),
    file('page.html', 10, 'text/html'),
    file('b.bin', 3_000_001),
    file('c.bin', 10),
    file('d.bin', 10),
    file('e.bin', 10),
  ])
  await waitFor(
    page,
    'a.bin done',
    'page.html failed',
    'b.bin failed',
    'c.bin done',
    'd.bin done',
    'e.bin failed',
  )
  assert.deepEqual(await errors(page), [
    '',
    'Only files of these types can be sent: .bin, image/*.',
    'The file is larger than 2.9 MB.',
    '',
    '',
    'At most 3 files can be sent.',
  ])
  await page.getByRole('status').getByText('3 of 6 sent').waitFor()
  await page.getByRole('button', { name: 'Remove a.bin' }).press('Enter')
  await page.waitForFunction(() => document.querySelectorAll('[data-state=done]').length === 2)
  await page.getByRole('status').getByText('2 of 5 sent').waitFor()
  // The button is gone: the focus is where the next file is chosen.
  await page.waitForSelector('[name=docs]:focus')
  await page.getByRole('button', { name: 'Try e.bin again' }).click()
  await page.waitForFunction(() => document.querySelectorAll('[data-state=done]').length === 3)
  // What calls itself an image is looked at.
  await page.getByRole('button', { name: 'Remove c.bin' }).click()
  await page.waitForFunction(() => document.querySelectorAll('[data-state=done]').length === 2)
  await page.setInputFiles('[name=docs]', {
    name: 'x.png',
    mimeType: 'image/png',
    buffer: Buffer.from('none'),
  })
  await waitFor(page, 'd.bin done', 'e.bin done', 'x.png failed')
  tab.errors = tab.errors.filter((error) => !error.includes('415'))
  assertNoErrors(tab)
})

test('a form that is refused loses no file, twice; its submit waits for files that come [B133]', async () => {
  const { tab, page } = await open()
  let isHeld = true
  const held: (() => Promise<void>)[] = []
  await page.route('**/_overwire/upload', (route) =>
    isHeld ? void held.push(() => route.continue()) : route.continue(),
  )
  await page.setInputFiles('[name=docs]', file('one.bin', 2_000_000))
  await eventually(() => held.length > 0)
  await page.dblclick('text=Keep')
  assert.equal(await page.innerText('.error'), '')
  isHeld = false
  for (const go of held) await go()
  for (const _ of [1, 2]) {
    await page.waitForSelector('.error:text("A title is needed.")')
    await waitFor(page, 'one.bin done')
    await page.click('text=Keep')
  }
  await page.setInputFiles('[name=docs]', file('two.bin', 5))
  await page.fill('[name=title]', 'x')
  isHeld = true
  held.length = 0
  await page.setInputFiles('[name=docs]', file('three.bin', 5))
  await eventually(() => held.length > 0)
  await page.dblclick('text=Keep')
  isHeld = false
  for (const go of held) await go()
  await page.waitForSelector('#kept:text("x: one.bin 2000000, two.bin 5, three.bin 5")')
  assert.equal(runs, 1)
  // The answer of its own submit clears the form.
  assert.equal(await page.inputValue('[name=title]'), '')
  assertNoErrors(tab)
})

test('progress is shown while a file comes [B133]', async () => {
  const { page } = await open()
  await page.evaluate(() => {
    const seen: number[] = []
    Object.assign(globalThis, { seen })
    new MutationObserver(() => {
      const bar = document.querySelector('progress')
      if (bar && seen.at(-1) !== bar.value) seen.push(bar.value)
    }).observe(document, { childList: true, subtree: true, attributes: true })
  })
  await page.route('**/_overwire/upload', async (route) => {
    await new Promise((done) => setTimeout(done, 120))
    await route.continue()
  })
  await page.setInputFiles('[name=docs]', file('large.bin', 2_900_000))
  await waitFor(page, 'large.bin done')
  const seen = (await page.evaluate('seen')) as number[]
  assert.ok(seen.filter((value) => value > 0 && value < 100).length >= 2, seen.join())
  assert.deepEqual(
    seen,
    [...seen].sort((one, other) => one - other),
  )
})

test('a field by itself calls its handler when its file is there', async () => {
  const { tab, page } = await open()
  const hello = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') }
  await page.setInputFiles('[name=now]', hello)
  await page.waitForSelector('#kept:text-is("hello")')
  await page.setInputFiles('[name=now]', { ...hello, buffer: Buffer.from('again') })
  await page.waitForSelector('#kept:text-is("again")')
  assertNoErrors(tab)
})

test('what a handler does not declare is an error, and is not kept', async () => {
  const { tab, page, folder } = await open()
  await page.setInputFiles('[name=odd]', file('o.bin', 5))
  await eventually(() => tab.errors.some((error) => error.includes('E_UPLOAD_FIELD')))
  assert.match(tab.errors.join(), /The handler undeclared takes no files of a field called "odd"/)
  await page.click('text=Send')
  await page.waitForSelector('#kept:text-is("fields: ")')
  assert.deepEqual(await readdir(folder), [])
})

test('middleware is asked before a file comes', async () => {
  const { page, folder } = await open()
  mayCall = false
  await page.setInputFiles('[name=docs]', file('a.bin', 5))
  await eventually(async () => (await page.inputValue('[name=docs]')) === '')
  await waitFor(page)
  assert.deepEqual(await readdir(folder), [])
})

test('files go with their form, and with their page', async () => {
  const { page, folder } = await open()
  await page.setInputFiles('[name=docs]', file('a.bin', 5))
  await waitFor(page, 'a.bin done')
  liveviewHandler('swap', (consumer) => send(consumer, { target: '#form', text: 'gone' }))
  await page.evaluate(() => {
    const button = document.createElement('button')
    button.id = 'swap'
    button.setAttribute('data-action', 'click->page#run')
    button.setAttribute('data-liveview-function', 'swap')
    document.querySelector('main')!.append(button)
  })
  await page.click('#swap')
  await eventually(async () => (await readdir(folder)).length === 0, 'the file goes with its form')
  await page.reload()
  await page.waitForSelector('html[data-liveview-ready]')
  await page.setInputFiles('[name=docs]', file('b.bin', 5))
  await waitFor(page, 'b.bin done')
  assert.equal((await readdir(folder)).length > 0, true)
  await page.goto('about:blank')
  await eventually(async () => (await readdir(folder)).length === 0, 'the file goes with its page')
})

test('names are text; what users wrote sends no file', async () => {
  const { tab, page, folder } = await open()
  await page.setInputFiles('[name=docs]', file('<img src=x onerror=alert(1)>.bin', 5))
  await page.waitForSelector('[data-state=done] :text("<img src=x onerror=alert(1)>.bin")')
  assert.equal(await page.locator('[data-liveview-upload] img').count(), 0)
  await page.getByRole('button', { name: 'Remove' }).click()
  await waitFor(page)
  const users = await page.locator('.users').all()
  assert.equal(users.length, 2)
  for (const field of users) {
    await field.setInputFiles(file('users.bin', 5))
  }
  await page.setInputFiles('[name=docs]', file('own.bin', 5))
  await waitFor(page, 'own.bin done')
  assert.equal((await readdir(folder)).length, 1)
  assertNoErrors(tab)
})

test('files are dropped into a zone around the field [B133]', async () => {
  const { tab, page } = await open()
  await page.evaluate(() =>
    document.querySelector('label')!.setAttribute('live-upload-drop', 'docs'),
  )
  const transfer = await page.evaluateHandle(() => {
    const made = new DataTransfer()
    made.items.add(new File(['drop'], 'dropped.bin'))
    return made
  })
  await page.dispatchEvent('label', 'drop', { dataTransfer: transfer })
  await waitFor(page, 'dropped.bin done')
  await page.fill('[name=title]', 'x')
  await page.click('text=Keep')
  await page.waitForSelector('#kept:text("x: dropped.bin 4")')
  assertNoErrors(tab)
})
