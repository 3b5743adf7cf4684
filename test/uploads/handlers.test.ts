/** Files in forms of handlers, in Chromium: the same way, limits and errors as files of views. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, test } from 'node:test'
import { html } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { diskUploads } from 'overwire/node'
import { z } from 'zod'
import { eventually } from '../eventually.ts'
import { assertNoErrors, openTab, serve } from '../browser/browser.ts'
import type { Page } from 'playwright-core'

const file = (name: string, size: number, mimeType = 'application/octet-stream') => ({
  name,
  mimeType,
  buffer: randomBytes(size),
})

const form = (title = '', error = '') => html`
  <form data-action="submit->page#run" data-liveview-function="keep">
    <input name="title" value=${title} />
    <label>Docs <input type="file" name="docs" multiple /></label>
    <button>Keep</button>
    <p class="error">${error}</p>
  </form>
`

let runs = 0

beforeEach(() => {
  runs = 0
  liveviewRegistry.clear()
  liveviewHandler(
    'keep',
    {
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
          </main>
        `,
      ),
    { uploads: diskUploads(folder) },
  )
  const tab = await openTab(served.url)
  tab.page.setDefaultTimeout(15_000)
  await tab.page.waitForSelector('html[data-liveview-ready]')
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
